"""Tests of places, rosters and groups."""
