"""Faults on purpose: a late, refused or lost answer, each as often as it was asked for."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from bot.sandbox import texts
from bot.sandbox.errors import ApiError
from bot.sandbox.happenings import FaultsChanged

if TYPE_CHECKING:
    from bot.sandbox.people import Person
    from bot.sandbox.world import World

FaultName = Literal["slow", "limit", "blocked", "drop", "error"]

# sandbox.md, section 1: what the switches of the page do, and how often unless told otherwise.
SLOW_SECONDS = 3.0
LIMIT_SECONDS = 5
TIMES: dict[FaultName, int | None] = {"slow": None, "limit": 3, "blocked": None, "drop": 1, "error": 2}

# Flood limits and lost answers matter for what changes a chat; getUpdates is left alone by the page's switches.
CHAT_WRITES = frozenset(
    {
        "sendmessage",
        "sendphoto",
        "senddocument",
        "sendmediagroup",
        "editmessagetext",
        "editmessagecaption",
        "editmessagereplymarkup",
        "editmessagemedia",
        "forwardmessage",
        "forwardmessages",
        "copymessage",
        "copymessages",
        "deletemessage",
        "deletemessages",
        "pinchatmessage",
        "unpinchatmessage",
        "unpinallchatmessages",
    }
)


@dataclass(frozen=True, slots=True)
class Script:
    """One scripted fault: `method` "*" is every method but getUpdates; `after` does the act before the answer is spoiled."""

    method: str = "*"
    times: int | None = 1
    delay: float = 0.0
    code: int | None = None
    description: str = ""
    parameters: dict[str, Any] | None = None
    drop: bool = False
    after: bool = False
    match: dict[str, Any] = field(default_factory=dict)
    name: FaultName | None = None

    def fits(self, method: str, params: dict[str, Any]) -> bool:
        if self.times is not None and self.times <= 0:
            return False
        if self.name in ("limit", "drop"):
            return method in CHAT_WRITES
        if self.method == "*":
            return method != "getupdates"
        return self.method.lower() == method and all(str(params.get(key)) == str(value) for key, value in self.match.items())


@dataclass(frozen=True, slots=True)
class Spoiled:
    """What happens to one call: wait, then refuse or do it, then perhaps say nothing."""

    delay: float = 0.0
    error: ApiError | None = None
    error_after: bool = False
    drop: bool = False


NOTHING = Spoiled()

_SCRIPTS: dict[FaultName, Script] = {
    "slow": Script(delay=SLOW_SECONDS, times=None, name="slow"),
    "limit": Script(
        code=429,
        description=f"Too Many Requests: retry after {LIMIT_SECONDS}",
        parameters={"retry_after": LIMIT_SECONDS},
        name="limit",
    ),
    "drop": Script(drop=True, after=True, name="drop"),
    "error": Script(code=502, description="Bad Gateway", name="error"),
}


class Faults:
    def __init__(self, world: "World") -> None:
        self._world = world
        self._scripts: list[Script] = []
        # Calls whose answers come late, right now.
        self.holding = 0

    def add(self, script: Script) -> None:
        self._scripts.append(script)
        self._world.tell(FaultsChanged())

    def clear(self) -> None:
        self._scripts.clear()
        self._world.tell(FaultsChanged())

    def switch(self, name: str, on: bool, times: int | None = None) -> None:
        """A switch of the page; `blocked` is one person's block of the bot."""
        if name not in TIMES:
            raise texts.no_such_fault(name)
        if name == "blocked":
            person = self.blocker()
            if person is not None:
                self._world.block(person, on)
            self._world.tell(FaultsChanged())
            return
        self._scripts = [script for script in self._scripts if script.name != name]
        if on:
            script = _SCRIPTS[name]
            self._scripts.append(replace(script, times=times if times is not None else TIMES[name]))
        self._world.tell(FaultsChanged())

    def switched(self) -> list[Script]:
        """What the page has switched on, but for the block, which the person carries."""
        return [script for script in self._scripts if script.name is not None]

    def blocker(self) -> "Person | None":
        """The first resident of the page: in the seed world 王桂芳."""
        named = (person for person in self._world.state.people.values() if person.named and person.side == "resident")
        return next(named, None)

    def left(self, name: FaultName) -> tuple[bool, int | None]:
        """Whether it is on, and how many more times (None: until it is switched off)."""
        if name == "blocked":
            person = self.blocker()
            return person is not None and person.blocked, None
        for script in self._scripts:
            if script.name == name:
                return True, script.times
        return False, None

    def spoil(self, method: str, params: dict[str, Any]) -> Spoiled:
        """All faults that fit this call, each used once; the first that refuses decides the answer."""
        if not self._scripts:
            return NOTHING
        fitting = [script for script in self._scripts if script.fits(method, params)]
        delay = sum(script.delay for script in fitting)
        decisive = next((script for script in fitting if script.code is not None or script.drop), None)
        used = [script for script in fitting if script is decisive or (script.delay and script.code is None and not script.drop)]
        self._use(used)
        if decisive is None:
            return Spoiled(delay=delay)
        error = None if decisive.code is None else ApiError(decisive.code, decisive.description, decisive.parameters)
        return Spoiled(delay=delay, error=error, error_after=decisive.after, drop=decisive.drop)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Around the wait of a call that is answered late."""
        self.holding += 1
        try:
            yield
        finally:
            self.holding -= 1

    def _use(self, used: Iterable[Script]) -> None:
        chosen = {id(script) for script in used}
        kept = []
        changed = False
        for script in self._scripts:
            if id(script) not in chosen or script.times is None:
                kept.append(script)
                continue
            changed = True
            if script.times > 1:
                kept.append(replace(script, times=script.times - 1))
        self._scripts = kept
        if changed:
            self._world.tell(FaultsChanged())
