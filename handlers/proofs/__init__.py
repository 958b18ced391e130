"""Proofs: what groups and voters are told of a vote's chain."""
