"""What the buttons about a vote's files carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.proofs_files import FileKind


class WantFile(CallbackData, prefix="pf"):
    vote: str
    kind: FileKind
