"""`linli init`: from a token to the first clerk's invite, in at most five answers; a second run changes nothing."""

import getpass
import os
import secrets
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.cli.common import FAILED, INTERRUPTED, ON_PAPER, answer, answer_json, open_units, run, say, settings_or_stop, stop
from bot.cli.doctor import is_healthy, show
from bot.runtime.late_models import import_aiogram
from bot.runtime.settings import Settings, SettingsError, Source, load_settings

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import User

    from bot.rules.starts import Founded, SandboxCompound, TakenOver

# A mistyped answer is asked for again so often; then it is better to start over.
TRIES = 3
# Kept in `.env` when they were given in the environment: without them the next start would go elsewhere.
KEPT = ("TELEGRAM_API_BASE", "TELEGRAM_PROXY", "DATA_DIR")
# As people call them (people.md, Roles).
ROLES = {
    "street_staff": "街道干部",
    "community_staff": "社区干部",
    "compound_chief": "小区长",
    "building_head": "楼长",
    "grid_worker": "网格员",
    "owners_committee": "业委会",
    "property_manager": "物业",
    "contractor": "施工方",
    "treasurer": "财务",
}
T = TypeVar("T")


@dataclass
class Outcome:
    """What `--json` prints."""

    bot: str = ""
    street: str = ""
    community: str = ""
    compound: str = ""
    env: str | None = None
    invite: dict[str, Any] | None = None
    taken_over: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    ok: bool = True


