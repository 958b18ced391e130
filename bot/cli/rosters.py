"""linli import-roster: an office's file into a compound, with everything that is wrong in it."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.common import BAD_INPUT, answer, answer_json, open_units, run, say, settings_or_stop, stop

PROBLEMS = {
    "no_area": "没有面积 / no area",
    "bad_area": "面积不对 / the area is wrong",
    "duplicate": "重复了，只算一次 / stands twice, counted once",
    "no_room": "没有房号 / no room",
    "unreadable": "读不出来 / cannot be read",
}
NOTES = {
    "area_rounded": "面积多于两位小数，四舍五入了 / more than two decimals: rounded",
    "area_unlikely": "面积不像一户的，请核对 / an unlikely area, please check",
    "no_owner": "没写业主 / no owner",
    "owners_incomplete": "业主没写全 / not all owners are named",
    "owner_unclear": "业主没写清，请核对 / an owner is not written clearly",
    "owners_joined": "写了几行、业主不同：当作共有，面积只算一行 / several rows, different owners: owned together, one row's area",
    "rows_differ": "写了几行、面积不同：先按第一行 / several rows, different areas: the first counts",
    "designated_unknown": "指定投票人不是业主，没有用 / the designated voter is none of the owners: left out",
    "sheet_skipped": "没有读：没有找到写着房号、面积的表头 / not read: no heading with room and area",
    "sheet_hidden": "没有读：这张表是隐藏的 / not read: the sheet is hidden",
    "column_unread": "这一列没有读 / this column was not read",
    "columns_cut": "太靠右的列没有读 / columns far to the right were not read",
}
NO_COMPOUND = (
    "没有小区「{compound}」，什么也没有写。新的小区，同一条命令里加上 --street 街道名 --community 社区名。"
    ' / There is no compound "{compound}"; nothing was written. For a new one add --street NAME and --community NAME.'
)
# Last of all: what was changed may be a long list.
STRANGERS = (
    "{homes} 户的业主和名册里原来的完全不一样，像是另一个小区的表。看看 --compound 写对没有；"
    "导错了，在助手的私聊里点「名册」、「撤销导入」。"
    " / The owners of {homes} homes are all others: is this another compound's roster? Check --compound; to undo the import,"
    " open the roster in the bot's private chat."
)
LOOKS_LIKE = {"id": "身份证号 / ID numbers", "phone": "电话 / phone numbers"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where the roster goes: a compound that is there, or one to be made under street and community."""

    compound: str
    street: str | None
    community: str | None

    @property
    def path(self) -> str:
        return "/".join(name for name in (self.street, self.community, self.compound) if name)


def import_roster(  # noqa: PLR0917 - Typer's options are parameters
    file: Annotated[Path, typer.Argument(help="CSV 或 XLSX / a CSV or XLSX file")],
    compound: Annotated[str, typer.Option(help="小区，或路径 街道/社区/小区 / the compound, or its path")],
    street: Annotated[str | None, typer.Option(help="街道 / street, for a new compound")] = None,
    community: Annotated[str | None, typer.Option(help="社区 / community, for a new compound")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看，不写 / look only")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")] = False,
) -> None:
    """导入花名册；再导一次只改变了的。 / Import a roster; again, only what changed changes."""
    if (street is None) != (community is None):
        stop("新的小区要同时写 --street 和 --community。 / A new compound needs both --street and --community.", BAD_INPUT)

    async def work() -> None:
        data = _bytes_of(file)
        reading = await _read(data, file.name)
        target = Target(compound, street, community)
        outcome = await _look(reading, target) if dry_run else await _write(reading, data, file.name, target)
        report = _report(reading)
        _warn(reading)
        if as_json:
            _tell_what_the_document_lacks(reading, outcome)
            answer_json(report)
        else:
            _tell(reading, report, outcome)
        if outcome is not None and outcome.result.strangers:
            say(STRANGERS.format(homes=outcome.result.strangers))
        if dry_run and not as_json:
            answer("只看了看，什么也没有写。 / Looked only; nothing was written.")

    run(work)


def _bytes_of(file: Path) -> bytes:
    """RosterTooBig before a byte of it is read."""
    from bot.rules.compounds import LARGEST_ROSTER
    from bot.rules.rosters import RosterTooBig

    try:
        size = file.stat().st_size
        if size > LARGEST_ROSTER:
            raise RosterTooBig(size, LARGEST_ROSTER)
        return file.read_bytes()
    except OSError:
        stop(f"没有这个文件，或者读不了：{file}。 / There is no such file, or it cannot be read.", BAD_INPUT)


@contextmanager
def _bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, told how far the work is."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(words, total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield tell


