"""Words about straw polls; one function per template. Each of them says that it is no vote."""

from bot.rules.few import SMALLEST_TOLD
from bot.rules.polls import (
    FEWEST_OPTIONS,
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    OptionCount,
    Per,
    PollKind,
    PollState,
    PollText,
    leaders,
)
from bot.rules.polls.facts import (
    EndAsked,
    MyPoll,
    PollAnswered,
    PollCard,
    PollDraft,
    PollEnded,
    PollLine,
    PollList,
    PollPicture,
    PollResult,
    PollView,
    PollVoices,
    Voice,
)
from bot.rules.ports import Language
from bot.rules.votes.closing_times import OfferedClosing
from messages import formatting
from messages.rendering import plain_text, render
from messages.residents.names import HOME_ROLES, home_name
from messages.votes.drafting import offered_closing

# Who is counted, one and more of them.
_VOICES: dict[Per, dict[Language, tuple[str, str]]] = {
    Per.HOME: {"zh": ("户", "户"), "en": ("home", "homes")},
    Per.PERSON: {"zh": ("人", "人"), "en": ("person", "people")},
}
_STATES: dict[PollState, dict[Language, str]] = {
    PollState.DRAFT: {"zh": "没有发", "en": "not sent"},
    PollState.OPEN: {"zh": "正在问", "en": "open"},
    PollState.CLOSED: {"zh": "已截止", "en": "closed"},
    PollState.CANCELLED: {"zh": "已收回", "en": "withdrawn"},
}
# Signs of an answer that a dialog of 200 has room for beside its words.
_SAID_AT_MOST, _SAID_FOR_SEVERAL = 80, 24
# What an app shows of a button's words in one line, by language.
_ON_BUTTON: dict[Language, int] = {"zh": 14, "en": 26}


def voices(language: Language, per: Per | None, number: int) -> str:
    """12 户 / 12 homes"""
    words = _VOICES[per or Per.HOME][language]
    return f"{number:,}\u00a0{words[number != 1]}"


def _points(language: Language, number: int) -> str:
    return f"{number:,}\u00a0分" if language == "zh" else f"{number:,}\u00a0point{'' if number == 1 else 's'}"


def figure(language: Language, *, result: PollResult, row: OptionCount) -> str:
    """7 户 / 47 分（6 户排第一）"""
    per = result.text.per
    if result.text.kind is not PollKind.RANKED:
        return voices(language, per, row.score)
    first = voices(language, per, row.firsts)
    points = _points(language, row.score)
    return f"{points}（{first}排第一）" if language == "zh" else f"{points} (first for {first})"


def _row(language: Language, result: PollResult, row: OptionCount) -> str:
    """东门：7 户 ■■■□□; numbers before bars, and a bar is full where everybody says so."""
    most = result.answered * (len(result.text.options) if result.text.kind is PollKind.RANKED else 1)
    words = result.text.options[row.option] + ("：" if language == "zh" else ": ")
    return f"{words}{figure(language, result=result, row=row)} {formatting.whole(formatting.bar(row.score, most))}"


def _joined(language: Language, words: list[str]) -> str:
    return ("、" if language == "zh" else ", ").join(words)


def _chosen(language: Language, text: PollText, chosen: tuple[int, ...], *, longest: int = _SAID_AT_MOST) -> str:
    """东门、西门; in their order with 「先」 to 「后」 where they are ranked; how many where they are too many for a dialog."""
    ranked = text.kind is PollKind.RANKED
    words = [text.options[one] for one in (chosen if ranked else sorted(chosen))]
    said = " → ".join(words) if ranked else _joined(language, words)
    if len(said) <= longest:
        return said
    return f"{len(words)}\u00a0个" if language == "zh" else f"{len(words)}\u00a0options"


# answering
def poll_card(language: Language, *, facts: PollCard) -> str:
    answered = voices(language, facts.text.per, facts.answered)
    return render(language, "polls/poll_card", facts=facts, answered=answered, **_kind(facts.text))


def _kind(text: PollText) -> dict[str, str]:
    return {"kind": text.kind.value if text.kind else "", "per": text.per.value if text.per else ""}


def poll_ended(language: Language, *, facts: PollEnded) -> str:
    answered = voices(language, facts.text.per, facts.answered)
    return render(language, "polls/poll_ended", facts=facts, state=facts.state.value, answered=answered)


def join_first(language: Language) -> str:
    return render(language, "polls/join_first")


def my_poll(language: Language, *, facts: MyPoll) -> str:
    chosen = _chosen(language, facts.text, facts.chosen) if facts.chosen else ""
    order = _chosen(language, facts.text, facts.order) if facts.order else ""
    changed = facts.order != facts.chosen
    return render(language, "polls/my_poll", facts=facts, chosen=chosen, order=order, changed=changed, **_kind(facts.text))


