"""Words about opinions and the demand list; one function per template."""

from bot.rules.opinions import DRAFT_KEPT, LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, TOLD_AFTER, Category, DemandState
from bot.rules.opinions.facts import (
    DemandCard,
    DemandLine,
    DemandList,
    DemandReasonAsked,
    DemandsInCharge,
    DemandsMoved,
    DemandsPosted,
    Invitation,
    InvitationShown,
    MergePick,
    MyOpinion,
    OpinionAsked,
    OpinionCard,
    OpinionDraft,
    OpinionLine,
    OpinionList,
    OpinionNews,
    OpinionsWait,
    PhotoFailed,
    PostingShown,
    RejectionAsked,
    SupportTold,
    TitleAsked,
)
from bot.rules.ports import Language
from messages.opinions.labels import DEMAND_STATES, STATES, label
from messages.rendering import render

# What an app shows of a button's words in one line, by language: more would be cut unseen.
ON_BUTTON: dict[Language, int] = {"zh": 12, "en": 24}
# Two homes are homes.
_HOMES: dict[Language, tuple[str, str]] = {"zh": ("户", "户"), "en": ("home", "homes")}


def kind_word(language: Language, kind: Category) -> str:
    return label(language, kind) if language == "zh" else label(language, kind).lower()


def _homes(language: Language, homes: int) -> str:
    return f"{homes:,}\u00a0{_HOMES[language][homes != 1]}"


def _cut(language: Language, words: str) -> str:
    longest = ON_BUTTON[language]
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def line_words(language: Language, line: DemandLine) -> str:
    """屋顶防水：12 户，考虑中 / 屋顶防水：5 户，不列入方案（今年没有钱）"""
    mark, colon, comma = ("✓ " if line.mine else ""), ("：" if language == "zh" else ": "), ("，" if language == "zh" else ", ")
    words = f"{line.number}. {mark}{line.title}{colon}{_homes(language, line.homes)}"
    if line.state is DemandState.COLLECTED:
        return words
    words += f"{comma}{DEMAND_STATES[line.state][language]}"
    if not line.reason:
        return words
    return f"{words}（{line.reason}）" if language == "zh" else f"{words} ({line.reason})"


def _lines(language: Language, lines: tuple[DemandLine, ...]) -> list[str]:
    return [line_words(language, line) for line in lines]


# giving one
def join_first(language: Language) -> str:
    return render(language, "opinions/join_first")


def pick_compound(language: Language) -> str:
    return render(language, "opinions/pick_compound")


def ask_words(language: Language, *, facts: OpinionAsked) -> str:
    return render(language, "opinions/ask_words", facts=facts, longest=LONGEST_WORDS)


