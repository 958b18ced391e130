"""What happens to groups: entering, binding, migrating, leaving, the evening line."""

from bot.actions.groups.binding import ask_for_card, bind_group, propose_place, renew_card, set_group_language, unbind_group
from bot.actions.groups.membership import enter_group, leave_group, migrate_group, note_nobody, note_standing, rename_group
from bot.actions.groups.reading import (
    check_in_group,
    read_group,
    read_group_chat,
    read_group_list,
    read_open_votes,
    read_places,
)

__all__ = [
    "ask_for_card",
    "bind_group",
    "check_in_group",
    "enter_group",
    "leave_group",
    "migrate_group",
    "note_nobody",
    "note_standing",
    "propose_place",
    "read_group",
    "read_group_chat",
    "read_group_list",
    "read_open_votes",
    "read_places",
    "rename_group",
    "renew_card",
    "set_group_language",
    "unbind_group",
]