def poll_answered(language: Language, *, facts: PollAnswered) -> str:
    longest = _SAID_AT_MOST if facts.homes == 1 else _SAID_FOR_SEVERAL
    chosen = _chosen(language, facts.text, facts.chosen, longest=longest) if facts.chosen else ""
    several = len(facts.instead) > 1
    instead = voices(language, Per.HOME, len(facts.instead)) if several else "".join(home_name(language, one) for one in facts.instead)
    homes = voices(language, Per.HOME, facts.homes)
    shown = {"chosen": chosen, "instead": instead, "homes": homes, "several": several}
    return render(language, "polls/poll_answered", facts=facts, **shown, **_kind(facts.text))


# drafting
def pick_compound(language: Language) -> str:
    return render(language, "polls/pick_compound")


def draft_asked(language: Language, *, facts: PollDraft) -> str:
    limits = {"question": LONGEST_QUESTION, "option": LONGEST_OPTION, "fewest": FEWEST_OPTIONS, "most": MOST_OPTIONS}
    return render(language, "polls/draft_asked", facts=facts, step=facts.step.value, limits=limits)


def closing_label(language: Language, *, offer: OfferedClosing) -> str:
    return offered_closing(language, offer=offer)


def poll_preview(language: Language, *, facts: PollDraft) -> str:
    """With the very words that would stand in the groups."""
    options = _joined(language, list(facts.text.options)) if facts.text.kind is not PollKind.RANKED else ""
    head = render(language, "polls/poll_preview", facts=facts, options=options)
    return f"{head}\n{poll_card(language, facts=PollCard(facts.text, 0))}"


def draft_dropped(language: Language) -> str:
    return render(language, "polls/draft_dropped")


def poll_sent(language: Language, *, groups: int, in_the_morning: bool) -> str:
    return render(language, "polls/poll_sent", groups=groups, in_the_morning=in_the_morning)


# what was asked
def poll_list(language: Language, *, facts: PollList) -> str:
    return render(language, "polls/poll_list", facts=facts)


def line_label(language: Language, *, line: PollLine) -> str:
    longest = _ON_BUTTON[language]
    words = line.question if len(line.question) <= longest else f"{line.question[: longest - 1]}…"
    return f"{words} · {_STATES[line.state][language]}"


def poll_view(language: Language, *, facts: PollView) -> str:
    """What everybody may read once it is closed; before that how many have answered."""
    if facts.state is PollState.CLOSED:
        return poll_result(language, facts=PollResult(facts.text, facts.answered, facts.rows))
    answered = voices(language, facts.text.per, facts.answered)
    return render(language, "polls/poll_view", facts=facts, state=facts.state.value, answered=answered)


def end_asked(language: Language, *, facts: EndAsked) -> str:
    return render(
        language,
        "polls/end_asked",
        facts=facts,
        answered=voices(language, facts.text.per, facts.answered),
        smallest=voices(language, Per.HOME, SMALLEST_TOLD),
    )


def poll_voices(language: Language, *, facts: PollVoices) -> str:
    total = voices(language, facts.text.per, facts.total)
    names = [_name(language, one) for one in facts.voices]
    left = voices(language, facts.text.per, facts.left)
    return render(
        language,
        "polls/poll_voices",
        facts=facts,
        total=total,
        names=names,
        left=left,
        option=facts.text.options[facts.option],
        **_kind(facts.text),
    )


def _name(language: Language, voice: Voice) -> str:
    name = home_name(language, voice.home)
    if voice.role is None:
        return name
    role = HOME_ROLES[voice.role][language]
    return f"{name} {role}" if language == "zh" else f"{name}, {role}"


# the result
def poll_result(language: Language, *, facts: PollResult) -> str:
    best = [facts.text.options[one] for one in leaders(facts.rows)]
    return render(
        language,
        "polls/poll_result",
        facts=facts,
        answered=voices(language, facts.text.per, facts.answered),
        rows=[_row(language, facts, row) for row in facts.rows],
        best=_joined(language, best),
        several=len(best) > 1,
        first=len(facts.text.options),
        smallest=voices(language, Per.HOME, SMALLEST_TOLD),
        **_kind(facts.text),
    )


def poll_picture(language: Language, *, facts: PollPicture) -> str:
    return render(language, "polls/poll_picture", facts=facts)


def picture_notes(language: Language, *, result: PollResult) -> list[str]:
    """The lines under the bars."""
    answered = voices(language, result.text.per, result.answered)
    words = render(language, "polls/picture_notes", result=result, answered=answered, first=len(result.text.options), **_kind(result.text))
    return plain_text(words).split("\n")
