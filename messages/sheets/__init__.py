"""Words about sheets: what stands on the paper, which shows no marks and is plain text, and what the chat says of it."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from bot.rules.deliveries import Way
from bot.rules.ports import Language
from bot.rules.proofs import shown_head
from bot.rules.sheets import (
    BallotSheet,
    DeliverySheet,
    PaperSize,
    ResultSheet,
    SchemeVersion,
    SheetAbout,
    SheetHome,
    SheetKind,
    SheetOffer,
    SheetPrinted,
)
from bot.rules.votes.decision import Inequality, Outcome
from bot.rules.votes.facts import VoteResult
from bot.rules.votes.tally import Tally
from messages import formatting
from messages.rendering import plain_text, render
from messages.votes import heading
from messages.votes.wording import law, part_words


def _plain(language: Language, name: str, **facts: Any) -> str:
    return plain_text(render(language, f"sheets/{name}", **facts))


def sheet_title(language: Language, *, kind: SheetKind, is_vote: bool) -> str:
    return _plain(language, "sheet_title", kind=kind, is_vote=is_vote)


def full_day(language: Language, day: date) -> str:
    """With its year: a sheet is kept."""
    return _plain(language, "full_day", day=day)


def _moment(language: Language, moment: datetime) -> str:
    separator = "" if language == "zh" else " "
    return f"{full_day(language, formatting.local(moment).date())}{separator}{formatting.clock(moment)}"


def period(language: Language, *, since: datetime, until: datetime) -> str:
    return _plain(language, "period", since=_moment(language, since), until=_moment(language, until))


def closing(language: Language, *, about: SheetAbout) -> str:
    return _moment(language, about.closes_at)


def blank_day(language: Language) -> str:
    """A line to fill by hand."""
    return _plain(language, "blank_day")


def _day_or_blank(language: Language, day: date | None) -> str:
    return blank_day(language) if day is None else full_day(language, day)


def scheme_version(language: Language, *, scheme: SchemeVersion) -> str:
    """Its name and the first 64 bits of its SHA-256."""
    return _plain(language, "scheme_version", scheme=scheme, code=shown_head(scheme.sha256))


def electorate(language: Language, *, result: VoteResult) -> str:
    return _plain(language, "electorate", total=result.tally.total, homes=result.tally.homes, heads_differ=result.heads_differ)


def unit(language: Language, *, heads_differ: bool) -> str:
    return _plain(language, "unit", heads_differ=heads_differ)


def condition(language: Language, *, one: Inequality, heads_differ: bool, of_participants: bool) -> tuple[str, str, str, str]:
    """What is asked for, how much of it, how much there is, and whether that is enough.

    `of_participants`: the majority is one of those who took part, and so is what it lacks.
    """
    facts = {"one": one, "heads_differ": heads_differ, "of_participants": of_participants}
    name, needed, have, verdict = _plain(language, "condition", **facts).splitlines()
    return name, needed, have, verdict


def rule_applied(language: Language, *, result: VoteResult) -> str:
    return _plain(
        language,
        "rule_applied",
        law=law(language, result.tally.matter, result.terms),
        threshold=result.threshold.value if result.threshold else "",
        by_area_too=result.by_area_too,
        heads_differ=result.heads_differ,
    )


def reached(language: Language, *, way: Way) -> str:
    return _plain(language, "reached", way=way)


def follow_majority(language: Language, *, result: VoteResult) -> str:
    """The clause and its counts, or that it was not used (R10)."""
    followed = result.tally.follow_majority
    word = outcome_word(language, outcome=followed.outcome) if followed else ""
    names = ("位业主" if result.heads_differ else "户") if language == "zh" else ("owners" if result.heads_differ else "homes")
    return _plain(language, "follow_majority", followed=followed, outcome=word, unit=names)


def not_counted(language: Language, *, tally: Tally, heads_differ: bool) -> str:
    """How many are disputed and invalid, and why; never whose."""
    reasons = sorted(Counter(one.reason.value for one in tally.invalid).items())
    facts = {"disputed": len(tally.disputed), "invalid": reasons, "opinions": tally.opinions}
    return _plain(language, "not_counted", heads_differ=heads_differ, **facts)


def outcome_word(language: Language, *, outcome: Outcome) -> str:
    return _plain(language, "outcome_word", outcome=outcome)


def nature(language: Language, *, is_vote: bool) -> str:
    """Whether it decides anything by law (section 1)."""
    return _plain(language, "nature", is_vote=is_vote)


def posted(language: Language, *, sheet: ResultSheet) -> str:
    today, until = full_day(language, sheet.about.printed_on), _day_or_blank(language, sheet.object_until)
    return _plain(language, "posted", kind=sheet.kind, today=today, until=until, days=sheet.objection_days, blank=blank_day(language))


def how_to_object(language: Language, *, sheet: ResultSheet) -> str:
    until, about = _day_or_blank(language, sheet.object_until), sheet.about
    facts = {"until": until, "organiser": about.organiser, "is_vote": about.heading.is_vote}
    return _plain(language, "how_to_object", kind=sheet.kind, **facts)


def becomes_final(language: Language, *, sheet: ResultSheet) -> str:
    day = full_day(language, sheet.final_from) if sheet.final_from else ""
    return _plain(language, "becomes_final", kind=sheet.kind, day=day, blank=blank_day(language))


def result_notes(language: Language, *, result: VoteResult) -> list[str]:
    """What a result prints besides its numbers (R2, R3, R4, R14), a line each."""
    began, ended = result.outage_began_at, result.outage_ended_at
    gap = formatting.span(began, ended, language) if began and ended else ""
    part = part_words(language, result.heading)
    text = _plain(language, "result_notes", heads_differ=result.heads_differ, notes=result.notes, gap=gap, part=part)
    return [line for line in text.splitlines() if line.strip()]


def check_note(language: Language, *, about: SheetAbout) -> str:
    return _plain(language, "check_note", code=about.chain_head, organiser=about.organiser)


def ballot_how(language: Language, *, sheet: BallotSheet) -> str:
    about = sheet.about
    part = part_words(language, about.heading)
    return _plain(language, "ballot_how", organiser=about.organiser, heads_differ=sheet.heads_differ, part=part)


def delivery_how(language: Language) -> str:
    return _plain(language, "delivery_how")


def home_name(language: Language, home: SheetHome) -> str:
    return _plain(language, "home_name", home=home)


def stair_name(language: Language, homes: list[SheetHome]) -> str:
    return _plain(language, "stair_name", home=homes[0], number=len(homes))


# the chat
def sheets_offered(language: Language, *, offer: SheetOffer) -> str:
    kind = offer.kinds[0]
    return render(language, "sheets/sheets_offered", head=heading(language, offer.heading), kind=kind, result=kind.is_result)


def sheet_queued(language: Language) -> str:
    return render(language, "sheets/sheet_queued")


def sheet_printed(language: Language, *, printed: SheetPrinted) -> str:
    """Under the file: what it is, and what to do with it now."""
    title = sheet_title(language, kind=printed.kind, is_vote=printed.heading.is_vote)
    until = formatting.joined(full_day(language, printed.object_until)) if printed.object_until else ""
    day = formatting.joined(full_day(language, printed.final_from)) if printed.final_from else ""
    return render(
        language, "sheets/sheet_printed", title=title, head=heading(language, printed.heading), printed=printed, until=until, day=day
    )


def sheet_file(language: Language, *, kind: SheetKind, paper: PaperSize) -> str:
    return _plain(language, "sheet_file", kind=kind, paper=paper.value)


def places(language: Language, sheet: DeliverySheet) -> list[tuple[str, list[SheetHome]]]:
    """Each entrance with its homes."""
    return [(stair_name(language, homes), homes) for homes in sheet.entrances]
