"""Cards of those who decide about a home, of its members, and the screens of 「我的家」."""

from aiogram.types import InlineKeyboardButton

from bot.rules.ports import Language
from bot.rules.residents import BindingState, HomeRole, RefusalReason
from bot.rules.residents.deciding import GIVEN_REASONS, OBJECTED_REASONS
from bot.rules.residents.facts import (
    BindingEnded,
    BindingSuspendedTold,
    CardState,
    ConfirmAsked,
    EndAsked,
    GuestHeld,
    HomeLine,
    HomePeople,
    HouseholdInvite,
    InviteAsked,
    Leaving,
    MyHomes,
    NewcomerTold,
    ObjectionCard,
    ObjectionMade,
    ObjectionSettled,
    RefusalAsked,
    RequestAnswered,
    RequestCard,
    RequestList,
    RequestMoved,
    RequestRefused,
)
from bot.rules.residents.violations import InviteGone
from handlers.residents.callbacks import (
    AskAs,
    AskRefusal,
    ConfirmRequest,
    ConfirmSurely,
    EndBinding,
    EndObjected,
    InviteHousehold,
    KnowNewcomer,
    LeaveHome,
    ManageHomes,
    ObjectTo,
    RefuseRequest,
    RevokeInvite,
    SettleObjection,
    ShowHomePeople,
    ShowMyHome,
    ShowMyHomes,
    ShowRequest,
    ShowRequests,
    WithdrawObjection,
)
from handlers.residents.cards.joining import i_live_here, menu_button
from handlers.screens import Attachment, Screen, button, in_rows, keyboard
from messages import residents as texts
from messages.labels import label as shared
from messages.residents.labels import ENDINGS, REFUSALS, label
from messages.violations import violation_text

# Names are longer than other labels: two to a row.
NAMES_IN_ROW = 2


def request_card(facts: RequestCard, language: Language) -> Screen:
    words = texts.request_card(language, facts=facts)
    if facts.state is not CardState.WAITS:
        # Whoever still decides goes on to what waits besides.
        others = [] if facts.is_taken_away else [button(label(language, "requests"), ShowRequests())]
        return Screen(words, keyboard([*others, menu_button(language)]))
    names = [
        button(texts.it_is_label(language, name=owner.name), ConfirmRequest(binding=facts.binding_id, owner=owner.id))
        for owner in facts.owners
    ]
    plain = [button(label(language, "confirm"), ConfirmRequest(binding=facts.binding_id))]
    refuse = button(label(language, "refuse"), AskRefusal(binding=facts.binding_id))
    return Screen(words, keyboard(*(in_rows(names, NAMES_IN_ROW) if names else [plain]), [refuse]))


def confirm_asked(facts: ConfirmAsked, language: Language) -> Screen:
    sure = button(label(language, "sure"), ConfirmSurely(binding=facts.binding_id, owner=facts.owner.id))
    back = button(shared(language, "back"), ShowRequest(binding=facts.binding_id))
    return Screen(texts.confirm_asked(language, facts=facts), keyboard([sure], [back]))


def refusal_asked(facts: RefusalAsked, language: Language) -> Screen:
    reasons = [
        button(REFUSALS[reason][language], RefuseRequest(binding=facts.binding_id, reason=reason))
        for reason in RefusalReason
        if reason in REFUSALS
    ]
    back = button(shared(language, "back"), ShowRequest(binding=facts.binding_id))
    return Screen(texts.refusal_asked(language, facts=facts), keyboard(reasons, [back]))


def objection_card(facts: ObjectionCard, language: Language) -> Screen:
    words = texts.objection_card(language, facts=facts)
    if facts.state is not CardState.WAITS:
        return Screen(words, keyboard([menu_button(language)]))
    keep = button(label(language, "keep"), SettleObjection(binding=facts.binding_id, keep=True))
    end = button(label(language, "end"), SettleObjection(binding=facts.binding_id, keep=False))
    return Screen(words, keyboard([keep, end]))


def settled(facts: RequestCard | ObjectionCard, language: Language) -> Screen:
    return request_card(facts, language) if isinstance(facts, RequestCard) else objection_card(facts, language)


def objection_ending_asked(facts: EndAsked, language: Language) -> Screen:
    reasons = [button(ENDINGS[reason][language], EndObjected(binding=facts.binding_id, reason=reason)) for reason in OBJECTED_REASONS]
    back = button(shared(language, "back"), ShowRequest(binding=facts.binding_id, objection=True))
    return Screen(texts.end_asked(language, facts=facts), keyboard(*in_rows(reasons, 2), [back]))


def request_list(facts: RequestList, language: Language) -> Screen:
    rows = [
        [
            button(
                texts.request_label(language, line=line),
                ShowRequest(binding=line.binding_id, objection=line.suspended),
            )
        ]
        for line in facts.lines
    ]
    residents = button(label(language, "residents"), ManageHomes())
    return Screen(texts.request_list(language, facts=facts), keyboard(*rows, [residents, menu_button(language)]))


def request_refused(facts: RequestRefused, language: Language) -> Screen:
    return Screen(texts.request_refused(language, facts=facts), keyboard([i_live_here(language), menu_button(language)]))


def request_answered(facts: RequestAnswered, language: Language) -> Screen:
    """In place of what let one wait: no button of it is left."""
    home = button(label(language, "my_home"), ShowMyHomes())
    first = i_live_here(language) if facts.state is CardState.REFUSED else home
    return Screen(texts.request_answered(language, facts=facts), keyboard([first, menu_button(language)]))


def request_moved(facts: RequestMoved, language: Language) -> Screen:
    home = button(label(language, "my_home"), ShowMyHomes())
    return Screen(texts.request_moved(language, facts=facts), keyboard([home]))


