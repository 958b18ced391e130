"""Words about concerns; one function per template."""

from bot.rules.concerns import (
    HOMES_TO_HIDE_AMONG,
    LONGEST_REASON,
    LONGEST_WORDS,
    MOST_PHOTOS,
    ConcernKind,
    ConcernState,
    FloorBand,
    Identity,
)
from bot.rules.concerns.clock import WORKDAYS_TO_ANSWER
from bot.rules.concerns.facts import (
    AddingAsked,
    AnswerDue,
    AnswerShown,
    ConcernAdded,
    ConcernCard,
    ConcernLine,
    ConcernList,
    ConcernNews,
    ConcernPosted,
    EndAsked,
    Known,
    MyConcern,
    PhotoFailed,
    Raising,
    Said,
    WhoAsked,
)
from bot.rules.ports import Language
from bot.rules.residents.deciding import Level
from messages import formatting
from messages.concerns.labels import STATES, label
from messages.rendering import render
from messages.residents.names import HOME_ROLES, LEVELS, home_name
from messages.votes import heading

# Whoever will have it, where nobody does yet.
_SOMEBODY = {"zh": "小区长或社区干部", "en": "the chief or community staff"}


def kind_word(language: Language, kind: ConcernKind) -> str:
    return label(language, kind).lower() if kind is not ConcernKind.OTHER or language == "zh" else "something else"


def band_word(language: Language, band: FloorBand) -> str:
    """Empty where it was not said."""
    return "" if band is FloorBand.UNSAID else label(language, band).lower()


def _who(language: Language, level: Level | None) -> str:
    return LEVELS[level][language] if level is not None else _SOMEBODY[language]


def _known(language: Language, known: Known | None) -> str:
    """3栋2单元301 业主 王桂芳"""
    if known is None:
        return ""
    parts = (home_name(language, known.home), HOME_ROLES[known.role][language], known.name)
    return (" " if language == "zh" else ", ").join(part for part in parts if part)


def _said(language: Language, said: Said) -> dict[str, str]:
    head = heading(language, said.heading)
    return {"head": head, "kind": kind_word(language, said.kind), "band": band_word(language, said.band)}


# raising
def join_first(language: Language) -> str:
    return render(language, "concerns/join_first")


def ask_kind(language: Language, *, facts: Raising) -> str:
    return render(language, "concerns/ask_kind", facts=facts, head=heading(language, facts.heading), who=_who(language, facts.level))


def ask_words(language: Language, *, facts: Raising) -> str:
    limits = {"longest": LONGEST_WORDS, "most": MOST_PHOTOS}
    return render(language, "concerns/ask_words", kind=kind_word(language, facts.kind), photos=facts.photos, **limits)


def ask_band(language: Language) -> str:
    return render(language, "concerns/ask_band", fewest=HOMES_TO_HIDE_AMONG)


def concern_photo(language: Language) -> str:
    return render(language, "concerns/concern_photo")


def concern_added(language: Language, *, facts: ConcernAdded) -> str:
    head = heading(language, facts.heading)
    return render(language, "concerns/concern_added", facts=facts, head=head, kind=kind_word(language, facts.kind))


def photo_failed(language: Language, *, facts: PhotoFailed) -> str:
    return render(language, "concerns/photo_failed", head=heading(language, facts.heading), kind=kind_word(language, facts.kind))


def ask_more(language: Language, *, facts: AddingAsked) -> str:
    return render(language, "concerns/ask_more", kind=kind_word(language, facts.said.kind), left=max(0, MOST_PHOTOS - facts.photos))


def press_one(language: Language, *, typed: bool) -> str:
    return render(language, "concerns/press_one", typed=typed)


def preview(language: Language, *, facts: Raising) -> str:
    return render(
        language,
        "concerns/preview",
        facts=facts,
        head=heading(language, facts.heading),
        kind=kind_word(language, facts.kind),
        band=band_word(language, facts.band),
        who=_who(language, facts.level),
        fewest=HOMES_TO_HIDE_AMONG,
        days=WORKDAYS_TO_ANSWER,
    )


