"""linli invite, roles list|revoke, slips: who may do what, and codes on paper."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import FAILED, ON_PAPER, answer, answer_json, open_units, run, say, settings_or_stop, stop
from bot.runtime.late_models import import_aiogram

if TYPE_CHECKING:
    from bot.runtime.settings import Settings

# Both kinds of role, by their names at the command line (people.md, Roles and Binding).
HOME_ROLES = ("owner", "family", "tenant")
# Without any place no role has a scope, and a roster is not yet what is missing.
NOWHERE = "没有找到「{wanted}」：还没有街道和社区，先运行 linli init。 / There is no street and no community yet: run linli init first."
roles = typer.Typer(help="谁担任什么。 / Who holds which role.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")]
Scope = Annotated[str | None, typer.Option(help="街道/社区/小区/楼栋，写后面一段就行 / the place, its end will do")]


async def bot_username(settings: "Settings") -> str | None:
    """As the platform has it; None, with a hint, when it cannot be asked."""
    import_aiogram()
    from aiogram.exceptions import TelegramAPIError

    from bot.runtime.app import make_bot

    if settings.bot_token is None:
        say("没有 BOT_TOKEN，所以没有链接，只有口令。 / Without BOT_TOKEN there is a code but no link.")
        return None
    bot = make_bot(settings)
    try:
        return (await bot.get_me(request_timeout=10)).username
    except TelegramAPIError as error:
        say(f"问不到机器人的名字（{type(error).__name__}），所以没有链接，只有口令。 / The bot's name could not be asked; no link.")
        return None
    finally:
        await bot.session.close()


def invite(
    role: Annotated[str, typer.Argument(help="community_staff、building_head …，或 owner、family、tenant")],
    scope: Scope = None,
    home: Annotated[str | None, typer.Option(help="3栋-2单元-0301")] = None,
    owner: Annotated[str | None, typer.Option(help="名册上的业主姓名 / the owner's name on the roster")] = None,
    as_json: Json = False,
) -> None:
    """请人担任职务，或请业主认门：一个链接，只能用一次。 / A link that works once."""
    document = run(lambda: _invite(role, scope, home, owner))
    if as_json:
        answer_json(document)
        return
    _show(document)


async def _invite(role: str, scope: str | None, home: str | None, owner: str | None) -> dict[str, Any]:
    from bot.actions.starts import read_founded
    from bot.rules.residents import Role
    from messages.formatting import set_zone

    known = {*Role, *HOME_ROLES}
    if role not in known:
        stop(f"没有「{role}」这个角色，有：{'、'.join(sorted(known))}。 / There is no such role.")
    if owner is not None and role != "owner":
        stop(f"--owner 只用来请业主（owner），{role} 不用写。 / --owner is for the role owner only.")
    settings = settings_or_stop()
    set_zone(settings.timezone)
    async with open_units(settings) as units:
        wanted = scope or home
        if wanted is not None and await read_founded(units.read()) is None:
            stop(NOWHERE.format(wanted=wanted))
        document = await _home_code(units, role, scope, home, owner) if role in HOME_ROLES else await _role_code(units, role, scope)
    username = await bot_username(settings)
    link = f"https://t.me/{username}?start={document['start']}" if username else None
    return {**document, "link": link}


async def _role_code(units: Any, role: str, scope: str | None) -> dict[str, Any]:
    from bot.actions.places import find_place, path_of
    from bot.actions.residents import invite_role
    from bot.rules.residents import ROLE_SCOPE, Role
    from bot.rules.residents.violations import PlaceUnknown
    from bot.runtime.clock import SystemClock

    if scope is None:
        stop("要写 --scope：这个职务在哪里。 / --scope is needed: where is the role?")
    async with units.read() as unit:
        try:
            place = await find_place(unit, scope, {ROLE_SCOPE[Role(role)]})
        except PlaceUnknown:
            # Perhaps a place of another kind, for which the role is not: that is then said.
            place = await find_place(unit, scope)
        where = await path_of(unit, place)
    _, issued = await invite_role(units.write(), role=Role(role), place_id=place.id, granter=None, link="", now=SystemClock().now())
    return _document(role, where, None, None, issued)


async def _home_code(units: Any, role: str, scope: str | None, home: str | None, owner: str | None) -> dict[str, Any]:
    from bot.actions.residents import invite_to_home
    from bot.rules.residents import HomeRole
    from bot.runtime.clock import SystemClock

    if home is None:
        stop("要写 --home：哪一户，例如 3栋-2单元-0301。 / --home is needed: which home?")
    now = SystemClock().now()
    code = await invite_to_home(units.write(), scope=scope, home_ref=home, role=HomeRole(role), owner=owner, now=now)
    return _document(role, code.scope, code.home, code.owner or None, code.issued)


def _document(role: str, scope: str, home: str | None, owner: str | None, issued: Any) -> dict[str, Any]:
    where = {"role": role, "scope": scope, "home": home, "owner": owner}
    return {**where, "code": issued.code, "start": issued.payload, "expires_at": issued.expires_at}


def _show(document: dict[str, Any]) -> None:
    from bot.files.qr import qr_terminal
    from messages.formatting import local

    until = f"{local(document['expires_at']):%Y-%m-%d}"
    whose = " ".join(part for part in (document["scope"], document["home"], document["owner"]) if part)
    answer(f"{document['role']} · {whose}")
    if document["link"]:
        answer(qr_terminal(document["link"]))
        answer(document["link"])
        for line in ON_PAPER:
            answer(line)
    answer(f"在机器人那里发： / say to the bot: /start {document['start']}")
    answer(f"{until} 前有效，只能用一次。 / works once, until {until}.")


@roles.command("list")
def list_roles(scope: Scope = None, as_json: Json = False) -> None:
    """现在谁担任什么。 / Who holds what."""

    async def work() -> list[dict[str, Any]]:
        from bot.actions.places import find_place, path_of

        async with open_units() as units, units.read() as unit:
            place = await find_place(unit, scope) if scope is not None else None
            return [
                {
                    "id": held.id,
                    "role": held.role.value,
                    "scope": await path_of(unit, held.place),
                    "name": held.name,
                    "state": held.state,
                    "since": held.granted_at,
                }
                for held in await unit.appointments.under(place)
            ]

    rows = run(work)
    if as_json:
        answer_json(rows)
        return
    for row in rows:
        waits = "，等第二位干部同意 / waits for a second" if row["state"] == "proposed" else ""
        answer(f"{row['id']}  {row['role']}  {row['scope']}  {row['name']}  {row['since']:%Y-%m-%d}{waits}")
    if not rows:
        answer(
            "还没有。还没设置过的，先运行 linli init；设置过了，用 linli invite 请第一位。 / None yet: first linli init, then linli invite."
        )


@roles.command("revoke")
def revoke_roles(ids: list[str], as_json: Json = False) -> None:
    """解除；本人会收到通知，没办完的转给上一级。 / End a role; its holder is told."""
    # Named twice it is ended once.
    ids = list(dict.fromkeys(ids))

    async def work() -> None:
        from bot.actions.residents import revoke_role
        from bot.runtime.clock import SystemClock

        async with open_units() as units:
            async with units.read() as unit:
                known = {held.id for held in await unit.appointments.under(None)}
            if unknown := [one for one in ids if one not in known]:
                stop(f"没有编号 {'、'.join(unknown)}。先看 linli roles list。 / There is no such id.")
            for one in ids:
                await revoke_role(units.write(), appointment_id=one, telegram_id=None, now=SystemClock().now())
        answer_json({"revoked": ids}) if as_json else answer(f"已解除 {len(ids)} 个。 / {len(ids)} ended.")

    run(work)


def slips(
    compound: Annotated[str, typer.Option(help="小区 / the compound")],
    out: Annotated[Path, typer.Option(help="写到哪个 Word 文件 / where to")],
    as_json: Json = False,
) -> None:
    """打印小条：每户一张，每位业主一个码。 / A slip per home, a code per owner."""
    numbers = run(lambda: _slips(compound, out))
    document = {"file": str(out), **numbers}
    if as_json:
        answer_json(document)
        return
    answer(f"{document['homes']} 户、{document['codes']} 个码，写到 {out}。 / {document['homes']} homes, {document['codes']} codes.")
    if document["without_owner"]:
        answer(f"{document['without_owner']} 户名册上没写业主，没有码。 / have no owner on the roster.")


async def _slips(compound: str, out: Path) -> dict[str, Any]:
    """NotWritable before a code is made: nobody could hand it out."""
    from bot.runtime.disk import whole_file

    with whole_file(out) as file:
        data, numbers = await _printed(compound)
        file.write(data)
    return numbers


async def _printed(compound: str) -> tuple[bytes, dict[str, Any]]:
    from bot.actions.places import find_place
    from bot.files.slips import print_slips
    from bot.rules.residents import SLIP_LIFE, PlaceKind
    from bot.rules.residents.facts import PlaceName
    from bot.runtime.clock import SystemClock
    from bot.runtime.work.residents import counted, slip_sheet
    from messages.formatting import set_zone

    settings = settings_or_stop()
    set_zone(settings.timezone)
    username = await bot_username(settings)
    if username is None:
        stop("小条上的二维码要有机器人的链接。请先设好 BOT_TOKEN，连上网再试。 / The QR codes need the bot's link.", FAILED)
    now = SystemClock().now()
    async with open_units(settings) as units:
        async with units.read() as unit:
            place = await find_place(unit, compound, {PlaceKind.COMPOUND})
            if await unit.rosters.is_empty(place.id):
                stop("还没有名册，不知道印给谁。先运行 linli import-roster。 / There is no roster yet: run linli import-roster first.")
        sheet = await slip_sheet(
            units.write,
            units.read,
            compound_id=place.id,
            compound=place.name,
            created_by=None,
            language="zh",
            bot_username=username,
            now=now,
        )
    facts = counted(sheet, PlaceName(place.id, place.kind, place.name), now + SLIP_LIFE)
    numbers = {"homes": facts.homes, "codes": facts.codes, "without_owner": facts.without_owner, "expires_at": facts.until}
    return print_slips(sheet), numbers


def app_command(app: typer.Typer) -> None:
    app.command("invite")(invite)
    app.add_typer(roles, name="roles")
    app.command("slips")(slips)
