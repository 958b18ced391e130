"""Words about topics and statements; one function per template. None of it is a vote, and each card says so."""

from collections.abc import Sequence

from bot.rules.ports import Language
from bot.rules.statements import (
    LONGEST_REASON,
    LONGEST_STATEMENT,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Division,
    Reason,
    Stance,
    StatementState,
    TopicState,
)
from bot.rules.statements.facts import (
    EndAsked,
    MyStatement,
    MyStatements,
    NothingToWeigh,
    Proposing,
    RefusalAsked,
    ReportPage,
    ShownLine,
    ShownList,
    StatementCard,
    StatementNews,
    StatementsWait,
    TopicCard,
    TopicDraft,
    TopicEnded,
    TopicLine,
    TopicList,
    TopicPicture,
    TopicReport,
    TopicView,
    ToWeigh,
    Weighing,
    division_of,
)
from bot.rules.statements.reports import SMALLEST_BLOCK, Row, Standing
from bot.rules.votes.closing_times import OfferedClosing
from messages.rendering import plain_text, render
from messages.statements import reporting
from messages.statements.labels import label
from messages.votes.drafting import offered_closing

# Of each kind in the group's message: the rest is behind its button.
TOLD_IN_GROUP = 3
_STATES: dict[TopicState, dict[Language, str]] = {
    TopicState.DRAFT: {"zh": "没有发", "en": "not sent"},
    TopicState.OPEN: {"zh": "正在聊", "en": "open"},
    TopicState.CLOSED: {"zh": "已截止", "en": "closed"},
    TopicState.CANCELLED: {"zh": "已收回", "en": "withdrawn"},
}
_OWN_STATES: dict[StatementState, dict[Language, str]] = {
    StatementState.WAITING: {"zh": "等着看", "en": "waits to be looked at"},
    StatementState.SHOWN: {"zh": "放出了", "en": "is out"},
    StatementState.REFUSED: {"zh": "没有放出", "en": "is not out"},
    StatementState.WITHDRAWN: {"zh": "撤回了", "en": "taken back"},
}
# Why, as its author reads it, and what to do about it.
_REASONS: dict[Reason, dict[Language, tuple[str, str]]] = {
    Reason.PERSONAL: {
        "zh": ("说到了具体的人或哪一家", "去掉名字和房号，再写一条就行"),
        "en": ("it names a person or a home", "leave names and rooms out and write it once more"),
    },
    Reason.SEVERAL: {
        "zh": ("一条里说了几件事，别人不好答", "一件事写一条"),
        "en": ("it says several things, so nobody can answer them as one", "write one thing at a time"),
    },
    Reason.OFF_TOPIC: {
        "zh": ("和这个议题无关", "别的事请发「提意见」给我"),
        "en": ("it is not about this topic", 'for anything else send me "opinion"'),
    },
    Reason.SAID_BEFORE: {
        "zh": ("已经有人说过一样的", "去那一条上表态就行"),
        "en": ("somebody has said the same", "give your view on theirs"),
    },
    Reason.RUDE: {
        "zh": ("话说得重了些", "换个说法，再写一条就行"),
        "en": ("its words are harsh", "say it in other words"),
    },
    Reason.OTHER: {"zh": ("", "可以改一改，再写一条"), "en": ("", "you may change it and write another")},
}
# What an app shows of a button's words in one line, by language.
_ON_BUTTON: dict[Language, int] = {"zh": 14, "en": 26}


def _cut(language: Language, words: str, longest: int | None = None) -> str:
    longest = longest or _ON_BUTTON[language]
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


# in the groups
def topic_card(language: Language, *, facts: TopicCard) -> str:
    homes, said = reporting.homes(language, facts.homes), reporting.several(language, facts.statements)
    return render(language, "statements/topic_card", facts=facts, homes=homes, said=said)


def topic_ended(language: Language, *, facts: TopicEnded) -> str:
    return render(language, "statements/topic_ended", facts=facts, state=facts.state.value, homes=reporting.homes(language, facts.homes))


