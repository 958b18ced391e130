"""Cards and screens of votes: every letter's card, by name."""

from bot.rules.votes import facts as voters
from bot.rules.votes import mine, pairs, pictures, schemes, typed
from bot.rules.votes import previews as keepers
from handlers.screens import CardKind
from handlers.votes.cards import drafting, keeping, knocking, rescheming, voting

CARDS = {
    "card_moved": CardKind(voters.CardMoved, voting.card_moved),
    "changed_by_other": CardKind(keepers.ChangedByOther, keeping.changed_by_other),
    "close_in_doubt": CardKind(keepers.CloseInDoubt, keeping.close_in_doubt),
    "doubt_passed_on": CardKind(keepers.DoubtPassedOn, keeping.doubt_passed_on),
    "doubt_settled": CardKind(keepers.DoubtSettled, keeping.doubt_settled),
    "edit_not_read": CardKind(typed.EditNotRead, voting.edit_not_read),
    "one_file_only": CardKind(keepers.OneFileOnly, drafting.one_file_only),
    "owner_designated": CardKind(voters.OwnerDesignated, voting.owner_designated),
    "owner_elsewhere": CardKind(voters.OwnerElsewhere, voting.owner_elsewhere),
    "owners_differ": CardKind(voters.OwnersDiffer, voting.owners_differ),
    "papers_void": CardKind(schemes.PapersVoid, rescheming.papers_void),
    "pair_result": CardKind(pairs.PairResult, voting.pair_result),
    "participation_picture": CardKind(pictures.ParticipationPicture, voting.participation_picture),
    "practice_card": CardKind(keepers.PracticeCard, drafting.practice_card),
    "practice_scheme": CardKind(keepers.PracticeScheme, drafting.practice_scheme),
    "private_card": CardKind(voters.VoteCard, voting.private_card),
    "receipt": CardKind(voters.Receipt, voting.receipt),
    "receipt_replaced": CardKind(voters.ReceiptReplaced, voting.receipt_replaced),
    "remembered_tap": CardKind(voters.RememberedTap, voting.remembered_tap),
    "reminder": CardKind(voters.Reminder, voting.reminder),
    "retracted": CardKind(voters.Retraction, voting.retracted),
    "scheme": CardKind(voters.Scheme, voting.scheme),
    "scheme_file": CardKind(voters.Scheme, voting.scheme_file),
    "scheme_changed": CardKind(schemes.SchemeChanged, rescheming.scheme_changed),
    "scheme_offer": CardKind(schemes.SchemeOffer, rescheming.scheme_offer),
    "scheme_arrived": CardKind(keepers.SchemeArrived, drafting.scheme_arrived),
    "taken_back_by_other": CardKind(keepers.TakenBackByOther, keeping.taken_back_by_other),
    "typed_by_stranger": CardKind(typed.TypedByStranger, voting.typed_by_stranger),
    "vote_called_off": CardKind(voters.VoteCalledOff, voting.vote_called_off),
    "vote_card": CardKind(voters.VoteCard, voting.vote_card),
    "vote_ended": CardKind(voters.VoteEnded, voting.vote_ended),
    "vote_extended": CardKind(voters.VoteExtended, voting.vote_extended),
    "vote_over": CardKind(mine.VoteOver, voting.vote_over),
    "vote_result": CardKind(voters.VoteResult, voting.vote_result),
}

__all__ = ["CARDS", "drafting", "keeping", "knocking", "rescheming", "voting"]
