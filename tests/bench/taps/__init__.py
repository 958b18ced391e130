"""Taps on one open vote, as the platform delivers them, beside a stock aiogram webhook that does nothing."""
