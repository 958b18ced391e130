"""Who has answered, floor by floor and never how; and what a straw poll came to, in bars (`bars`)."""

from bot.files.pictures.sheets import Picture, draw_pictures

__all__ = ["Picture", "draw_pictures"]