def topic_report(language: Language, *, facts: TopicReport) -> str:
    """What is shared, what divides, and how much more there is."""
    division = division_of(facts.text)
    groups = [_section(language, facts.rows, division, kinds) for kinds in ((Standing.AGREED,), (Standing.OPPOSED,), (Standing.DIVIDED,))]
    rest = {kind: sum(row.standing is kind for row in facts.rows) for kind in (Standing.UNSURE, Standing.FEW)}
    return render(
        language,
        "statements/topic_report",
        facts=facts,
        homes=reporting.homes(language, facts.homes),
        people=reporting.people(language, facts.people),
        said=reporting.several(language, len(facts.rows)),
        sections=[one for one in groups if one],
        unsure=rest[Standing.UNSURE],
        few=rest[Standing.FEW],
    )


def _section(language: Language, rows: Sequence[Row], division: Division, kinds: Sequence[Standing]) -> dict[str, object] | None:
    found = [row for row in rows if row.standing in kinds]
    if not found:
        return None
    title = reporting.standing(language, found[0], division)
    lines = [{"words": row.words, "figure": _figure(language, row), "bar": reporting.bar(row.total)} for row in found[:TOLD_IN_GROUP]]
    return {"title": title, "lines": lines, "more": len(found) - len(lines)}


def _figure(language: Language, row: Row) -> str:
    return reporting.counts(language, row.total)


def topic_picture(language: Language, *, facts: TopicPicture) -> str:
    return render(language, "statements/topic_picture", facts=facts)


def picture_comes(language: Language) -> str:
    return render(language, "statements/picture_comes")


def picture_notes(language: Language, *, report: TopicReport) -> list[str]:
    """The lines under the title."""
    homes, people = reporting.homes(language, report.homes), reporting.people(language, report.people)
    words = render(language, "statements/picture_notes", homes=homes, people=people)
    return plain_text(words).split("\n")


# drafting
def pick_compound(language: Language) -> str:
    return render(language, "statements/pick_compound")


def draft_asked(language: Language, *, facts: TopicDraft) -> str:
    limits = {"title": LONGEST_TITLE, "words": LONGEST_WORDS}
    return render(language, "statements/draft_asked", facts=facts, step=facts.step.value, limits=limits)


def closing_label(language: Language, *, offer: OfferedClosing) -> str:
    return offered_closing(language, offer=offer)


def topic_preview(language: Language, *, facts: TopicDraft) -> str:
    """With the very words that would stand in the groups."""
    bound, homes = reporting.homes(language, facts.homes_bound), reporting.homes(language, facts.homes)
    division = division_of(facts.text)
    head = render(language, "statements/topic_preview", facts=facts, bound=bound, homes=homes, division=division.value)
    return f"{head}\n{topic_card(language, facts=TopicCard(facts.text, 0, 0))}"


def draft_dropped(language: Language) -> str:
    return render(language, "statements/draft_dropped")


def topic_sent(language: Language, *, groups: int, in_the_morning: bool) -> str:
    return render(language, "statements/topic_sent", groups=groups, in_the_morning=in_the_morning)


def topic_unsent(language: Language) -> str:
    return render(language, "statements/topic_unsent")


# lists
def topic_list(language: Language, *, facts: TopicList) -> str:
    return render(language, "statements/topic_list", facts=facts)


def topics_at_home(language: Language, *, facts: TopicList) -> str:
    return render(language, "statements/topics_at_home", facts=facts)


def line_label(language: Language, *, line: TopicLine) -> str:
    state = _STATES[line.state][language]
    if line.waiting:
        state = f"{line.waiting} 条新的" if language == "zh" else f"{line.waiting} new"
    inside = f"{line.compound} " if line.compound else ""
    return f"{inside}{_cut(language, line.title)} · {state}"


# weighing
def join_first(language: Language) -> str:
    return render(language, "statements/join_first")


def to_weigh(language: Language, *, facts: ToWeigh) -> str:
    stance = "" if facts.stance is None else label(language, facts.stance)
    return render(language, "statements/to_weigh", facts=facts, stance=stance)


def nothing_to_weigh(language: Language, *, facts: NothingToWeigh) -> str:
    return render(language, "statements/nothing_to_weigh", facts=facts, answered=reporting.several(language, facts.answered))


