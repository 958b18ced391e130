"""What a template may name: plain text and lists of it. docs/sheets.md says what each field is; a test holds the two together."""

from typing import Any

from bot.rules.ports import Language
from bot.rules.proofs import shown_head
from bot.rules.sheets import BallotSheet, DeliverySheet, ResultSheet, Sheet, SheetAbout, SheetHome, SheetKind
from bot.rules.votes.decision import Threshold, describe, rule_for
from bot.rules.votes.weights import Weight
from messages import formatting
from messages import sheets as texts
from messages.votes.labels import label
from messages.votes.wording import scope, topic

# Sheets are Chinese; what a reader of English needs stands small below.
ZH: Language = "zh"
EN: Language = "en"
# Rows of the table of counts, with the label below each.
_CHOICES = {
    "participating": ("参与", "Took part"),
    "agree": ("同意", "In favour"),
    "against": ("反对", "Against"),
    "abstain": ("弃权", "Abstained"),
}
NOTHING = "—"


def fields_of(sheet: Sheet, kind: SheetKind) -> dict[str, Any]:
    """Without the picture of the code, which is made for the file that it goes into."""
    common = _about(sheet.about, kind)
    if isinstance(sheet, ResultSheet):
        return common | _result(sheet)
    if isinstance(sheet, BallotSheet):
        return common | _ballots(sheet)
    return common | _deliveries(sheet)


def _about(about: SheetAbout, kind: SheetKind) -> dict[str, Any]:
    heading = about.heading
    return {
        "compound": heading.compound,
        "sheet": texts.sheet_title(ZH, kind=kind, is_vote=heading.is_vote),
        "sheet_en": texts.sheet_title(EN, kind=kind, is_vote=heading.is_vote),
        "topic": topic(ZH, heading),
        "scheme": texts.scheme_version(ZH, scheme=about.scheme),
        "scope": scope(ZH, heading) if not heading.building else f"{heading.compound} {scope(ZH, heading)}",
        "window": texts.period(ZH, since=about.opened_at, until=about.closes_at),
        "closing": texts.closing(ZH, about=about),
        "organiser": about.organiser or NOTHING,
        "nature": texts.nature(ZH, is_vote=heading.is_vote),
        "nature_en": texts.nature(EN, is_vote=heading.is_vote),
        "printed_on": texts.full_day(ZH, about.printed_on),
        "roster_code": shown_head(about.roster_hash),
        "check_code": shown_head(about.chain_head) if about.chain_head else NOTHING,
        "chain_head": about.chain_head,
        "check_note": texts.check_note(ZH, about=about),
    }


def _result(sheet: ResultSheet) -> dict[str, Any]:
    result = sheet.result
    tally, differ = result.tally, result.heads_differ
    return {
        "unit": texts.unit(ZH, heads_differ=differ),
        "unit_en": texts.unit(EN, heads_differ=differ),
        "electorate": texts.electorate(ZH, result=result),
        "total_heads": formatting.thousands(tally.total.heads),
        "total_area": formatting.area_number(tally.total.area_cm2m),
        "counts": _counts(sheet),
        "conditions": _conditions(sheet),
        "rule": texts.rule_applied(ZH, result=result),
        "rule_en": texts.rule_applied(EN, result=result),
        "follow_majority": texts.follow_majority(ZH, result=result),
        "not_counted": texts.not_counted(ZH, tally=tally, heads_differ=differ),
        "conclusion": texts.outcome_word(ZH, outcome=tally.outcome),
        "conclusion_en": texts.outcome_word(EN, outcome=tally.outcome),
        "posted": texts.posted(ZH, sheet=sheet),
        "objection": texts.how_to_object(ZH, sheet=sheet),
        "objection_en": texts.how_to_object(EN, sheet=sheet),
        "final": texts.becomes_final(ZH, sheet=sheet),
        "final_en": texts.becomes_final(EN, sheet=sheet),
        "notes": "\n".join(texts.result_notes(ZH, result=result)),
    }


def _counts(sheet: ResultSheet) -> list[dict[str, str]]:
    """Taking part as a share of all, each choice as one of those who took part; the raw fraction beside each (section 2)."""
    tally = sheet.result.tally
    rows = []
    for name, (zh, en) in _CHOICES.items():
        weight: Weight = getattr(tally.counts, name)
        whole = tally.total if name == "participating" else tally.counts.participating
        rows.append(
            {
                "name": zh,
                "name_en": en,
                "heads": f"{weight.heads:,}/{whole.heads:,}",
                "heads_share": formatting.share(weight.heads, whole.heads),
                "area": f"{formatting.area_number(weight.area_cm2m)}/{formatting.area_number(whole.area_cm2m)}",
                "area_share": formatting.share(weight.area_cm2m, whole.area_cm2m),
            }
        )
    return rows


def _conditions(sheet: ResultSheet) -> list[dict[str, str]]:
    """All four inequalities with what is missing (section 5); none where no line was set."""
    result, tally = sheet.result, sheet.result.tally
    threshold = Threshold(result.threshold, by_area=result.by_area_too) if result.threshold else None
    rule = result.terms.rule if result.terms else None
    found = describe(tally.matter, tally.total, tally.counts.participating, tally.counts.agree, threshold, rule=rule)
    if all(one.share is None for one in found):
        return []
    decides = rule_for(tally.matter, threshold, rule)
    of_participants = decides is not None and not decides.of_all
    named = (texts.condition(ZH, one=one, heads_differ=result.heads_differ, of_participants=of_participants) for one in found)
    return [{"name": name, "needed": needed, "have": have, "verdict": verdict} for name, needed, have, verdict in named]


def _ballots(sheet: BallotSheet) -> dict[str, Any]:
    return {
        "homes": [{"home": texts.home_name(ZH, one), "area": formatting.area(one.area_cm2m)} for one in sheet.homes],
        "choices": [{"name": label(ZH, name), "name_en": label(EN, name)} for name in ("agree", "against", "abstain")],
        "how": texts.ballot_how(ZH, sheet=sheet),
        "how_en": texts.ballot_how(EN, sheet=sheet),
    }


def _line(home: SheetHome) -> dict[str, str]:
    """What is on record of its delivery already, and how; else to be filled in by hand."""
    known = home.reached
    reached = {"date": f"{known.on.month}-{known.on.day}" if known else "", "note": texts.reached(ZH, way=known.way) if known else ""}
    return {"home": texts.home_name(ZH, home), "area": formatting.area_number(home.area_cm2m), **reached}


def _deliveries(sheet: DeliverySheet) -> dict[str, Any]:
    numbers = iter(range(1, len(sheet.homes) + 1))
    return {
        "entrances": [
            {"name": name, "homes": [{"number": f"{next(numbers)}", **_line(one)} for one in homes]}
            for name, homes in texts.places(ZH, sheet)
        ],
        "total": formatting.thousands(len(sheet.homes)),
        "how": texts.delivery_how(ZH),
        "how_en": texts.delivery_how(EN),
    }
