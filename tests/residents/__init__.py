"""People: codes, bindings, roles, menu, help, data."""
