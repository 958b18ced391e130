"""Votes: drafting, opening, looking, changing, closing; each public function is one transaction."""
