"""The way to the first vote."""
