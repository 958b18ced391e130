"""Files that are there whole or not at all, and looked for a place before anything else is done."""

import errno
import fcntl
import glob
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# What a disk says in the middle of a file: full, over the quota, broken.
IN_THE_MIDDLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
# How a part is named: after its file and the process that writes it.
PART = re.compile(r"\..+\.\d+\.part")


class NotWritable(Exception):
    """Bad input, and nothing was written; the sentence says why."""


class NotWritten(Exception):
    """The disk failed in the middle; the sentence says how. No half of a file is left."""


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Written beside; takes the name, and the place of an older one, once it is on the disk. NotWritable before the body runs."""
    aside, file = _opened_aside(target)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            # Before it is closed, and its lock with it: nobody takes it for what a kill left.
            aside.replace(_real(target))
        sync(aside.parent)
    except OSError as error:
        if error.errno not in IN_THE_MIDDLE:
            raise
        raise NotWritten(
            f"写 {target} 时磁盘出了问题（{error.strerror}），没有留下半个文件。腾出地方再来一次。"
            f" / The disk failed while {target} was written ({error.strerror}). Free some space and try again."
        ) from error
    finally:
        aside.unlink(missing_ok=True)


def _opened_aside(target: Path) -> tuple[Path, BinaryIO]:
    try:
        real = _real(target)
        if real.exists() and not real.is_file():
            raise IsADirectoryError(errno.EISDIR, "这里不是文件 / not a file")
        if real.exists() and not os.access(real, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        clear_parts(real.parent, glob.escape(real.name))
        aside = real.with_name(f".{real.name}.{os.getpid()}.part")
        return aside, _opened_locked(aside)
    except OSError as error:
        raise not_writable(target, error) from error


def _opened_locked(aside: Path) -> BinaryIO:
    """Its lock says that it is being written; one that was cleared between opening and locking is made anew."""
    while True:
        file = aside.open("wb")
        if not _locked(file):
            # A disk that takes no locks: there nobody else gets one either, and parts stay.
            return file
        if os.fstat(file.fileno()).st_nlink:
            return file
        file.close()


def _locked(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def clear_parts(folder: Path, names: str) -> None:
    """What a kill left of files with these names (a pattern) goes; what is being written is locked, and stays."""
    for part in folder.glob(f".{names}.*.part"):
        if not PART.fullmatch(part.name):
            continue
        try:
            with part.open("rb") as file:
                if _locked(file):
                    part.unlink(missing_ok=True)
        except (FileNotFoundError, PermissionError):
            # Gone meanwhile, or somebody else's to clear.
            continue


def not_writable(target: Path, error: OSError) -> NotWritable:
    return NotWritable(
        f"{target} 写不了（{error.strerror}），什么也没有写。请写一个文件名，放在能写的文件夹里。"
        f" / {target} cannot be written ({error.strerror}); nothing was written. Name a file in a folder that may be written."
    )


def _real(path: Path) -> Path:
    """A link stays one: what it leads to is replaced."""
    return Path(os.path.realpath(path))


def sync(path: Path) -> None:
    """A file's content, or the names in a folder, are on the disk when it returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