def opinion_draft(language: Language, *, facts: OpinionDraft) -> str:
    kept = int(DRAFT_KEPT.total_seconds() // 3600)
    return render(language, "opinions/opinion_draft", facts=facts, kind=kind_word(language, facts.category), kept=kept)


def opinion_gone(language: Language, *, handed_in: bool) -> str:
    return render(language, "opinions/opinion_gone", handed_in=handed_in)


# of its author
def my_opinion(language: Language, *, facts: MyOpinion) -> str:
    demand = "" if facts.demand is None else line_words(language, facts.demand)
    return render(
        language,
        "opinions/my_opinion",
        facts=facts,
        state=STATES[facts.state][language],
        kind=kind_word(language, facts.category),
        demand=demand,
    )


def my_opinions(language: Language, *, facts: OpinionList) -> str:
    return render(language, "opinions/my_opinions", facts=facts)


def my_line_label(language: Language, *, line: OpinionLine) -> str:
    return f"{_cut(language, line.words)} · {STATES[line.state][language]}"


def take_back_asked(language: Language, *, facts: MyOpinion) -> str:
    return render(language, "opinions/take_back_asked", facts=facts)


def opinion_news(language: Language, *, facts: OpinionNews) -> str:
    return render(language, "opinions/opinion_news", facts=facts, what=facts.what.value)


def photo_failed(language: Language, *, facts: PhotoFailed) -> str:
    return render(language, "opinions/photo_failed", facts=facts)


# the published list
def demand_list(language: Language, *, facts: DemandList) -> str:
    return render(language, "opinions/demand_list", facts=facts, lines=_lines(language, facts.demands))


def support_label(language: Language, *, line: DemandLine) -> str:
    """也要 3 / ✓ 要 3"""
    if line.mine:
        return f"✓ 要 {line.number}" if language == "zh" else f"✓ No. {line.number}"
    return f"也要 {line.number}" if language == "zh" else f"We too {line.number}"


def support_told(language: Language, *, facts: SupportTold) -> str:
    return render(language, "opinions/support_told", facts=facts, step=facts.step.value, homes=_homes(language, facts.homes))


def demands_posted(language: Language, *, facts: DemandsPosted) -> str:
    return render(language, "opinions/demands_posted", facts=facts, lines=_lines(language, facts.demands))


def demands_moved(language: Language, *, facts: DemandsMoved) -> str:
    return render(language, "opinions/demands_moved", facts=facts)


def invitation(language: Language, *, facts: Invitation) -> str:
    return render(language, "opinions/invitation", facts=facts)


def say_in_private(language: Language) -> str:
    return render(language, "opinions/say_in_private")


# those in charge
def opinions_wait(language: Language, *, facts: OpinionsWait) -> str:
    return render(language, "opinions/opinions_wait", facts=facts, kind=kind_word(language, facts.category))


def new_opinions(language: Language, *, facts: OpinionList) -> str:
    return render(language, "opinions/new_opinions", facts=facts)


def new_line_label(language: Language, *, line: OpinionLine) -> str:
    parts = (line.compound, label(language, line.category), _cut(language, line.words))
    return " · ".join(part for part in parts if part)


def opinion_card(language: Language, *, facts: OpinionCard) -> str:
    demand = "" if facts.demand is None else line_words(language, facts.demand)
    return render(
        language,
        "opinions/opinion_card",
        facts=facts,
        state=STATES[facts.state][language],
        kind=kind_word(language, facts.category),
        demand=demand,
        minutes=int(TOLD_AFTER.total_seconds() // 60),
    )


def opinion_withdrawn(language: Language) -> str:
    return render(language, "opinions/opinion_withdrawn")


def opinion_photo(language: Language, *, number: int, total: int) -> str:
    return render(language, "opinions/opinion_photo", number=number, total=total)


def ask_title(language: Language, *, facts: TitleAsked) -> str:
    return render(language, "opinions/ask_title", facts=facts, longest=LONGEST_TITLE)


def title_shown(language: Language, *, facts: TitleAsked) -> str:
    return render(language, "opinions/title_shown", facts=facts)


def merge_pick(language: Language, *, facts: MergePick) -> str:
    return render(language, "opinions/merge_pick", facts=facts)


def merge_label(language: Language, *, line: DemandLine) -> str:
    return f"{line.number}. {_cut(language, line.title)} · {_homes(language, line.homes)}"


def ask_rejection(language: Language, *, facts: RejectionAsked) -> str:
    return render(language, "opinions/ask_rejection", facts=facts, longest=LONGEST_REASON)


def rejection_shown(language: Language, *, facts: RejectionAsked) -> str:
    return render(language, "opinions/rejection_shown", facts=facts)


def demands_in_charge(language: Language, *, facts: DemandsInCharge) -> str:
    return render(language, "opinions/demands_in_charge", facts=facts)


def demand_label(language: Language, *, line: DemandLine) -> str:
    return f"{line.number}. {_cut(language, line.title)} · {DEMAND_STATES[line.state][language]}"


def demand_card(language: Language, *, facts: DemandCard) -> str:
    return render(
        language,
        "opinions/demand_card",
        facts=facts,
        homes=_homes(language, facts.demand.homes),
        state=DEMAND_STATES[facts.demand.state][language],
        kind=kind_word(language, facts.demand.category),
    )


def ask_demand_reason(language: Language, *, facts: DemandReasonAsked) -> str:
    return render(language, "opinions/ask_demand_reason", facts=facts, longest=LONGEST_REASON)


def demand_reason_shown(language: Language, *, facts: DemandReasonAsked) -> str:
    return render(language, "opinions/demand_reason_shown", facts=facts)


def posting_shown(language: Language, *, facts: PostingShown) -> str:
    """With the very words that would stand in the groups."""
    return f"{render(language, 'opinions/posting_shown', facts=facts)}\n{demands_posted(language, facts=facts.posted)}"


def list_published(language: Language, *, groups: int, in_the_morning: bool) -> str:
    return render(language, "opinions/list_published", groups=groups, in_the_morning=in_the_morning)


def invitation_shown(language: Language, *, facts: InvitationShown) -> str:
    return f"{render(language, 'opinions/invitation_shown', facts=facts)}\n{invitation(language, facts=facts.invitation)}"


def invited(language: Language, *, groups: int, in_the_morning: bool) -> str:
    return render(language, "opinions/invited", groups=groups, in_the_morning=in_the_morning)
