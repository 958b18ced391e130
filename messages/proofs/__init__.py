"""Words about a vote's proof: its chain, its files."""
