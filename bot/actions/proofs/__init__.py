"""Proofs: what goes into a vote's chain, and the files by which anybody checks it."""
