"""What the commands share: settings or a sentence, the database, exit codes, one JSON document on stdout."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from bot.runtime.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from bot.rules.violations import RuleViolation

# Exit codes (design.md, Command line): done; anything else; bad input and nothing written; as a shell says it of Ctrl-C.
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
# What stands beside a link or a QR code on the paper that somebody is handed: a browser's page comes first, and it asks twice (ease.md, 1).
ON_PAPER = (
    "写在纸上一起给：先装好 Telegram；扫码后点「打开 Telegram」，再点最下面的「开始」。",
    "For the paper: install Telegram first; after the scan tap “Open Telegram”, then “Start” at the very bottom.",
)
T = TypeVar("T")


def say(text: str = "") -> None:
    """Progress, hints and warnings: never on stdout."""
    print(text, file=sys.stderr, flush=True)


def answer(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Whoever reads has enough: `| head -1`. Typer ends for it.
        raise
    except OSError as error:
        # What is left in the buffer would be tried once more at the end.
        sys.stdout = None
        stop(f"答案写不出去，磁盘出了问题（{error.strerror}）。 / The answer cannot be written ({error.strerror}).", FAILED)


def answer_json(document: Any) -> None:
    """The one document on stdout."""
    import orjson

    answer(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())


def stop(sentence: str, code: int = BAD_INPUT) -> NoReturn:
    say(sentence)
    raise typer.Exit(code)


def settings_or_stop(**overrides: Any) -> Settings:
    try:
        return load_settings(**overrides)
    except SettingsError as error:
        stop("\n".join(error.sentences))


def in_both_languages(violation: "RuleViolation") -> str:
    """As every other sentence at the command line."""
    from bot.rules.ports import LANGUAGES
    from messages.rendering import plain_text
    from messages.violations import violation_text

    return " / ".join(plain_text(violation_text(language, violation)) for language in LANGUAGES)


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs a command's coroutine; bad input becomes its sentence and exit code 2, a database or a disk that cannot be used 1."""
    from bot.rules.violations import RuleViolation
    from bot.runtime.database import DatabaseUnusable
    from bot.runtime.disk import NotWritable, NotWritten
    from storage.migrating import NewerDatabase

    try:
        return asyncio.run(work())
    except RuleViolation as violation:
        stop(in_both_languages(violation))
    except NotWritable as error:
        stop(str(error))
    except (NewerDatabase, DatabaseUnusable, NotWritten) as error:
        stop(str(error), FAILED)
    except UnicodeEncodeError as error:
        if error.reason != "surrogates not allowed":
            raise
        # The shell hands over bytes that are no text like this; no database, and no answer, takes them.
        stop("参数里有不是 UTF-8 的字节，请重新输入。 / An argument holds bytes that are no UTF-8: please type it again.")


class Units:
    """Units of work for a command: no update behind them."""

    def __init__(self, database: Any, settings: Settings) -> None:
        self.database = database
        self.settings = settings

    def write(self) -> Any:
        from storage.unit_of_work import UnitOfWork

        return UnitOfWork(self.database, write=True)

    def read(self) -> Any:
        from storage.unit_of_work import UnitOfWork

        return UnitOfWork(self.database, write=False)


@asynccontextmanager
async def open_units(settings: Settings | None = None) -> AsyncIterator[Units]:
    """The migrated database of the settings, closed afterwards. DatabaseUnusable also when it fails in the middle."""
    from sqlalchemy.exc import DatabaseError

    from bot.runtime.database import database_unusable, is_unusable, open_database

    settings = settings or settings_or_stop()
    database = await open_database(settings)
    try:
        yield Units(database, settings)
    except DatabaseError as error:
        if not is_unusable(error):
            raise
        raise database_unusable(settings, error) from error
    finally:
        await database.dispose()
