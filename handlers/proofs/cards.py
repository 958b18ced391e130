"""Letters about a vote's chain, and the screen and the letter of its files."""

from bot.rules.ports import Language
from bot.rules.proofs import HeadPosted, KeptTap, OwnReceipt
from bot.rules.proofs_files import FileKind, FileSent, FilesOffer
from bot.rules.violations import RuleViolation
from handlers.menus import FindHome, OpenFiles, OpenMenu, ShowVote
from handlers.proofs.callbacks import WantFile
from handlers.screens import Attachment, CardKind, Screen, button, keyboard
from messages import proofs as texts
from messages.labels import label as shared
from messages.proofs.labels import label
from messages.violations import violation_text


def head_posted(facts: HeadPosted, language: Language) -> Screen:
    return Screen(texts.head_posted(language, facts=facts))


def own_receipts(
    facts: tuple[OwnReceipt, ...],
    language: Language,
    *,
    is_owner: bool,
    is_bound: bool,
    kept: KeptTap | None = None,
    stranger: bool = False,
) -> Screen:
    """`is_owner`, `is_bound`: of whoever asks; without a receipt they read how one comes by it. `stranger`: nothing of them waits."""
    text = texts.own_receipts(language, facts=facts, is_owner=is_owner, is_bound=is_bound, kept=kept, stranger=stranger)
    joining = [button(label(language, "i_live_here"), FindHome())] if stranger and kept else []
    return Screen(text, keyboard([*joining, button(shared(language, "menu"), OpenMenu())]))


def files_offered(offer: FilesOffer, language: Language) -> Screen:
    """The audit file is offered to nobody else than those who may have it."""
    vote = offer.heading.vote_id
    kinds = [FileKind.PUBLIC] + [FileKind.AUDIT] * (offer.may_have_audit and offer.is_counted)
    wanted = [button(label(language, kind.value), WantFile(vote=vote, kind=kind)) for kind in kinds]
    return Screen(texts.files_offered(language, offer=offer), keyboard(wanted, [button(label(language, "back"), ShowVote(vote=vote))]))


def file_sent(facts: FileSent, language: Language) -> Screen:
    back = keyboard([button(label(language, "files"), OpenFiles(vote=facts.heading.vote_id))])
    return Screen(texts.file_sent(language, facts=facts), back, attachment=Attachment(facts.sha256, facts.name))


def file_refused(violation: RuleViolation, vote: str, language: Language) -> Screen:
    """What changed, or was found to be wrong, after it was asked for."""
    return Screen(violation_text(language, violation), keyboard([button(label(language, "to_vote"), ShowVote(vote=vote))]))


CARDS = {"file_sent": CardKind(FileSent, file_sent), "head_posted": CardKind(HeadPosted, head_posted)}
