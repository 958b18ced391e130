"""Groups: rules, actions, and the handlers at the wire."""
