"""The clerk's way from nothing to the first vote."""
