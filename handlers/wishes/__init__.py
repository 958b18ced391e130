"""Renovation menus: written and ended by those in charge, chosen from by whoever lives there."""
