"""The roster in the clerk's private chat."""
