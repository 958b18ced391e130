"""`linli tally`: checks a vote on files alone, without a database and without the bot framework."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot.cli import tally_words
from bot.files.tally_files import (
    BALLOT_COLUMNS,
    ROSTER_COLUMNS,
    BadCell,
    BadTallyFile,
    Columns,
    moment,
    plain,
    read_ballots,
    read_roster,
)
from bot.rules.votes import (
    ChangePolicy,
    Counts,
    Followed,
    Margins,
    Matter,
    Parking,
    Tally,
    TallyRules,
    Threshold,
    ThresholdShare,
    Weight,
    heads_of,
    overlapping_heads,
)
from bot.rules.votes import tally as count_votes

BAD_INPUT = 2

T = TypeVar("T")
First = TypeVar("First")
Second = TypeVar("Second")


class By(StrEnum):
    HEADS = "heads"
    BOTH = "both"


def tally(
    roster: Annotated[Path, typer.Argument(help="名册 CSV 或 XLSX / the roster")],
    ballots: Annotated[Path, typer.Argument(help="选票 CSV 或 XLSX / the ballots")],
    *,
    matter: Annotated[Matter, typer.Option(help="表决类型 / which rule of Articles 278 and 279 applies")],
    closes: Annotated[str, typer.Option(help="截止时间，北京时间 / closing time, 2026-03-01T18:00")],
    change: Annotated[ChangePolicy, typer.Option(help="能不能改 / whether a ballot may be changed")] = ChangePolicy.UNTIL_CLOSE,
    proxy_cap: Annotated[int | None, typer.Option(min=0, help="一个代理人最多代几位业主 / heads one agent may speak for")] = None,
    parking: Annotated[Parking | None, typer.Option(help="车位和储藏室计不计入 / whether parking and storage count")] = None,
    follow_majority: Annotated[str | None, typer.Option(help="未表决随多数的条款 / the clause by which silence follows")] = None,
    scheme: Annotated[str | None, typer.Option(help="只计这一版方案的票 / count ballots on this version only")] = None,
    threshold: Annotated[ThresholdShare | None, typer.Option(help="意向征询的门槛 / share of all a consultation asks for")] = None,
    by: Annotated[By, typer.Option(help="门槛只看业主，还是面积也看 / threshold by heads, or area as well")] = By.HEADS,
    as_json: Annotated[bool, typer.Option("--json", help="只输出一份 JSON / print one JSON document")] = False,
) -> None:
    """按名册和选票算出结果：参与、同意、差多少。/ Compute a vote's result from its roster and ballots."""
    if threshold is not None and matter is not Matter.CONSULTATION:
        _refuse("--threshold 只用于意向征询（--matter consultation）。/ --threshold is for --matter consultation only.")
    if by is not By.HEADS and matter is not Matter.CONSULTATION:
        _refuse("--by 只用于意向征询（--matter consultation）。/ --by is for --matter consultation only.")
    rules = TallyRules(
        matter=matter,
        closes_at=_closing_time(closes),
        change=change,
        proxy_cap=proxy_cap,
        parking=parking,
        follow_majority=_filled(follow_majority, "--follow-majority"),
        scheme=_filled(scheme, "--scheme"),
        threshold=Threshold(threshold, by_area=by is By.BOTH) if threshold else None,
    )
    roster_file, ballot_file = _read_both(
        lambda: read_roster(roster.name, _content(roster), parking), lambda: read_ballots(ballots.name, _content(ballots))
    )
    for path, columns in ((roster, roster_file.ignored_columns), (ballots, ballot_file.ignored_columns)):
        if columns:
            typer.echo(f"{path.name} 这些列没有用到 / columns not used: {', '.join(columns)}", err=True)
    result = count_votes(roster_file.rows, ballot_file.rows, rules)
    if as_json:
        typer.echo(json.dumps(_document(result), ensure_ascii=False))
    else:
        typer.echo(tally_words.report(result, rules, overlapping_heads(heads_of(roster_file.rows))))


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(BAD_INPUT)


def _closing_time(text: str) -> datetime:
    try:
        return moment(text)
    except BadCell:
        _refuse(f"--closes「{text}」看不懂，请写成 2026-03-01T18:00。/ --closes is not a day and time like 2026-03-01T18:00.")


def _filled(text: str | None, option: str) -> str | None:
    if text is not None and not plain(text):
        _refuse(f"{option} 后面是空的，请写明。/ {option} is empty.")
    return None if text is None else plain(text)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _refuse(f"打不开 {path}：{error.strerror}。请检查文件名。/ cannot open {path}: {error.strerror}.")


def _read_both(read_first: Callable[[], First], read_second: Callable[[], Second]) -> tuple[First, Second]:
    """Both files, or everything that is wrong in either: nobody should mend one only to hear of the other."""
    problems: list[str] = []
    first, second = _read(read_first, problems), _read(read_second, problems)
    if first is None or second is None:
        _refuse(*problems)
    return first, second


def _read(read: Callable[[], T], problems: list[str]) -> T | None:
    try:
        return read()
    except BadTallyFile as error:
        problems.extend(tally_words.file_problems(error))
        return None


def _document(result: Tally) -> dict[str, Any]:
    followed = result.follow_majority
    return {
        "outcome": result.outcome,
        "matter": result.matter,
        "totals": _weight(result.total),
        **_counts(result.counts),
        "margins": _margins(result.margins),
        "disputed": list(result.disputed),
        "invalid": [{"ref": ballot.ref, "reason": ballot.reason} for ballot in result.invalid],
        "opinions": result.opinions,
        "follow_majority": None if followed is None else _followed(followed),
    }


def _followed(followed: Followed) -> dict[str, Any]:
    return {
        "outcome": followed.outcome,
        "clause": followed.clause,
        "joined": followed.joined,
        "followers": _weight(followed.followers),
        **_counts(followed.counts),
        "margins": _margins(followed.margins),
    }


def _counts(counts: Counts) -> dict[str, dict[str, int]]:
    return {
        "participating": _weight(counts.participating),
        "agree": _weight(counts.agree),
        "against": _weight(counts.against),
        "abstain": _weight(counts.abstain),
    }


def _weight(weight: Weight) -> dict[str, int]:
    return {"area_cm2m": weight.area_cm2m, "heads": weight.heads}


def _margins(margins: Margins) -> dict[str, int]:
    return asdict(margins)


def _titles(columns: Columns) -> str:
    """Each column as a clerk heads it; in brackets what may be missing. What to write in them: docs/tally.md."""
    said = {column: title for title, column in columns.names.items()}
    return " ".join(title if column in columns.required else f"[{title}]" for column, title in said.items())


def app_command(app: typer.Typer) -> None:
    columns = f"名册的列 / roster: {_titles(ROSTER_COLUMNS)}\n\n选票的列 / ballots: {_titles(BALLOT_COLUMNS)}\n\ndocs/tally.md"
    app.command("tally", epilog=columns)(tally)
