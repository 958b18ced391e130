"""Topics: opened and moderated by those in charge, filled and weighed by whoever lives there."""
