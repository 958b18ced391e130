"""Straw polls: asked quickly, decided by nobody."""
