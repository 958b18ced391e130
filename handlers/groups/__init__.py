"""The bot in groups: entering and leaving, binding by a press, the one card, and staff's private list."""
