"""The tables of the first release, as they were then: frozen, so that later changes of storage/ need a migration of their own."""
