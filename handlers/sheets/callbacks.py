"""What the buttons about sheets carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.sheets import PaperSize, SheetKind


class PrintSheet(CallbackData, prefix="ps"):
    vote: str
    kind: SheetKind
    paper: PaperSize
