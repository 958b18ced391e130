"""What is said about updates as such: gaps, apologies, stale buttons."""
