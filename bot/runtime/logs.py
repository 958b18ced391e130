"""Structured logs without personal data: fields by name, tokens masked, never an update or a text."""

import logging
import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict

# A bot token wherever it turns up, also inside a URL of an exception.
TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
# The line that each update leaves (`told.py`).
UPDATE_HANDLED = "update_handled"
# Our own files; libraries may lie in a folder of the same house.
HOUSE = f"{Path(__file__).parents[2]}/"
ROOMS = tuple(f"{HOUSE}{room}/" for room in ("bot", "handlers", "storage", "messages"))
# Invite codes, receipts and deep-link payloads are secrets too.
PAYLOAD = re.compile(r"\b([iv]_)[A-Za-z0-9_-]{6,}")


def _masked(value: str) -> str:
    return PAYLOAD.sub(r"\1***", TOKEN.sub("<token>", value))


def _mask(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {name: _masked(value) if isinstance(value, str) else value for name, value in event.items()}


def _places_only(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception is logged by its type and where it was raised: its message may hold what a person wrote."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, tuple) and info[1] is not None:
        event["where"] = _places(info[2])
    return event


def _places(trace: TracebackType | None) -> list[str]:
    """Our own, the innermost last; behind them where a library was that they had called."""
    ours: list[str] = []
    theirs: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        own = code.co_filename.startswith(ROOMS)
        name = code.co_filename.removeprefix(HOUSE) if own else code.co_filename.rsplit("/", 1)[-1]
        place = f"{name}:{trace.tb_lineno} {code.co_name}"
        if own:
            ours.append(place)
            theirs.clear()
        else:
            theirs.append(place)
        trace = trace.tb_next
    return ours[-6:] + theirs[-2 if ours else -8 :]


class PlacesOfLibraries(logging.Filter):
    """An error that a library logs keeps its type and its places, not its words; of asyncio's the first line, which is its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = _masked(str(record.msg).partition("\n")[0]) if record.name == "asyncio" and not record.args else ""
        record.said = f" {said}" if said else ""
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = " ".join([record.exc_info[0].__name__, *_places(record.exc_info[2])])
        record.exc_info = None
        return True


class Remember:
    """Keeps the last line, which the sandbox shows when the bot has stopped."""

    def __init__(self) -> None:
        self.last = ""

    def __call__(self, _logger: Any, _method: str, event: EventDict) -> EventDict:
        self.last = " ".join(str(event[name]) for name in ("event", "error", "reason") if name in event)
        return event


remembered = Remember()


def _without_updates(_logger: Any, _method: str, event: EventDict) -> EventDict:
    if event.get("event") == UPDATE_HANDLED:
        raise structlog.DropEvent
    return event


def set_up_logs(level: str, *, each_update: bool = True) -> None:
    """JSON lines on stderr; a terminal gets readable ones. `each_update` False: without the line of every one that went as it should,
    where somebody only tries Linli and looks at its page."""
    number = logging.getLevelName(level)
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False) if sys.stderr.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            *(() if each_update else (_without_updates,)),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _places_only,
            _mask,
            remembered,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries say only what went wrong; their messages may quote updates (platform-and-faults.md, ClientDecodeError).
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s%(said)s"))
    handler.addFilter(PlacesOfLibraries())
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    # A tick that comes while the one before still runs is left out, as it should be on a busy machine.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
