"""The card with the four steps, as a letter and as a screen."""

from aiogram.types import InlineKeyboardButton

from bot.rules.ports import Language
from bot.rules.starts import StartChoices, StartFacts, Step, can_draft, is_done, steps_left
from handlers.menus import OpenDraft, OpenGaps, OpenGroups, OpenHeads, OpenMenu, OpenPractice, OpenRoster, OpenSlips, OpenStart
from handlers.screens import CardKind, Screen, button, keyboard, link
from messages import starts as texts
from messages.labels import label as shared
from messages.starts.labels import label


def start_card(facts: StartFacts, language: Language) -> Screen:
    """`下一步` first, the other open steps below it, then what can be tried or done already."""
    left = steps_left(facts)
    first = [_step(facts, left[0], language, shared(language, "next"))] if left else []
    trying = [button(label(language, "practice"), OpenPractice(place=facts.place_id))]
    drafting = [button(label(language, "draft"), OpenDraft(place=facts.place_id))] if can_draft(facts) else []
    others = [_step(facts, step, language) for step in left[1:] if facts.place_id]
    menu = button(shared(language, "menu"), OpenMenu())
    return Screen(texts.start_card(language, facts=facts), keyboard(first, others, trying + drafting, [menu]))


def _step(facts: StartFacts, step: Step, language: Language, text: str = "") -> InlineKeyboardButton:
    if step is Step.GROUP:
        if facts.groups_waiting:
            return button(text or label(language, "group_waiting"), OpenGroups(place=facts.place_id))
        return link(label(language, "group"), f"https://t.me/{facts.bot_username}?startgroup=g_{facts.place_id}")
    if step is Step.ROSTER and facts.gaps and text:
        # 「下一步」 does what its line says.
        return button(text, OpenGaps(place=facts.place_id))
    doors = {Step.ROSTER: OpenRoster, Step.HEADS: OpenHeads, Step.SLIPS: OpenSlips}
    return button(text or label(language, step.value), doors[step](place=facts.place_id))


def start_choices(facts: StartChoices, language: Language) -> Screen:
    rows = [[button(_progress(one), OpenStart(place=one.place_id))] for one in facts.compounds]
    return Screen(texts.start_choices(language, facts=facts), keyboard(*rows, [button(shared(language, "menu"), OpenMenu())]))


def _progress(facts: StartFacts) -> str:
    return f"{facts.place} {sum(is_done(facts, step) for step in Step)}/{len(Step)}"


CARDS = {"start_card": CardKind(StartFacts, start_card)}