# of whoever raised it
def my_concern(language: Language, *, facts: MyConcern) -> str:
    identity = facts.identity.value if facts.state in {ConcernState.RAISED, ConcernState.ANSWERED, ConcernState.MEDIATION} else ""
    return render(
        language,
        "concerns/my_concern",
        facts=facts,
        identity=identity,
        state=STATES[facts.state][language],
        who=_who(language, facts.level),
        known=_known(language, facts.known),
        **_said(language, facts.said),
    )


def my_concerns(language: Language, *, facts: ConcernList) -> str:
    return render(language, "concerns/my_concerns", facts=facts)


def take_back_asked(language: Language, *, facts: MyConcern) -> str:
    return render(
        language, "concerns/take_back_asked", facts=facts, kind=kind_word(language, facts.said.kind), who=_who(language, facts.level)
    )


def taken_back(language: Language) -> str:
    return render(language, "concerns/taken_back")


def concern_news(language: Language, *, facts: ConcernNews) -> str:
    end = next((words[language] for state, words in STATES.items() if state.value == facts.what.value), "")
    head, kind = heading(language, facts.heading), kind_word(language, facts.kind)
    return render(language, "concerns/concern_news", facts=facts, what=facts.what.value, end=end, head=head, kind=kind)


def who_asked(language: Language, *, facts: WhoAsked) -> str:
    head, kind = heading(language, facts.heading), kind_word(language, facts.kind)
    return render(language, "concerns/who_asked", head=head, kind=kind, known=_known(language, facts.known))


# of whoever answers
def concern_card(language: Language, *, facts: ConcernCard) -> str:
    known = _known(language, facts.known) if facts.identity is Identity.AGREED else ""
    said = _said(language, facts.said)
    return render(language, "concerns/concern_card", facts=facts, state=STATES[facts.state][language], known=known, **said)


def answer_due(language: Language, *, facts: AnswerDue) -> str:
    head, kind = heading(language, facts.heading), kind_word(language, facts.kind)
    return render(language, "concerns/answer_due", facts=facts, head=head, kind=kind)


def concern_list(language: Language, *, facts: ConcernList) -> str:
    return render(language, "concerns/concern_list", facts=facts)


def line_label(language: Language, *, line: ConcernLine) -> str:
    """采光 · 3月6日（周五）前 / 采光 · 过期了 / 采光 · 调解中"""
    kind = label(language, line.kind)
    if line.state is not ConcernState.RAISED:
        return f"{kind} · {STATES[line.state][language]}"
    if line.late:
        return f"{kind} · 过期没答复" if language == "zh" else f"{kind} · overdue"
    due = formatting.day(line.answer_by, language)
    return f"{kind} · {due}前" if language == "zh" else f"{kind} · by {due}"


def ask_answer(language: Language, *, facts: ConcernCard) -> str:
    return render(language, "concerns/ask_answer", facts=facts, longest=LONGEST_WORDS, **_said(language, facts.said))


def concern_posted(language: Language, *, facts: ConcernPosted) -> str:
    return render(language, "concerns/concern_posted", facts=facts, state=STATES[facts.state][language], **_said(language, facts.said))


def answer_shown(language: Language, *, facts: AnswerShown) -> str:
    """With the very words that would stand in the group."""
    return f"{render(language, 'concerns/answer_shown', facts=facts)}\n{concern_posted(language, facts=facts.posted)}"


def mediation_asked(language: Language, *, facts: ConcernCard) -> str:
    return render(language, "concerns/mediation_asked", facts=facts, kind=kind_word(language, facts.said.kind))


def _end(language: Language, template: str, facts: EndAsked) -> str:
    kind, end = kind_word(language, facts.said.kind), STATES[facts.to][language]
    return render(language, f"concerns/{template}", facts=facts, kind=kind, end=end, longest=LONGEST_REASON)


def ask_reason(language: Language, *, facts: EndAsked) -> str:
    return _end(language, "ask_reason", facts)


def end_shown(language: Language, *, facts: EndAsked) -> str:
    return _end(language, "end_shown", facts)
