"""Which sheet on which paper, and the file that comes of it."""

from bot.rules.ports import Language
from bot.rules.sheets import PaperSize, SheetOffer, SheetPrinted
from bot.rules.violations import RuleViolation
from handlers.menus import ShowVote
from handlers.screens import Attachment, Screen, button, keyboard
from handlers.sheets.callbacks import PrintSheet
from messages import sheets as texts
from messages.sheets.labels import label
from messages.violations import violation_text


def sheets_offered(offer: SheetOffer, language: Language) -> Screen:
    """A row for each sheet; where there is one only, its buttons need no name."""
    vote = offer.heading.vote_id
    rows = [
        [
            button(
                " ".join([label(language, kind.value), label(language, paper)]) if len(offer.kinds) > 1 else label(language, paper),
                PrintSheet(vote=vote, kind=kind, paper=paper),
            )
            for paper in PaperSize
        ]
        for kind in offer.kinds
    ]
    back = [button(label(language, "back"), ShowVote(vote=vote))]
    return Screen(texts.sheets_offered(language, offer=offer), keyboard(*rows, back))


def sheet_printed(printed: SheetPrinted, file: Attachment, language: Language) -> Screen:
    return Screen(texts.sheet_printed(language, printed=printed), attachment=file)


def sheet_refused(violation: RuleViolation, vote: str, language: Language) -> Screen:
    """What changed, or was found to be wrong, after it was asked for."""
    return Screen(violation_text(language, violation), keyboard([button(label(language, "to_vote"), ShowVote(vote=vote))]))