async def _read(data: bytes, name: str) -> Any:
    """RuleViolation when the file cannot be used."""
    from bot.files.rosters import read_roster

    with _bar("读花名册 / reading") as tell:
        return await asyncio.to_thread(read_roster, data, name, tell)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the import did, and homes that the file lacks."""

    result: Any
    missing: list[str]


async def _write(reading: Any, data: bytes, name: str, target: Target) -> Outcome:
    from bot.actions.compounds import import_roster as import_it
    from bot.actions.compounds import missing_homes
    from bot.rules.rosters import HomeName
    from bot.runtime.clock import SystemClock

    async with open_units() as units:
        place = await _place(units, target)
        digest, now = hashlib.sha256(data).hexdigest(), SystemClock().now()
        values = {"compound_id": place.id, "file_name": name, "sha256": digest, "imported_by": None, "now": now}
        with _bar("写名册 / writing") as tell:
            result = await import_it(units.write(), reading=reading, progress=tell, **values)
        async with units.read() as unit:
            missing = await missing_homes(unit, place.id)
    return Outcome(result, [HomeName(home.building, home.entrance, home.room).in_full for home in missing])


async def _look(reading: Any, target: Target) -> Outcome | None:
    """What importing would change; None where the compound is not there yet, which a look does not make."""
    from bot.actions.compounds import read_import
    from bot.actions.places import find_place
    from bot.rules.residents import PlaceKind
    from bot.rules.residents.violations import PlaceUnknown
    from storage.migrating import sqlite_file

    settings = settings_or_stop()
    path = sqlite_file(settings.database)
    if path is not None and not path.exists():
        return None
    async with open_units(settings) as units:
        try:
            async with units.read() as unit:
                place = await find_place(unit, target.path, [PlaceKind.COMPOUND])
        except PlaceUnknown:
            return None
        result, missing = await read_import(units.read(), compound_id=place.id, reading=reading)
    return Outcome(result, [home.name.in_full for home in missing])


async def _place(units: Any, target: Target) -> Any:
    from bot.actions.compounds import ensure_compound
    from bot.actions.places import find_place
    from bot.rules.residents import PlaceKind
    from bot.rules.residents.violations import PlaceUnknown

    if target.street and target.community:
        names = {"street": target.street, "community": target.community, "compound": target.compound}
        return await ensure_compound(units.write(), **names)
    try:
        async with units.read() as unit:
            return await find_place(unit, target.compound, [PlaceKind.COMPOUND])
    except PlaceUnknown:
        stop(NO_COMPOUND.format(compound=target.compound), BAD_INPUT)


def _report(reading: Any) -> dict[str, Any]:
    from bot.rules.rosters import HomeKind

    errors = [{"row": gap.row, "sheet": gap.sheet, "problem": gap.problem.value, "home": gap.name.in_full} for gap in reading.gaps]
    return {"homes": len(reading.of_kind(HomeKind.HOME)), "area_cm2m": reading.area_cm2m(), "errors": errors}


def _warn(reading: Any) -> None:
    """On stderr, with --json too: what staff should look at although nothing is missing, and what was not read at all."""
    for one in reading.warnings:
        where = " ".join(part for part in (one.sheet, f"第 {one.row} 行" if one.row else "", one.home) if part)
        text = f"（{one.text}）" if one.text else ""
        say(f"  {where or '整份表'}{text}：{NOTES[one.note]}")


def _columns_not_read(reading: Any) -> list[str]:
    """They look like numbers of people, of which nothing is kept (people.md, Rosters)."""
    return [
        f"  {one.sheet} {one.column} 列「{one.heading}」像{LOOKS_LIKE[one.looks_like]}，没有读 / not read"
        for one in reading.skipped_columns
    ]


def _homes_not_in_the_file(outcome: Outcome) -> list[str]:
    return [f"  {home}：新表里没有，没有动它 / not in the file, left as it is" for home in outcome.missing]


def _tell_what_the_document_lacks(reading: Any, outcome: Outcome | None) -> None:
    """On stderr: the document has homes, area and errors, and nothing else."""
    for line in (*_columns_not_read(reading), *(_homes_not_in_the_file(outcome) if outcome is not None else ())):
        say(line)


def _tell(reading: Any, report: dict[str, Any], outcome: Outcome | None) -> None:
    from bot.rules.rosters import HomeKind, shared_names
    from messages.formatting import area

    answer(f"{report['homes']} 户 / homes，{area(report['area_cm2m'])}")
    for error in report["errors"]:
        sheet = f"{error['sheet']} " if error["sheet"] else ""
        answer(f"  {sheet}第 {error['row']} 行 {error['home']}：{PROBLEMS[error['problem']]}")
    for line in _columns_not_read(reading):
        answer(line)
    shared = shared_names(reading.of_kind(HomeKind.HOME))
    for one in shared:
        answer(f"  「{one.name}」在 {len(one.homes)} 户 / at several homes：{'、'.join(home.name.in_full for home in one.homes)}")
    if outcome is None:
        answer("还没有这个小区：导入时同时写 --street 和 --community 就新建。 / No such compound yet: --street and --community make it.")
        return
    _tell_changes(outcome, asked=bool(shared))


def _tell_changes(outcome: Outcome, *, asked: bool) -> None:
    from messages.compounds import changed_home

    result = outcome.result
    changes = f"新增 {result.new}，改了 {result.changed}，没变 {result.same}，名册里没有了 {result.missing}"
    answer(f"{changes} / new, changed, same, missing")
    for one in result.changes:
        answer(f"  {changed_home('zh', change=one)} / {changed_home('en', change=one)}")
    for line in _homes_not_in_the_file(outcome):
        answer(line)
    where = "在助手的私聊里点「名册」 / open the roster in the bot's private chat"
    if result.gaps:
        say(f"有 {result.gaps} 户没补全，不补就不能表决 / {result.gaps} homes lack something, no vote can open：{where}")
    if asked:
        say(f"同名的按 1 人计，不是同一个人就改 / one name counts as one person, unless you say otherwise：{where}")


def app_command(app: typer.Typer) -> None:
    app.command("import-roster")(import_roster)
