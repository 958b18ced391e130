"""Words about compounds and their rosters."""

from bot.rules.compounds import (
    AllDone,
    AreaDoubted,
    GapQuestion,
    HomeAltered,
    Imported,
    MissingHome,
    NameQuestion,
    PreviewForgotten,
    RosterChoice,
    RosterOverview,
    RosterPreview,
    Settled,
)
from bot.rules.ports import Language
from bot.rules.rosters import HomeName
from messages.rendering import plain_text, render


def roster_overview(language: Language, *, facts: RosterOverview) -> str:
    return render(language, "compounds/roster_overview", facts=facts)


def roster_choice(language: Language, *, facts: RosterChoice) -> str:
    return render(language, "compounds/roster_choice", facts=facts)


def preview_waits(language: Language, *, file_name: str) -> str:
    return render(language, "compounds/preview_waits", file_name=file_name)


def preview_forgotten(language: Language, *, facts: PreviewForgotten) -> str:
    return render(language, "compounds/preview_forgotten", facts=facts)


def roster_reading(language: Language, *, file_name: str) -> str:
    return render(language, "compounds/roster_reading", file_name=file_name)


def roster_read_so_far(language: Language, *, done: int, total: int) -> str:
    return render(language, "compounds/roster_read_so_far", done=done, total=total)


def roster_importing(language: Language, *, done: int, total: int) -> str:
    return render(language, "compounds/roster_importing", done=done, total=total)


def roster_undoing(language: Language) -> str:
    return render(language, "compounds/roster_undoing")


def roster_undone(language: Language, *, facts: RosterOverview) -> str:
    return render(language, "compounds/roster_undone", facts=facts)


def compound_asked(language: Language, *, file_name: str) -> str:
    return render(language, "compounds/compound_asked", file_name=file_name)


def roster_preview(language: Language, *, facts: RosterPreview) -> str:
    return render(language, "compounds/roster_preview", facts=facts)


def changed_home(language: Language, *, change: HomeAltered) -> str:
    """A line of a terminal."""
    return plain_text(render(language, "compounds/changed_home", change=change)).strip()


def roster_imported(language: Language, *, facts: Imported) -> str:
    return render(language, "compounds/roster_imported", facts=facts)


def gap_question(language: Language, *, facts: GapQuestion) -> str:
    return render(language, "compounds/gap_question", facts=facts)


def area_asked(language: Language, *, facts: GapQuestion) -> str:
    return render(language, "compounds/area_asked", facts=facts)


def area_doubted(language: Language, *, facts: AreaDoubted) -> str:
    return render(language, "compounds/area_doubted", doubt=facts.doubt)


def strike_asked(language: Language, *, facts: GapQuestion) -> str:
    return render(language, "compounds/strike_asked", facts=facts)


def name_question(language: Language, *, facts: NameQuestion) -> str:
    return render(language, "compounds/name_question", facts=facts)


def name_stands(language: Language, *, settled: Settled) -> str:
    """What a colleague said of this name before."""
    return render(language, "compounds/name_stands", settled=settled)


def missing_home(language: Language, *, facts: MissingHome) -> str:
    return render(language, "compounds/missing_home", facts=facts)


def retire_asked(language: Language, *, home: HomeName) -> str:
    return render(language, "compounds/retire_asked", home=home)


def all_done(language: Language, *, facts: AllDone) -> str:
    return render(language, "compounds/all_done", facts=facts)
