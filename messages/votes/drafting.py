"""Words for those who draft votes and look after them."""

from dataclasses import replace
from datetime import datetime

from bot.rules.ports import Language
from bot.rules.votes.closing_times import OfferedClosing
from bot.rules.votes.drafts import (
    LONGEST_BODY,
    LONGEST_CLAUSE,
    LONGEST_FILE_MB,
    LONGEST_TITLE,
    RETRACTABLE_FOR,
    Topic,
    holds_number_of_somebody,
)
from bot.rules.votes.facts import Heading, HomeName, VoteExtended, VoteState
from bot.rules.votes.notices import OfferedNotice
from bot.rules.votes.previews import (
    ChangedByOther,
    CloseInDoubt,
    DisputedHeads,
    DoubtPassedOn,
    DoubtSettled,
    DraftView,
    NotReturned,
    OneFileOnly,
    Opened,
    PostedAgain,
    Preview,
    SchemeArrived,
    ScopeChoices,
    SpeakerAsked,
    TakenBackByOther,
    VoteOverview,
)
from messages.formatting import home, whole
from messages.rendering import plain_text, render
from messages.votes.wording import heading, home_place, homes, land_place, law, place_name, rule_words, say

# A list of homes stays within one message.
HOMES_LISTED = 120
PLACES_LISTED = 40


def _about(view: DraftView) -> Heading:
    if view.preview:
        return view.preview.heading
    return Heading(view.draft.id, view.draft.title, view.compound, is_vote=view.terms.is_vote, change=view.profile.change)


def topic_title(language: Language, *, topic: Topic) -> str:
    """A ready-made title; it becomes the draft's own words."""
    return plain_text(render(language, "votes/topic_title", topic=topic))


def reason_text(language: Language, *, reason: str) -> str:
    """A ready-made reason; it becomes what the group reads."""
    return plain_text(render(language, "votes/reason_text", reason=reason))


def offered_closing(language: Language, *, offer: OfferedClosing) -> str:
    return plain_text(render(language, "votes/offered_closing", kind=offer.kind, at=offer.at))


def ask_compound(language: Language) -> str:
    return render(language, "votes/ask_compound")


def ask_title(language: Language, *, facts: DraftView, former: tuple[str, ...] = ()) -> str:
    """`former`: the titles of drafts that were left, to go on with."""
    said = {"compound": facts.compound, "longest": LONGEST_TITLE, "file": facts.draft.file, "former": former}
    return render(language, "votes/ask_title", **said, profile=facts.profile)


