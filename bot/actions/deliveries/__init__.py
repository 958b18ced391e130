"""Which homes a vote has reached: letters that arrived, and what those who enter paper record home by home."""
