"""Opinions on the renovation, and the demand list that is made of them."""