def ask_body(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_body", _about(facts), longest=LONGEST_BODY, body=facts.draft.body, file=facts.draft.file)


def ask_clause(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_clause", _about(facts), longest=LONGEST_CLAUSE, clause=facts.draft.follow_clause)


def ask_file(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_file", _about(facts), longest=LONGEST_FILE_MB, file=facts.draft.file)


def ask_land(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_land", _about(facts), place=land_place(language, facts.draft_place, facts.draft.entrance or ""))


def ask_parking(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_parking", _about(facts), places=facts.parking_places)


def ask_notice(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_notice", _about(facts), profile=facts.profile, file=facts.draft.file)


def offered_notice(language: Language, *, offer: OfferedNotice) -> str:
    return plain_text(render(language, "votes/offered_notice", days_ago=offer.days_ago, day=offer.day))


def ask_closing(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_closing", _about(facts), file=facts.draft.file)


def ask_short(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_short", _about(facts), closes_at=facts.draft.closes_at, as_of=facts.as_of)


def edit_menu(language: Language, *, facts: DraftView) -> str:
    return say(language, "edit_menu", _about(facts))


def ask_matter(language: Language, *, facts: DraftView) -> str:
    laws = (facts.profile.ordinary, facts.profile.special, facts.profile.unanimous)
    ordinary, special, unanimous = (rule_words(language, rule=one.rule) for one in laws)
    return say(language, "ask_matter", _about(facts), ordinary=ordinary, special=special, unanimous=unanimous)


def ask_threshold(language: Language, *, facts: DraftView) -> str:
    return say(language, "ask_threshold", _about(facts))


def ask_scope(language: Language, *, facts: ScopeChoices) -> str:
    building = place_name(language, facts.building.name) if facts.building else ""
    return render(language, "votes/ask_scope", facts=facts, building=building)


def rule_name(language: Language, *, facts: Preview) -> str:
    share = facts.threshold.value if facts.threshold else None
    by_law = law(language, facts.matter, facts.terms)
    rule = by_law["rule"] if by_law else ""
    return render(language, "votes/rule_name", matter=facts.matter, rule=rule, threshold=share, by_area_too=facts.by_area_too)


def preview(language: Language, *, facts: Preview) -> str:
    land_rule = ""
    if facts.land is not None:
        land_rule = rule_name(language, facts=replace(facts, matter=facts.land.matter, terms=facts.land.terms, threshold=None))
    return say(language, "preview", facts.heading, facts=facts, rule=rule_name(language, facts=facts), land_rule=land_rule)


def draft_aside(language: Language) -> str:
    return render(language, "votes/draft_aside")


def draft_dropped(language: Language, *, dropped: str, kept: tuple[str, ...]) -> str:
    """`dropped` is empty where nothing had been written yet."""
    return render(language, "votes/draft_dropped", dropped=dropped, kept=kept)


def one_file_only(language: Language, *, facts: OneFileOnly) -> str:
    return render(language, "votes/one_file_only", facts=facts)


def scheme_arrived(language: Language, *, facts: SchemeArrived) -> str:
    return render(language, "votes/scheme_arrived", facts=facts)


def opened(language: Language, *, facts: Opened) -> str:
    other = heading(language, facts.other) if facts.other is not None else ""
    return say(language, "opened", facts.heading, facts=facts, other=other, until=facts.opened_at + RETRACTABLE_FOR)


def overview(language: Language, *, facts: VoteOverview) -> str:
    return say(language, "overview", facts.heading, facts=facts)


def not_returned(language: Language, *, facts: NotReturned) -> str:
    groups = {"reminded": facts.reminded, "registered": facts.registered, "not_registered": facts.not_registered}
    return say(
        language,
        "not_returned",
        facts.heading,
        facts=facts,
        building=place_name(language, facts.building),
        groups=[(kind, len(names), _by_entrance(language, names)) for kind, names in groups.items()],
        places=_by_place(language, facts.places),
        most=HOMES_LISTED,
        most_places=PLACES_LISTED,
        over=facts.state is not VoteState.OPEN,
    )


def _by_entrance(language: Language, names: tuple[HomeName, ...]) -> list[tuple[str, list[str]]]:
    """The rooms of one building, an entrance a line: what belongs together is short, and is not parted at the end of a line."""
    lines: dict[str, list[str]] = {}
    for one in names[:HOMES_LISTED]:
        lines.setdefault(place_name(language, one.entrance), []).append(_room(language, one))
    return list(lines.items())


def _by_place(language: Language, names: tuple[HomeName, ...]) -> list[tuple[str, list[str]]]:
    """Of all buildings: parking places and storage rooms, those of one place a line."""
    lines: dict[str, list[str]] = {}
    for one in names[:PLACES_LISTED]:
        lines.setdefault(home_place(language, one), []).append(_room(language, one))
    return list(lines.items())


def _room(language: Language, name: HomeName) -> str:
    room = home("", "", name.room, language)
    return room if room.isalnum() and room.isascii() else whole(room)


def disputed_heads(language: Language, *, facts: DisputedHeads) -> str:
    heads = [{"homes": homes(language, one.homes), "owners": one.owners} for one in facts.heads]
    spoken = [(homes(language, one.homes), one.speaker.name) for one in facts.spoken]
    return say(
        language, "disputed_heads", facts.heading, facts=facts, heads=heads, spoken=spoken, agree_only=homes(language, facts.agree_only)
    )


def ask_speaker(language: Language, *, facts: SpeakerAsked) -> str:
    return say(language, "ask_speaker", facts.heading, facts=facts, homes=homes(language, facts.homes))


def designation_undone(language: Language) -> str:
    return render(language, "votes/designation_undone")


def designated_done(language: Language, *, owner: str) -> str:
    return render(language, "votes/designated_done", owner=owner)


def close_in_doubt(language: Language, *, facts: CloseInDoubt) -> str:
    return say(language, "close_in_doubt", facts.heading, facts=facts)


def doubt_passed_on(language: Language, *, facts: DoubtPassedOn) -> str:
    return say(language, "doubt_passed_on", facts.heading, facts=facts)


def doubt_settled(language: Language, *, facts: DoubtSettled) -> str:
    return say(language, "doubt_settled", facts.heading, facts=facts)


def taken_back_by_other(language: Language, *, facts: TakenBackByOther) -> str:
    return say(language, "taken_back_by_other", facts.heading, facts=facts)


def changed_by_other(language: Language, *, facts: ChangedByOther) -> str:
    return say(language, "changed_by_other", facts.heading, facts=facts)


def ask_new_closing(language: Language, *, heading: Heading, closes_at: datetime) -> str:
    return say(language, "ask_new_closing", heading, closes_at=closes_at)


def ask_extension_reason(language: Language, *, heading: Heading, closes_at: datetime) -> str:
    return say(language, "ask_extension_reason", heading, closes_at=closes_at)


def ask_cancel_reason(language: Language, *, heading: Heading) -> str:
    return say(language, "ask_cancel_reason", heading)


def extension_confirm(language: Language, *, heading: Heading, closes_at: datetime, reason: str) -> str:
    return say(language, "extension_confirm", heading, closes_at=closes_at, reason=reason, warns=holds_number_of_somebody(reason))


def cancel_confirm(language: Language, *, heading: Heading, reason: str) -> str:
    return say(language, "cancel_confirm", heading, reason=reason, warns=holds_number_of_somebody(reason))


def reason_waits(language: Language, *, heading: Heading, closes_at: datetime | None, table: bool) -> str:
    """`table`: one was sent, and not words."""
    return say(language, "reason_waits", heading, closes_at=closes_at, table=table)


def draft_waits(language: Language, *, title: str) -> str:
    return render(language, "votes/draft_waits", title=title)


def extended_done(language: Language, *, facts: VoteExtended, grouped: bool) -> str:
    """`grouped`: there is a group that reads it; else it is told in private alone."""
    return say(language, "extended_done", facts.heading, closes_at=facts.closes_at, grouped=grouped)


def cancelled_done(language: Language, *, heading: Heading, grouped: bool) -> str:
    return say(language, "cancelled_done", heading, grouped=grouped)


def retracted_done(language: Language) -> str:
    return render(language, "votes/retracted_done")


def posted_again(language: Language, *, facts: PostedAgain) -> str:
    return render(language, "votes/posted_again", facts=facts)


def already_sent(language: Language) -> str:
    return render(language, "votes/already_sent")


def closed_as_is(language: Language) -> str:
    return render(language, "votes/closed_as_is")
