"""Topics: opened by those in charge, filled with statements by residents, weighed in private, told at their close."""
