"""Tests of the rules of letters and of flood."""
