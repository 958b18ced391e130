"""What happens to people: codes, consent, bindings, roles, help, their data."""

from bot.actions.residents.codes import invite_to_home
from bot.actions.residents.endings import (
    end_by_decider,
    leave_home,
    read_ending,
    read_home_people,
    read_leaving,
)
from bot.actions.residents.finding import (
    read_group_place,
    read_home,
    read_managed_places,
    read_places,
    read_rooms,
    remember_tap,
    start_finding,
    type_home,
)
from bot.actions.residents.helping import call_for_help, open_help, read_help, take_help
from bot.actions.residents.household import invite_household, read_household_choice, revoke_invite
from bot.actions.residents.joining import accept_offer, agree, ask_as, decline_offer, open_code, type_name
from bot.actions.residents.mydata import (
    ask_for_name,
    leave_linli,
    plan_fading,
    read_export,
    read_leaving_all,
    read_my_data,
    rename_me,
)
from bot.actions.residents.objections import object_to, read_objection, settle_objection, withdraw_objection
from bot.actions.residents.reading import (
    read_actor,
    read_building_heads,
    read_compound_choice,
    read_holders,
    read_my_home,
    read_my_homes,
    read_requests,
    read_role_places,
    read_who_i_am,
)
from bot.actions.residents.requests import confirm_request, read_refusal, read_request, refuse_request
from bot.actions.residents.roles import confirm_chief, invite_role, read_revocation, revoke_role
from bot.actions.residents.settling import choose_language, come, note_reach, stop_form
from bot.actions.residents.slips import issue_slips, queue_slips, read_flats, read_slips

__all__ = [
    "accept_offer",
    "agree",
    "ask_as",
    "ask_for_name",
    "call_for_help",
    "choose_language",
    "come",
    "confirm_chief",
    "confirm_request",
    "decline_offer",
    "end_by_decider",
    "invite_household",
    "invite_role",
    "invite_to_home",
    "issue_slips",
    "leave_home",
    "leave_linli",
    "note_reach",
    "object_to",
    "open_code",
    "open_help",
    "plan_fading",
    "queue_slips",
    "read_actor",
    "read_building_heads",
    "read_compound_choice",
    "read_ending",
    "read_export",
    "read_flats",
    "read_group_place",
    "read_help",
    "read_holders",
    "read_home",
    "read_home_people",
    "read_household_choice",
    "read_leaving",
    "read_leaving_all",
    "read_managed_places",
    "read_my_data",
    "read_my_home",
    "read_my_homes",
    "read_objection",
    "read_places",
    "read_refusal",
    "read_request",
    "read_requests",
    "read_revocation",
    "read_role_places",
    "read_rooms",
    "read_slips",
    "read_who_i_am",
    "refuse_request",
    "remember_tap",
    "rename_me",
    "revoke_invite",
    "revoke_role",
    "settle_objection",
    "start_finding",
    "stop_form",
    "take_help",
    "type_home",
    "type_name",
    "withdraw_objection",
]
