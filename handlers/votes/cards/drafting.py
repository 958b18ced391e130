"""What a drafter sees: one question at a time, then the preview."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.rules.ports import LANGUAGES, Language
from bot.rules.votes import Choice, Matter
from bot.rules.votes.closing_times import OfferedClosing
from bot.rules.votes.drafts import Draft, DraftStep, Topic
from bot.rules.votes.notices import offered_notices
from bot.rules.votes.previews import DraftView, OneFileOnly, PlaceName, PracticeCard, PracticeScheme, Preview, SchemeArrived, ScopeChoices
from handlers.menus import OpenGaps, OpenMenu, OpenPractice
from handlers.screens import Screen, button, in_rows, keyboard
from handlers.votes.callbacks import (
    AskDraft,
    BeginDraft,
    ConfirmShort,
    DropClause,
    DropDraft,
    DropFile,
    EditDraft,
    PickBuilding,
    PickClosing,
    PickLand,
    PickMatter,
    PickNotice,
    PickParking,
    PickScope,
    PickTopic,
    PracticeCast,
    PracticeShow,
    PractiseDraft,
    PutAside,
    ResumeDraft,
    SendDraft,
)
from messages import votes as texts
from messages.formatting import local
from messages.votes.labels import label

Row = list[InlineKeyboardButton]
# Two columns where labels are longer than a word: they must not be cut on a small screen.
PAIR = 2


def _drop(draft_id: str, language: Language) -> Row:
    return [button(label(language, "drop"), DropDraft(draft=draft_id))]


def _back(draft_id: str, language: Language) -> Row:
    return [button(label(language, "back"), EditDraft(draft=draft_id))]


def ask_compound(compounds: tuple[PlaceName, ...], language: Language) -> Screen:
    rows = in_rows([button(one.name, BeginDraft(compound=one.id)) for one in compounds], PAIR)
    return Screen(texts.ask_compound(language), keyboard(*rows, [button(label(language, "menu"), OpenMenu())]))


def ask_title(view: DraftView, language: Language, former: tuple[Draft, ...] = ()) -> Screen:
    """`former`: a draft that was left unfinished, to go on with instead."""
    draft = view.draft
    left = tuple(one for one in former if one.id != draft.id)
    offered = [topic for topic in Topic if view.running.isdisjoint(texts.topic_title(one, topic=topic) for one in LANGUAGES)]
    topics = [button(texts.topic_title(language, topic=topic), PickTopic(draft=draft.id, topic=topic)) for topic in offered]
    practise = button(label(language, "practise"), OpenPractice(place=draft.compound_id))
    words = texts.ask_title(language, facts=view, former=tuple(one.title for one in left))
    return Screen(words, keyboard(*in_rows(topics, PAIR), *in_rows([*_resume(left, language), practise]), _drop(draft.id, language)))


def _resume(left: tuple[Draft, ...], language: Language) -> Row:
    """One button each; numbered as the text lists them where there are several."""
    name = label(language, "resume")
    several = len(left) > 1
    return [button(f"{name} {number}" if several else name, ResumeDraft(draft=one.id)) for number, one in enumerate(left, start=1)]


def ask_parking(view: DraftView, language: Language) -> Screen:
    counts = button(label(language, "counts"), PickParking(draft=view.draft.id, counts=True))
    does_not = button(label(language, "does_not_count"), PickParking(draft=view.draft.id, counts=False))
    return Screen(texts.ask_parking(language, facts=view), keyboard([counts, does_not], _drop(view.draft.id, language)))


def ask_land(view: DraftView, language: Language) -> Screen:
    takes = button(label(language, "takes_land"), PickLand(draft=view.draft.id, takes=True))
    does_not = button(label(language, "no_land"), PickLand(draft=view.draft.id, takes=False))
    return Screen(texts.ask_land(language, facts=view), keyboard([takes, does_not], _drop(view.draft.id, language)))


def ask_notice(view: DraftView, language: Language) -> Screen:
    draft_id, today = view.draft.id, local(view.as_of).date()
    made = [
        button(texts.offered_notice(language, offer=one), PickNotice(draft=draft_id, day=one.day.toordinal()))
        for one in offered_notices(today, view.terms.notice_days)
    ]
    return Screen(texts.ask_notice(language, facts=view), keyboard(made, _drop(draft_id, language)))


def closing_buttons(offers: tuple[OfferedClosing, ...], draft_id: str, language: Language) -> list[Row]:
    made = [
        button(texts.offered_closing(language, offer=one), PickClosing(draft=draft_id, at=int(one.at.timestamp() // 60))) for one in offers
    ]
    return in_rows(made, PAIR)


def ask_closing(view: DraftView, language: Language, offers: tuple[OfferedClosing, ...]) -> Screen:
    rows = closing_buttons(offers, view.draft.id, language)
    return Screen(texts.ask_closing(language, facts=view), keyboard(*rows, _drop(view.draft.id, language)))


def ask_short(view: DraftView, language: Language) -> Screen:
    so = button(label(language, "so_be_it"), ConfirmShort(draft=view.draft.id))
    other = button(label(language, "other_time"), AskDraft(draft=view.draft.id, question="closing"))
    return Screen(texts.ask_short(language, facts=view), keyboard([so, other]))


def preview(facts: Preview, language: Language) -> Screen:
    draft_id = facts.heading.vote_id
    send = button(label(language, "send"), SendDraft(draft=draft_id, revision=facts.revision))
    mend = button(label(language, "mend_roster"), OpenGaps(place=facts.compound_id))
    # What would only be refused is not offered; the text says from when on.
    way_on = [mend] if facts.gaps else [] if facts.is_early else [send]
    first = [*way_on, button(label(language, "change"), EditDraft(draft=draft_id))]
    second = [
        button(label(language, "show_me"), PractiseDraft(draft=draft_id)),
        button(label(language, "aside"), PutAside(draft=draft_id)),
    ]
    return Screen(texts.preview(language, facts=facts), keyboard(first, second))


def next_question(view: DraftView, language: Language, offers: tuple[OfferedClosing, ...], former: tuple[Draft, ...] = ()) -> Screen:
    """The screen of the step at which the draft stands, or of another question that still waits for words."""
    if view.asked:
        return ask_typed(view, language, view.asked, offers)
    if view.step is DraftStep.TITLE:
        return ask_title(view, language, former)
    if view.step is DraftStep.FILE:
        return ask_words(view, language, "file")
    if view.step is DraftStep.LAND:
        return ask_land(view, language)
    if view.step is DraftStep.PARKING:
        return ask_parking(view, language)
    if view.step is DraftStep.NOTICE:
        return ask_notice(view, language)
    if view.step is DraftStep.CLOSING:
        return ask_closing(view, language, offers)
    if view.step is DraftStep.SHORT:
        return ask_short(view, language)
    assert view.preview is not None
    return preview(view.preview, language)


def edit_menu(view: DraftView, language: Language) -> Screen:
    questions = ["title", "body", "file", "scope", "matter", "closing", "clause"]
    if view.draft.ask:
        questions.remove("scope")
    if view.draft.asks_land:
        questions.append("land")
    if view.parking_places:
        questions.append("parking")
    if view.terms.needs_notice:
        questions.append("notice")
    made = [button(label(language, one), AskDraft(draft=view.draft.id, question=one)) for one in questions]
    last = [button(label(language, "preview"), ResumeDraft(draft=view.draft.id)), *_drop(view.draft.id, language)]
    return Screen(texts.edit_menu(language, facts=view), keyboard(*in_rows(made), last))


def ask_typed(view: DraftView, language: Language, question: str, offers: tuple[OfferedClosing, ...]) -> Screen:
    if question == "notice":
        return ask_notice(view, language)
    return ask_closing(view, language, offers) if question == "closing" else ask_words(view, language, question)


def ask_words(view: DraftView, language: Language, question: str) -> Screen:
    """A question that is answered by words or a file; a way back under it."""
    rows = [_back(view.draft.id, language)]
    if question == "file" and view.draft.file is not None:
        rows.insert(0, [button(label(language, "no_file"), DropFile(draft=view.draft.id))])
    if question == "clause" and view.draft.follow_clause:
        rows.insert(0, [button(label(language, "no_clause"), DropClause(draft=view.draft.id))])
    words = {"body": texts.ask_body, "file": texts.ask_file, "title": texts.ask_title, "clause": texts.ask_clause}[question]
    return Screen(words(language, facts=view), keyboard(*rows))


def ask_matter(view: DraftView, language: Language) -> Screen:
    draft_id = view.draft.id
    decided = (Matter.ORDINARY, Matter.SPECIAL, Matter.UNANIMOUS)
    made = [button(label(language, matter.value), PickMatter(draft=draft_id, matter=matter)) for matter in decided]
    made.append(button(label(language, "consultation"), AskDraft(draft=draft_id, question="threshold")))
    return Screen(texts.ask_matter(language, facts=view), keyboard(*in_rows(made, PAIR), _back(draft_id, language)))


def ask_threshold(view: DraftView, language: Language) -> Screen:
    lines = (("no_line", "", False), ("half", "1/2", False), ("two_thirds", "2/3", False))
    both = (("half_both", "1/2", True), ("two_thirds_both", "2/3", True))
    made = [
        button(label(language, name), PickMatter(draft=view.draft.id, matter=Matter.CONSULTATION, threshold=share, both=area))
        for name, share, area in (*lines, *both)
    ]
    return Screen(texts.ask_threshold(language, facts=view), keyboard(*in_rows(made, PAIR), _back(view.draft.id, language)))


def ask_scope(facts: ScopeChoices, language: Language) -> Screen:
    draft_id = facts.draft_id
    if facts.building is None:
        whole = button(label(language, "whole_compound"), PickScope(draft=draft_id, place=facts.compound.id))
        parts = [button(texts.place_name(language, one.name), PickBuilding(draft=draft_id, building=one.id)) for one in facts.buildings]
    else:
        whole = button(label(language, "whole_building"), PickScope(draft=draft_id, place=facts.building.id))
        parts = [
            button(texts.place_name(language, name), PickScope(draft=draft_id, place=facts.building.id, entrance=number))
            for number, name in enumerate(facts.entrances)
        ]
    return Screen(texts.ask_scope(language, facts=facts), keyboard([whole], *in_rows(parts), _back(draft_id, language)))


def scheme_arrived(facts: SchemeArrived, language: Language) -> Screen:
    goes_on = keyboard([button(label(language, "preview" if facts.ready else "resume"), ResumeDraft(draft=facts.draft_id))])
    return Screen(texts.scheme_arrived(language, facts=facts), goes_on)


def one_file_only(facts: OneFileOnly, language: Language) -> Screen:
    return Screen(texts.one_file_only(language, facts=facts), _to_preview(facts.draft_id, language))


def _to_preview(draft_id: str, language: Language) -> InlineKeyboardMarkup:
    return keyboard([button(label(language, "preview"), ResumeDraft(draft=draft_id))])


def practice_card(facts: PracticeCard, language: Language) -> Screen:
    scheme = [button(label(language, "scheme"), PracticeShow(practice=facts.practice_id))] if facts.card.has_scheme else []
    return Screen(texts.practice_card(language, facts=facts), keyboard(_practice_choices(facts.practice_id, language), scheme))


def practice_scheme(facts: PracticeScheme, language: Language) -> Screen:
    return Screen(texts.practice_scheme(language, facts=facts), keyboard(_practice_choices(facts.practice_id, language)))


def _practice_choices(practice_id: str, language: Language) -> Row:
    order = (Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN)
    return [button(label(language, choice.value), PracticeCast(practice=practice_id, choice=choice)) for choice in order]


def draft_waits(draft: Draft, language: Language) -> Screen:
    """Something was typed while a button of the draft waits."""
    ways = [button(label(language, "resume"), ResumeDraft(draft=draft.id)), button(label(language, "drop"), DropDraft(draft=draft.id))]
    return Screen(texts.draft_waits(language, title=draft.title), keyboard(ways, [button(label(language, "menu"), OpenMenu())]))


def draft_aside(language: Language) -> Screen:
    return Screen(texts.draft_aside(language), keyboard([button(label(language, "menu"), OpenMenu())]))


def draft_dropped(dropped: Draft, kept: tuple[Draft, ...], language: Language) -> Screen:
    """What is gone by its title, and what is kept beside it."""
    words = texts.draft_dropped(language, dropped=dropped.title, kept=tuple(one.title for one in kept))
    return Screen(words, keyboard(*in_rows(_resume(kept, language)), [button(label(language, "menu"), OpenMenu())]))
