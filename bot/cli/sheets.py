"""linli sheet: a vote's sheet for the notice board, its ballot papers, its roster of deliveries, as a Word file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.common import answer, answer_json, open_units, run, say, settings_or_stop
from bot.cli.proofs import one_vote
from bot.rules.sheets import PaperSize, SheetKind


def sheet(
    vote: Annotated[str, typer.Argument(help="表决的编号，或题目里的几个字 / its id, or words of its title")],
    kind: Annotated[
        SheetKind,
        typer.Option(help="初步公示、正式公示、纸质票、送达签收表 / preliminary or final result, ballot papers, roster of deliveries"),
    ],
    paper: Annotated[PaperSize, typer.Option(help="纸 / the paper")] = PaperSize.A4,
    to: Annotated[Path | None, typer.Option(help="写到哪个文件 / the file to write")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")] = False,
) -> None:
    """印公示单、纸质票、送达签收表（Word）。 / Prints sheets for the notice board, ballot papers, the roster of deliveries (Word)."""
    document = run(lambda: _print(vote, kind, paper, to))
    if document["too_early"]:
        say(
            f"异议最早 {document['final_from']} 前才满，先不要贴。"
            f" / Objections run until before {document['final_from']} at least: do not post it yet."
        )
    if as_json:
        answer_json(document)
    else:
        answer(f"{document['title']}：{document['file']}")


async def _print(wanted: str, kind: SheetKind, paper: PaperSize, to: Path | None) -> dict[str, Any]:
    from zoneinfo import ZoneInfo

    from bot.actions.sheets import read_sheet
    from bot.files.sheets import print_sheet
    from bot.rules.sheets import printed
    from bot.runtime.clock import SystemClock
    from bot.runtime.disk import whole_file
    from bot.runtime.templates import own_template
    from messages.formatting import set_zone
    from messages.votes import topic

    settings = settings_or_stop()
    set_zone(settings.timezone)
    async with open_units(settings) as units:
        vote_id = await one_vote(units, wanted)
        now, zone = SystemClock().now(), ZoneInfo(settings.timezone)
        facts = await read_sheet(units.read(), vote_id=vote_id, kind=kind, zone=zone, now=now)
    data = print_sheet(facts, kind, paper, own_template(settings.data_dir, kind, paper))
    target = to or Path(f"linli-{vote_id}-{kind.value}-{paper.value}.docx")
    with whole_file(target) as file:
        file.write(data)
    done = printed(facts, kind)
    return {
        "vote": vote_id,
        "title": topic("zh", facts.about.heading),
        "kind": kind.value,
        "paper": paper.value,
        "file": str(target),
        "homes": done.homes,
        "head": facts.about.chain_head,
        "object_until": done.object_until,
        "final_from": done.final_from,
        "too_early": done.too_early,
    }


def app_command(app: typer.Typer) -> None:
    app.command("sheet")(sheet)
