"""Three asks of a renovation: what those in charge and residents press and read."""
