"""Sheets for the notice board as Word files: a template, ours or the office's own, filled by docxtpl."""

from bot.files.sheets.printing import print_sheet

__all__ = ["print_sheet"]