def weighed(language: Language, *, facts: Weighing) -> str:
    stance = "" if facts.stance is None else label(language, facts.stance)
    return render(language, "statements/weighed", first=facts.first, stance=stance, unread=facts.unread)


# proposing
def proposing(language: Language, *, facts: Proposing) -> str:
    return render(language, "statements/proposing", facts=facts, longest=LONGEST_STATEMENT)


def my_statements(language: Language, *, facts: MyStatements) -> str:
    lines = [{"words": one.words, "state": _OWN_STATES[one.state][language], "why": _why(language, one)} for one in facts.lines]
    return render(language, "statements/my_statements", facts=facts, lines=lines, is_open=facts.state is TopicState.OPEN)


def _why(language: Language, one: MyStatement) -> str:
    return _reason(language, one.reason_kind, one.reason)[0] if one.state is StatementState.REFUSED else ""


def _reason(language: Language, kind: Reason | None, typed: str) -> tuple[str, str]:
    """(why, what to do about it)"""
    why, then = _REASONS[kind or Reason.OTHER][language]
    return why or typed, then


def mine_label(language: Language, *, line: MyStatement) -> str:
    return (
        f"{label(language, 'take_back')}：{_cut(language, line.words, 8)}"
        if language == "zh"
        else f"Take back: {_cut(language, line.words, 16)}"
    )


def take_back_asked(language: Language, *, line: MyStatement) -> str:
    return render(language, "statements/take_back_asked", line=line, is_out=line.state is StatementState.SHOWN)


def statement_news(language: Language, *, facts: StatementNews) -> str:
    why, then = _reason(language, facts.reason_kind, facts.reason)
    return render(language, "statements/statement_news", facts=facts, what=facts.what.value, why=why, then=then)


# those in charge
def statements_wait(language: Language, *, facts: StatementsWait) -> str:
    return render(language, "statements/statements_wait", facts=facts)


def topic_view(language: Language, *, facts: TopicView) -> str:
    if facts.state is TopicState.CLOSED:
        return topic_report(language, facts=TopicReport(facts.text, facts.homes, facts.people, facts.rows))
    return render(
        language,
        "statements/topic_view",
        facts=facts,
        state=facts.state.value,
        homes=reporting.homes(language, facts.homes),
        people=reporting.people(language, facts.people),
        said=reporting.several(language, facts.shown),
    )


def end_asked(language: Language, *, facts: EndAsked) -> str:
    return render(language, "statements/end_asked", facts=facts, homes=reporting.homes(language, facts.homes))


def statement_card(language: Language, *, facts: StatementCard) -> str:
    why, _ = _reason(language, facts.reason_kind, facts.reason)
    answers = reporting.people(language, facts.answers)
    return render(language, "statements/statement_card", facts=facts, state=facts.state.value, why=why, answers=answers)


def statement_withdrawn(language: Language) -> str:
    return render(language, "statements/statement_withdrawn")


def refusal_asked(language: Language, *, facts: RefusalAsked) -> str:
    return render(language, "statements/refusal_asked", facts=facts, longest=LONGEST_REASON)


def shown_list(language: Language, *, facts: ShownList) -> str:
    return render(language, "statements/shown_list", facts=facts)


def shown_label(language: Language, *, line: ShownLine) -> str:
    return f"{_cut(language, line.words)} · {reporting.people(language, line.answers)}"


def report_page(language: Language, *, facts: ReportPage) -> str:
    division = division_of(facts.text)
    rows = [_told(language, row, division) for row in facts.rows]
    return render(language, "statements/report_page", facts=facts, rows=rows, smallest=SMALLEST_BLOCK)


def _told(language: Language, row: Row, division: Division) -> dict[str, object]:
    return {
        "words": row.words,
        "standing": reporting.standing(language, row, division),
        "figure": _figure(language, row) if row.blocks else "",
        "blocks": [reporting.share(language, block, division) for block in reporting.told_blocks(row)],
    }


def picture_legend(language: Language) -> list[str]:
    """What full, striped and blank stand for."""
    return [label(language, stance) for stance in Stance]


def everybody(language: Language) -> str:
    return label(language, "everybody")
