"""Three asks of a renovation: each is a vote, and the next opens once it was said what changed because of the former."""
