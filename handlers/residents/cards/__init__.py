"""Letters and screens about people: facts to text and buttons."""

from bot.rules.residents.facts import (
    BindingEnded,
    BindingSuspendedTold,
    ChiefProposed,
    GuestHeld,
    HelpComes,
    HelpSent,
    HelpWanted,
    InviteVoid,
    Joined,
    NewcomerTold,
    ObjectionCard,
    ObjectionSettled,
    RequestAnswered,
    RequestCard,
    RequestMoved,
    RequestRefused,
    RequestStanding,
    RoleEndedTold,
    RoleSettled,
    RoleTakenTold,
)
from bot.rules.residents.mornings import Morning
from handlers.residents.cards import deciding, joining, serving
from handlers.screens import CardKind

CARDS = {
    "invite_void": CardKind(InviteVoid, joining.invite_void),
    "joined": CardKind(Joined, joining.joined),
    "request_answered": CardKind(RequestAnswered, deciding.request_answered),
    "request_standing": CardKind(RequestStanding, joining.standing),
    "request_card": CardKind(RequestCard, deciding.request_card),
    "request_moved": CardKind(RequestMoved, deciding.request_moved),
    "request_refused": CardKind(RequestRefused, deciding.request_refused),
    "newcomer_told": CardKind(NewcomerTold, deciding.newcomer_told),
    "objection_card": CardKind(ObjectionCard, deciding.objection_card),
    "binding_suspended": CardKind(BindingSuspendedTold, deciding.binding_suspended),
    "guest_held": CardKind(GuestHeld, deciding.guest_held),
    "objection_settled": CardKind(ObjectionSettled, deciding.objection_settled),
    "binding_ended": CardKind(BindingEnded, deciding.binding_ended),
    "role_taken": CardKind(RoleTakenTold, serving.role_taken),
    "chief_proposed": CardKind(ChiefProposed, serving.chief_proposed),
    "role_settled": CardKind(RoleSettled, serving.role_settled),
    "role_ended": CardKind(RoleEndedTold, serving.role_ended),
    "help_wanted": CardKind(HelpWanted, serving.help_wanted),
    "help_moved": CardKind(HelpSent, serving.help_moved),
    "help_comes": CardKind(HelpComes, serving.help_comes),
    "morning": CardKind(Morning, serving.morning),
}