def init(
    from_sandbox: Annotated[
        bool, typer.Option("--from-sandbox", help="把沙盒里试过的名册和角色带过来 / take over roster and roles tried in the sandbox")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")] = False,
) -> None:
    """第一次设置：令牌、街道、社区，到第一位干部的邀请。 / First set-up, up to the first clerk's invite."""
    tell = say if as_json else answer
    outcome = run(lambda: _init(from_sandbox, tell))
    if as_json:
        answer_json(asdict(outcome))
    if not outcome.ok:
        raise typer.Exit(FAILED)


async def _init(from_sandbox: bool, tell: Callable[[str], None]) -> Outcome:
    """Everything is asked and checked before the first thing is written."""
    settings, typed, bot, me = await _token(tell)
    try:
        tell(f"✓ 令牌有效：@{me.username}。 / The token works: @{me.username}.")
        places = await _places(settings, from_sandbox, tell)
        outcome = Outcome(bot=f"@{me.username}")
        _keep(settings, typed, outcome, tell)
        await _found(settings, places, me, outcome, tell)
        await _publish(bot, settings, tell)
    finally:
        await bot.session.close()
    await _examine(settings, outcome, tell)
    return outcome


async def _token(tell: Callable[[str], None]) -> "tuple[Settings, str, Bot, User]":
    """The settings with a token, the token when it was typed just now, and the bot that the platform knows by it."""
    settings = settings_or_stop()
    if settings.bot_token is not None:
        return settings, "", *await _checked_bot(settings, typed=False)
    tell("在 Telegram 里找 @BotFather，依次发这三条： / Send these three messages to @BotFather in Telegram:")
    for line in ("/newbot", "邻里助手", f"linli_{secrets.randbelow(9_000_000) + 1_000_000}_bot"):
        tell(f"    {line}")
    tell("它会回一行令牌（数字:字母）。粘贴到下面，不会显示出来。 / It answers with a token. Paste it below; it is not shown.")

    async def read() -> "tuple[Settings, str, Bot, User]":
        typed = _token_in(_hidden("令牌 / token: "))
        try:
            settings = load_settings(bot_token=typed)
        except SettingsError as error:
            raise _AskAgain("\n".join(error.sentences)) from error
        return settings, typed, *await _checked_bot(settings, typed=True)

    return await _asked(read)


def _token_in(pasted: str) -> str:
    """People paste the sentence around it, too, or quotes, or a space where a line was broken."""
    from bot.runtime.settings import TOKEN_SHAPE

    found = TOKEN_SHAPE.search(pasted) or TOKEN_SHAPE.search("".join(pasted.split()))
    return found[0] if found else pasted


class _AskAgain(Exception):
    """The answer cannot be used; the sentence says why."""


async def _asked(read: Callable[[], Awaitable[T]]) -> T:
    for _ in range(TRIES):
        try:
            return await read()
        except _AskAgain as problem:
            say(str(problem))
            if not _at_terminal():
                break
    stop("没有写下任何东西。请再运行一次 linli init。 / Nothing was written. Please run linli init again.")


def _at_terminal() -> bool:
    """Python has no input at all where the shell closed it."""
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def _interruptible() -> Iterator[None]:
    """While somebody types, Ctrl-C ends at once: the loop would only note it for later, and later things are written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        say()
        stop("停下了，没有写下任何东西。 / Stopped; nothing was written.", INTERRUPTED)
    finally:
        signal.signal(signal.SIGINT, before)


def _hidden(prompt: str) -> str:
    if not _at_terminal():
        return _line(prompt)
    with _interruptible():
        return getpass.getpass(prompt, stream=sys.stderr).strip()


def _line(prompt: str) -> str:
    with _interruptible():
        print(prompt, end="", file=sys.stderr, flush=True)
        text = "" if sys.stdin is None else sys.stdin.readline()
    if not _at_terminal():
        say()
    if text == "":
        stop("输入到这里断了，没有写下任何东西。 / The input ended here; nothing was written.")
    return text.strip()


async def _checked_bot(settings: Settings, *, typed: bool) -> "tuple[Bot, User]":
    """A token that was typed and is refused is asked for again; the caller closes the bot."""
    import_aiogram()
    from bot.runtime.app import make_bot
    from bot.runtime.checks import State
    from bot.runtime.checks.platform import check_platform
    from bot.runtime.clock import SystemClock

    bot = make_bot(settings)
    me, checks = await check_platform(bot, settings, SystemClock().now)
    if me is not None:
        return bot, me
    await bot.session.close()
    [problem] = [check for check in checks if check.state is State.WRONG]
    if typed and problem.name == "token":
        raise _AskAgain(
            f"{problem.verdict}\n    → 从 @BotFather 再复制一次令牌，再贴一次。 / Copy the token from @BotFather and paste it again."
        )
    stop(f"{problem.verdict}\n    → {problem.remedy}\n没有写下任何东西。 / Nothing was written.", FAILED)


@dataclass(frozen=True)
class _Places:
    """Names to found, or what to take over; `known` when they were there before."""

    street: str = ""
    community: str = ""
    compound: str = ""
    known: bool = False
    taken: "tuple[SandboxCompound, ...]" = ()


async def _places(settings: Settings, from_sandbox: bool, tell: Callable[[str], None]) -> _Places:
    if from_sandbox:
        taken = await _chosen_from_sandbox(settings, tell)
        if taken:
            return _Places(taken[0].street, taken[0].community, taken=taken)
    before = await _before(settings)
    if before is not None:
        tell(f"✓ {before.street} · {before.community} 已经在了，不用再填。 / Is there already.")
        return before
    street = await _name("街道 / street: ")
    community = await _name("社区 / community: ")
    compound = await _name("小区，可以先不填，直接回车 / compound, Enter to skip: ", optional=True)
    return _Places(street, community, compound)


async def _before(settings: Settings) -> _Places | None:
    from bot.actions.starts import read_founded

    if not _has_database(settings):
        return None
    async with open_units(settings) as units:
        before = await read_founded(units.read())
    return None if before is None else _Places(before.street, before.community, known=True)


def _has_database(settings: Settings) -> bool:
    """Looking must not make one; a server's is there."""
    from sqlalchemy import make_url

    return not settings.database.startswith("sqlite") or Path(make_url(settings.database).database or "").is_file()


async def _name(prompt: str, *, optional: bool = False) -> str:
    from bot.rules.ports import LANGUAGES
    from bot.rules.starts import PlaceNameUnusable, place_name
    from messages.rendering import plain_text, render

    async def read() -> str:
        typed = _line(prompt)
        if optional and not typed:
            return ""
        try:
            return place_name(typed)
        except PlaceNameUnusable as problem:
            # No code behind it: nobody is asked for it at a terminal.
            words = [plain_text(render(language, f"{problem.slug}/{problem.template()}", **problem.data)) for language in LANGUAGES]
            raise _AskAgain(" / ".join(words)) from problem

    return await _asked(read)


async def _chosen_from_sandbox(settings: Settings, tell: Callable[[str], None]) -> "tuple[SandboxCompound, ...]":
    from bot.cli.init_sandbox import sandbox_compounds

    compounds = await sandbox_compounds(settings)
    tell("沙盒里有这些小区（不带人，不带选票）： / The sandbox has these compounds (no people, no ballots are taken):")
    for number, one in enumerate(compounds, 1):
        tell(f"  {number}. {one.street} / {one.community} / {one.name}，{one.homes} 户 / homes")

    async def read() -> "tuple[SandboxCompound, ...]":
        typed = _line("带哪些过来？写编号，几个就用空格隔开；都不带直接回车 / Which? Numbers; Enter for none: ")
        numbers = typed.replace(",", " ").replace("，", " ").replace("、", " ").split()
        if not all(one.isdecimal() and 1 <= int(one) <= len(compounds) for one in numbers):
            raise _AskAgain(f"编号是 1 到 {len(compounds)}。 / The numbers are 1 to {len(compounds)}.")
        return tuple(compounds[number - 1] for number in sorted({int(one) for one in numbers}))

    return await _asked(read)


def _keep(settings: Settings, typed: str, outcome: Outcome, tell: Callable[[str], None]) -> None:
    from bot.runtime.env_file import keep_settings

    path = Source().env_file
    given = {name: os.environ[name] for name in KEPT if os.environ.get(name)}
    if not typed and not path.is_file():
        return
    changed = keep_settings(path, ({"BOT_TOKEN": typed} if typed else {}) | (given if typed else {}))
    outcome.env = str(path)
    if changed:
        tell(f"✓ 设置写进了 {path}，只有您能读。 / Settings are in {path}, readable by you alone.")


async def _found(settings: Settings, places: _Places, me: "User", outcome: Outcome, tell: Callable[[str], None]) -> None:
    from bot.actions.starts import found, take_over
    from bot.cli.init_sandbox import open_sandbox
    from bot.runtime.clock import SystemClock

    now = SystemClock().now()
    async with open_units(settings) as units:
        if places.taken:
            async with open_sandbox(settings) as source:
                done = await take_over(units.write(), source=source, compounds=places.taken, now=now)
            _tell_taken(done, me, outcome, tell)
        founded = await found(units.write(), street=places.street, community=places.community, compound=places.compound, now=now)
    outcome.street, outcome.community, outcome.compound = founded.street, founded.community, founded.compound
    _tell_invite(founded, me, outcome, tell)


def _tell_taken(done: "tuple[TakenOver, ...]", me: "User", outcome: Outcome, tell: Callable[[str], None]) -> None:
    for one in done:
        links = [{"role": role.role, "place": role.place, "link": _link(me, role.payload)} for role in one.invites]
        outcome.taken_over.append({"compound": one.compound.name, "homes": one.compound.homes, "again": one.again, "invites": links})
        if one.again:
            tell(f"✓ {one.compound.name} 以前带过来了，没有再动。 / Was taken over before; left as it is.")
            continue
        tell(f"✓ {one.compound.name} 的名册带过来了，{one.compound.homes} 户。角色的邀请（7 天内有效，各用一次）：")
        tell("  Taken over. Invites for its roles (each for one person, 7 days):")
        for role in one.invites:
            tell(f"    {role.place} · {ROLES[role.role]}: {_link(me, role.payload)}")


def _link(me: "User", payload: str) -> str:
    return f"https://t.me/{me.username}?start={payload}"


def _tell_invite(founded: "Founded", me: "User", outcome: Outcome, tell: Callable[[str], None]) -> None:
    from messages.formatting import local

    invite = founded.invite
    fresh = [role["link"] for one in outcome.taken_over for role in one["invites"] if role["role"] == "community_staff"]
    if invite.payload or fresh:
        from bot.files.qr import qr_terminal

        link = _link(me, invite.payload) if invite.payload else fresh[0]
        outcome.invite = {"link": link, "expires_at": invite.expires_at}
        tell(f"✓ {founded.street} · {founded.community} 建好了。 / Is set up.")
        tell("第一位社区干部用手机扫这个码，或点开链接（7 天内有效，只能用一次）：")
        tell("The first clerk scans this, or opens the link (7 days, once):")
        tell(qr_terminal(link))
        tell(link)
        for line in ON_PAPER:
            tell(line)
    elif invite.expires_at is not None:
        tell(f"! 干部的邀请以前发过了，还没有用，{local(invite.expires_at):%Y-%m-%d} 前有效。丢了就再发一个：")
        tell("  An unused invite for the clerk exists. If it is lost, make another:")
        tell(f"    linli invite community_staff --scope {founded.community}")


async def _publish(bot: "Bot", settings: Settings, tell: Callable[[str], None]) -> None:
    import_aiogram()
    from aiogram.exceptions import AiogramError

    from bot.runtime.profile import publish_profile

    try:
        changed = await publish_profile(bot, "zh" if settings.default_language == "zh" else "en")
    except AiogramError as error:
        tell(f"! 命令和简介没有登记上（{type(error).__name__}），过一会儿再运行一次 linli init。 / Commands were not registered.")
        return
    if changed:
        tell("✓ 命令、简介和菜单登记好了。 / Commands, description and menu are registered.")


async def _examine(settings: Settings, outcome: Outcome, tell: Callable[[str], None]) -> None:
    from bot.runtime.checks import examine
    from bot.runtime.clock import SystemClock

    tell("")
    checks = await examine(settings, SystemClock().now)
    show(checks, tell)
    outcome.checks = [asdict(check) for check in checks]
    outcome.ok = is_healthy(checks)
    if outcome.ok:
        tell("下一步：make run（或 linli run）。 / Next: make run, or linli run.")


def app_command(app: typer.Typer) -> None:
    app.command("init")(init)