def newcomer_told(facts: NewcomerTold, language: Language) -> Screen:
    known = button(label(language, "known"), KnowNewcomer(binding=facts.binding_id))
    not_known = button(label(language, "not_known"), ObjectTo(binding=facts.binding_id))
    return Screen(texts.newcomer_told(language, facts=facts), keyboard([menu_button(language) if facts.invited else known, not_known]))


def newcomer_known(language: Language) -> Screen:
    return Screen(texts.newcomer_known(language), keyboard([menu_button(language)]))


def objection_made(facts: ObjectionMade, language: Language) -> Screen:
    undo = button(label(language, "take_back"), WithdrawObjection(binding=facts.binding_id))
    return Screen(texts.objection_made(language, facts=facts), keyboard([undo]))


def binding_suspended(facts: BindingSuspendedTold, language: Language) -> Screen:
    home = button(label(language, "my_home"), ShowMyHomes())
    return Screen(texts.binding_suspended(language, facts=facts), keyboard([home]))


def guest_held(facts: GuestHeld, language: Language) -> Screen:
    home = button(label(language, "my_home"), ShowMyHomes())
    return Screen(texts.guest_held(language, facts=facts), keyboard([home]))


def objection_settled(facts: ObjectionSettled, language: Language) -> Screen:
    return Screen(texts.objection_settled(language, facts=facts), keyboard([menu_button(language)]))


def binding_ended(facts: BindingEnded, language: Language) -> Screen:
    return Screen(texts.binding_ended(language, facts=facts), keyboard([i_live_here(language), menu_button(language)]))


# my home
def my_homes(facts: MyHomes, language: Language) -> Screen:
    if len(facts.lines) == 1:
        return my_home(facts.lines[0], language, only=True)
    rows = [[button(texts.home_name(language, one.home), ShowMyHome(binding=one.binding_id))] for one in facts.lines]
    return Screen(texts.my_homes(language, facts=facts), keyboard(*rows, [_another(language, bool(facts.lines)), menu_button(language)]))


def _another(language: Language, has_home: bool) -> InlineKeyboardButton:
    found = i_live_here(language)
    return found.model_copy(update={"text": label(language, "another_home")}) if has_home else found


def my_home(facts: HomeLine, language: Language, *, only: bool = False) -> Screen:
    doing = [button(label(language, "invite_family"), InviteHousehold(home=facts.home.id))] if facts.may_invite else []
    if facts.may_name:
        doing.append(button(label(language, "name_owner"), AskAs(home=facts.home.id, role=HomeRole.OWNER)))
    going = "stop_waiting" if facts.state is BindingState.PENDING else "leave_home"
    doing.append(button(label(language, going), LeaveHome(binding=facts.binding_id)))
    back = _another(language, True) if only else button(shared(language, "back"), ShowMyHomes())
    return Screen(texts.my_home(language, facts=facts), keyboard(doing, [back, menu_button(language)]))


def leaving_asked(facts: EndAsked, language: Language) -> Screen:
    word, sure = ("stop_waiting", Leaving.WAITED) if facts.waits else ("leave", Leaving.SURE)
    leave = button(label(language, word), LeaveHome(binding=facts.binding_id, sure=sure))
    back = button(shared(language, "back"), ShowMyHome(binding=facts.binding_id))
    return Screen(texts.end_asked(language, facts=facts), keyboard([leave], [back]))


def home_left(ended: EndAsked, language: Language) -> Screen:
    return Screen(texts.home_left(language, ended=ended), keyboard([i_live_here(language), menu_button(language)]))


def invite_asked(facts: InviteAsked, language: Language) -> Screen:
    roles = [
        button(label(language, role.value), InviteHousehold(home=facts.home.id, role=role)) for role in (HomeRole.FAMILY, HomeRole.TENANT)
    ]
    back = button(shared(language, "back"), ShowMyHomes())
    return Screen(texts.invite_asked(language, facts=facts), keyboard(roles, [back]))


def household_invite(facts: HouseholdInvite, language: Language) -> Screen:
    cancel = button(label(language, "cancel_invite"), RevokeInvite(invite=facts.invite_id))
    return Screen(texts.household_invite(language, facts=facts), keyboard([cancel, menu_button(language)]))


def household_forward(facts: HouseholdInvite, language: Language, picture: Attachment) -> Screen:
    return Screen(texts.household_forward(language, facts=facts), attachment=picture)


def invite_over(why: InviteGone, language: Language) -> Screen:
    """In place of 「作废」 where there is nothing left to take back."""
    return Screen(violation_text(language, why), keyboard([menu_button(language)]))


def invite_revoked(language: Language) -> Screen:
    return Screen(texts.invite_revoked(language), keyboard([menu_button(language)]))


# the people of a home
def home_people(facts: HomePeople, language: Language) -> Screen:
    rows = [
        [button(texts.end_label(language, line=one), EndBinding(binding=one.binding_id))]
        for one in facts.members
        if one.state is BindingState.ACTIVE
    ]
    requests = button(label(language, "requests"), ShowRequests())
    return Screen(texts.home_people(language, facts=facts), keyboard(*rows, [requests, menu_button(language)]))


def ending_asked(facts: EndAsked, language: Language) -> Screen:
    back = button(shared(language, "back"), ShowHomePeople(home=facts.home.id))
    if facts.reason is None:
        reasons = [button(ENDINGS[reason][language], EndBinding(binding=facts.binding_id, reason=reason)) for reason in GIVEN_REASONS]
        return Screen(texts.end_asked(language, facts=facts), keyboard(reasons, [back]))
    sure = button(label(language, "end"), EndBinding(binding=facts.binding_id, reason=facts.reason, sure=True))
    return Screen(texts.end_asked(language, facts=facts), keyboard([sure], [back]))
