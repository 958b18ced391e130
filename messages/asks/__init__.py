"""Words about a renovation's three asks; one function per template."""

from bot.rules.asks import (
    LONGEST_CHANGES,
    LONGEST_TITLE,
    STAGES,
    Ask,
    ChangesAsked,
    ChangesShown,
    ChangesTold,
    RenovationList,
    RenovationView,
    Stage,
    StageLine,
)
from bot.rules.ports import Language
from bot.rules.votes import Outcome
from messages.formatting import proof_head
from messages.rendering import plain_text, render


def stage_name(language: Language, *, stage: Stage) -> str:
    """方案设计 / 公示 / 进场, within a sentence."""
    return plain_text(render(language, "asks/stage_name", stage=stage))


def vote_title(language: Language, *, title: str, stage: Stage) -> str:
    """What the vote of an ask is called; it becomes its own words."""
    return plain_text(render(language, "asks/vote_title", title=title, stage=stage_name(language, stage=stage)))


def outcome_words(language: Language, *, ask: Ask) -> str:
    """How the ask came out, in numbers; empty while it has no outcome."""
    return plain_text(render(language, "asks/outcome_words", ask=ask))


def _line(language: Language, line: StageLine) -> dict[str, object]:
    ask = line.ask
    return {
        "number": STAGES.index(line.stage) + 1,
        "name": stage_name(language, stage=line.stage),
        "status": line.status,
        "outcome": outcome_words(language, ask=ask) if ask is not None else "",
        "changes": ask.changes if ask is not None else "",
        "closes_at": ask.closes_at if ask is not None else None,
        "file": _file(language, ask) if ask is not None else "",
        "no_quorum": ask is not None and ask.outcome is Outcome.NO_QUORUM,
    }


def _file(language: Language, ask: Ask) -> str:
    """Its name, and how its SHA-256 begins: what the ask is bound to."""
    begins = proof_head(ask.scheme_sha256) if ask.scheme_sha256 else ""
    shown = f"（{begins}）" if language == "zh" else f" ({begins})"
    return f"{ask.scheme_name}{shown}" if begins else ask.scheme_name


def renovation_list(language: Language, *, facts: RenovationList) -> str:
    lines = [
        {"title": one.title, "compound": one.compound, "stage": stage_name(language, stage=one.stage), "status": one.status}
        for one in facts.lines
    ]
    return render(language, "asks/renovation_list", lines=lines, may_begin=facts.may_begin)


def pick_place(language: Language) -> str:
    return render(language, "asks/pick_place")


def ask_title(language: Language) -> str:
    return render(language, "asks/ask_title", longest=LONGEST_TITLE)


def renovation_view(language: Language, *, facts: RenovationView) -> str:
    stages = [_line(language, one) for one in facts.stages]
    return render(language, "asks/renovation_view", facts=facts, stages=stages)


def drop_asked(language: Language, *, facts: RenovationView) -> str:
    return render(language, "asks/drop_asked", facts=facts)


def renovation_dropped(language: Language) -> str:
    return plain_text(render(language, "asks/renovation_dropped"))


def changes_asked(language: Language, *, facts: ChangesAsked) -> str:
    return render(language, "asks/changes_asked", facts=facts, **_about(language, facts.ask))


def write_changes(language: Language, *, facts: ChangesAsked) -> str:
    return render(language, "asks/write_changes", facts=facts, longest=LONGEST_CHANGES, **_about(language, facts.ask))


def changes_shown(language: Language, *, facts: ChangesShown) -> str:
    return render(language, "asks/changes_shown", facts=facts, **_about(language, facts.ask))


def changes_told(language: Language, *, facts: ChangesTold) -> str:
    next_stage = STAGES[STAGES.index(facts.ask.stage) + 1] if facts.ask.stage is not STAGES[-1] else None
    following = stage_name(language, stage=next_stage) if next_stage is not None else ""
    about = {"file": _file(language, facts.ask), **_about(language, facts.ask)}
    return render(language, "asks/changes_told", facts=facts, following=following, **about)


def _about(language: Language, ask: Ask) -> dict[str, object]:
    return {
        "stage": stage_name(language, stage=ask.stage),
        "number": STAGES.index(ask.stage) + 1,
        "outcome": outcome_words(language, ask=ask),
    }


def changes_sent(language: Language) -> str:
    return plain_text(render(language, "asks/changes_sent"))
