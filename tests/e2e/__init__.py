"""The real process over HTTP."""
