"""linli import-roster: an office's file into a compound, with everything that is wrong in it."""

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.common import BAD_INPUT, answer, answer_json, open_units, run, say, stop

PROBLEMS = {
    "no_area": "没有面积 / no area",
    "bad_area": "面积不对 / the area is wrong",
    "duplicate": "重复了 / stands twice",
    "no_room": "没有房号 / no room",
    "unreadable": "读不出来 / cannot be read",
}


def import_roster(  # noqa: PLR0917 - Typer's options are parameters
    file: Annotated[Path, typer.Argument(help="CSV 或 XLSX / a CSV or XLSX file")],
    compound: Annotated[str, typer.Option(help="小区，或路径 街道/社区/小区 / the compound, or its path")],
    street: Annotated[str | None, typer.Option(help="街道 / street, for a new compound")] = None,
    community: Annotated[str | None, typer.Option(help="社区 / community, for a new compound")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看，不写 / look only")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")] = False,
) -> None:
    """导入花名册；再导一次只改变了的。 / Import a roster; again, only what changed changes."""
    try:
        data = file.read_bytes()
    except OSError:
        stop(f"没有这个文件，或者读不了：{file}。 / There is no such file, or it cannot be read.", BAD_INPUT)

    async def work() -> None:
        reading = await _read(data, file.name)
        imported = None if dry_run else await _write(reading, data, file.name, (street, community, compound))
        report = _report(reading)
        answer_json(report) if as_json else _tell(reading, report, imported)

    run(work)


async def _read(data: bytes, name: str) -> Any:
    """In a thread, with a bar on stderr; RuleViolation when the file cannot be used."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.files.rosters import read_roster

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("读花名册 / reading", total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        return await asyncio.to_thread(read_roster, data, name, tell)


async def _write(reading: Any, data: bytes, name: str, path: tuple[str | None, str | None, str]) -> Any:
    from bot.actions.compounds import ensure_compound
    from bot.actions.compounds import import_roster as import_it
    from bot.actions.places import find_place
    from bot.rules.residents import PlaceKind
    from bot.runtime.clock import SystemClock

    street, community, compound = path
    async with open_units() as units:
        if street and community:
            place = await ensure_compound(units.write(), street=street, community=community, compound=compound)
        else:
            async with units.read() as unit:
                place = await find_place(unit, compound, [PlaceKind.COMPOUND])
        digest = hashlib.sha256(data).hexdigest()
        return await import_it(
            units.write(), compound_id=place.id, reading=reading, file_name=name, sha256=digest, imported_by=None, now=SystemClock().now()
        )


def _report(reading: Any) -> dict[str, Any]:
    from bot.rules.rosters import HomeKind

    errors = [{"row": gap.row, "sheet": gap.sheet, "problem": gap.problem.value, "home": gap.name.in_full} for gap in reading.gaps]
    return {"homes": len(reading.of_kind(HomeKind.HOME)), "area_cm2m": reading.area_cm2m(), "errors": errors}


def _tell(reading: Any, report: dict[str, Any], imported: Any) -> None:
    from messages.formatting import area

    answer(f"{report['homes']} 户 / homes，{area(report['area_cm2m'])}")
    for error in report["errors"]:
        sheet = f"{error['sheet']} " if error["sheet"] else ""
        answer(f"  {sheet}第 {error['row']} 行 {error['home']}：{PROBLEMS[error['problem']]}")
    for column in reading.skipped_columns:
        looks = "身份证号" if column.looks_like == "id" else "电话"
        answer(f"  {column.sheet} {column.column} 列「{column.heading}」像{looks}，没有读 / not read")
    if imported is None:
        answer("只看了看，什么也没有写。 / Looked only; nothing was written.")
        return
    changes = f"新增 {imported.new}，改了 {imported.changed}，没变 {imported.same}，名册里没有了 {imported.missing}"
    answer(f"{changes} / new, changed, same, missing")
    if imported.gaps:
        hint = "在助手的私聊里点「名册」来补 / fill them in the bot's private chat"
        say(f"有 {imported.gaps} 户没补全，不补就不能表决：{hint}")


def app_command(app: typer.Typer) -> None:
    app.command("import-roster")(import_roster)
