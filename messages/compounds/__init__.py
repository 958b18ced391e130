"""Words about compounds and their rosters."""
