"""Sheets: what those in charge of a vote print for the notice board and the doors."""
