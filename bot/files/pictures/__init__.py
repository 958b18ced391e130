"""Who has answered, as a picture: floors over each other, a cell a home; never how anybody chose."""

from bot.files.pictures.sheets import Picture, draw_pictures

__all__ = ["Picture", "draw_pictures"]
