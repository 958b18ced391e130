"""Opinions: given in private or as an answer in a group, sorted by those in charge, gathered in the demand list."""
