"""Attachments: files people sent, kept once each under the SHA-256 of their bytes."""

import asyncio
import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from aiogram import Bot


@dataclass(frozen=True, slots=True)
class Kept:
    sha256: str
    size: int


class Attachments:
    def __init__(self, bot: Bot, folder: Path) -> None:
        self._bot = bot
        self._folder = folder

    async def fetch(self, file_id: str) -> bytes:
        """The bytes of a file on the platform; aiogram's TelegramAPIError when it cannot be had."""
        buffer = BytesIO()
        await self._bot.download(file_id, destination=buffer)
        return buffer.getvalue()

    async def keep(self, data: bytes) -> Kept:
        """Durable when it returns: written aside, synced, then given its name."""
        sha256 = hashlib.sha256(data).hexdigest()
        await asyncio.to_thread(self._write, sha256, data)
        return Kept(sha256, len(data))

    async def bytes_of(self, sha256: str) -> bytes:
        return await asyncio.to_thread((self._folder / sha256).read_bytes)

    async def drop(self, sha256: str) -> None:
        """A file that must not stay: with codes on it, or with somebody's data. Dropped twice it is gone once."""
        await asyncio.to_thread((self._folder / sha256).unlink, missing_ok=True)

    def _write(self, sha256: str, data: bytes) -> None:
        import os

        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / sha256
        if target.exists():
            return
        aside = self._folder / f".{sha256}.{os.getpid()}"
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
