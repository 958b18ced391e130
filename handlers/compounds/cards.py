"""Screens of the roster: what is there, what a file would change, what is still to be decided."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot.rules.compounds import (
    AllDone,
    AreaDoubted,
    FileReplaced,
    GapQuestion,
    Imported,
    MissingHome,
    NameQuestion,
    PreviewForgotten,
    PreviewReplaced,
    RosterChoice,
    RosterOverview,
    RosterPreview,
    Settled,
)
from bot.rules.ports import Language
from bot.rules.rosters import HomeKind, HomeName
from handlers.compounds.callbacks import (
    AreaTaken,
    CompoundAdded,
    CompoundChosen,
    CompoundDoubted,
    GapAnswered,
    GapsOpened,
    ImportConfirmed,
    ImportUndone,
    MissingOpened,
    NameDecided,
    NamesOpened,
    RetireAsked,
    SettlingUndone,
    TitledAdded,
)
from handlers.menus import OpenMenu, OpenRoster, OpenStart, StopForm
from handlers.screens import CardKind, Screen, button, in_rows, keyboard
from messages import compounds as texts
from messages.compounds.labels import area_meant_label, area_stays_label, label
from messages.labels import label as shared
from messages.violations import violation_text

# 「先记下」, as a label and as an answer to a gap.
AS_IT_IS = "as_it_is"
# 「不填了」 to what was asked of a gap.
BACK = "back"


def roster_overview(facts: RosterOverview, language: Language) -> Screen:
    buttons = _work(language, facts.compound_id, gaps=facts.gaps, names=facts.names, missing=facts.missing, undoable=facts.undoable)
    rest = [button(shared(language, "next"), OpenStart(place=facts.compound_id)), button(shared(language, "menu"), OpenMenu())]
    return Screen(texts.roster_overview(language, facts=facts), keyboard(*in_rows(buttons, 2), rest))


def roster_undone(facts: RosterOverview, language: Language) -> Screen:
    keys = [button(label(language, "roster"), OpenRoster(place=facts.compound_id)), button(shared(language, "menu"), OpenMenu())]
    return Screen(texts.roster_undone(language, facts=facts), keyboard(keys))


def _work(language: Language, compound_id: str, *, gaps: int, names: int, missing: int, undoable: str) -> list[InlineKeyboardButton]:
    """Buttons for what is still to be decided."""
    work: list[tuple[int | str, str, CallbackData]] = [
        (gaps, "fill", GapsOpened(place=compound_id)),
        (names, "names", NamesOpened(place=compound_id)),
        (missing, "missing", MissingOpened(place=compound_id)),
        (undoable, "undo", ImportUndone(place=compound_id, id=undoable)),
    ]
    return [button(label(language, name), data) for count, name, data in work if count]


def roster_choice(facts: RosterChoice, language: Language) -> Screen:
    asked = facts.with_file
    buttons = [
        button(one.name, CompoundChosen(place=one.id, file=facts.file) if asked else OpenRoster(place=one.id)) for one in facts.compounds
    ]
    if facts.with_file and facts.titled:
        buttons.append(button(facts.titled, TitledAdded(file=facts.file)))
    if facts.with_file and facts.may_add:
        buttons.append(button(label(language, "new"), CompoundAdded(file=facts.file)))
    rest = button(shared(language, "cancel"), StopForm()) if facts.with_file else button(shared(language, "menu"), OpenMenu())
    return Screen(texts.roster_choice(language, facts=facts), keyboard(*in_rows(buttons, 2), [rest]))


def compound_asked(language: Language, file_name: str) -> Screen:
    return Screen(texts.compound_asked(language, file_name=file_name), keyboard([button(shared(language, "cancel"), StopForm())]))


def reading(language: Language, file_name: str) -> Screen:
    return Screen(texts.roster_reading(language, file_name=file_name))


def read_so_far(language: Language, done: int, total: int) -> Screen:
    return Screen(texts.roster_read_so_far(language, done=done, total=total))


def importing(language: Language, done: int = 0, total: int = 0) -> Screen:
    return Screen(texts.roster_importing(language, done=done, total=total))


def undoing(language: Language) -> Screen:
    return Screen(texts.roster_undoing(language))


def roster_preview(facts: RosterPreview, language: Language) -> Screen:
    """What is perhaps another compound's roster is not imported by the first button."""
    take = button(label(language, "import_anyway" if facts.is_doubtful else "import"), ImportConfirmed(preview=facts.preview_id))
    not_yet, other = (
        button(label(language, "not_yet"), StopForm()),
        button(label(language, "other"), CompoundDoubted(preview=facts.preview_id)),
    )
    rows = [[other, not_yet], [take]] if facts.is_doubtful else [[take, not_yet], [other]]
    return Screen(texts.roster_preview(language, facts=facts), keyboard(*rows))


def preview_waits(file_name: str, language: Language) -> Screen:
    """Something was typed while only a button goes on."""
    return Screen(texts.preview_waits(language, file_name=file_name), keyboard([button(shared(language, "cancel"), StopForm())]))


def preview_forgotten(facts: PreviewForgotten, language: Language) -> Screen:
    keys = [button(label(language, "roster"), OpenRoster(place=facts.compound_id)), button(shared(language, "menu"), OpenMenu())]
    return Screen(texts.preview_forgotten(language, facts=facts), keyboard(keys))


def file_replaced(language: Language, newer: str) -> Screen:
    return Screen(violation_text(language, FileReplaced(newer)))


def preview_replaced(language: Language) -> Screen:
    return Screen(violation_text(language, PreviewReplaced()))


def roster_imported(facts: Imported, language: Language) -> Screen:
    result = facts.result
    buttons = _work(language, facts.compound_id, gaps=result.gaps, names=facts.names, missing=result.missing, undoable=result.import_id)
    return Screen(
        texts.roster_imported(language, facts=facts),
        keyboard(*in_rows(buttons, 2), [button(shared(language, "next"), OpenStart(place=facts.compound_id))]),
    )


def gap_question(facts: GapQuestion, language: Language) -> Screen:
    is_home = facts.kind is HomeKind.HOME
    if facts.needs_place:
        fill, how = "complete" if is_home else "complete_it", "area"
    else:
        fill, how = ("area", "area") if facts.area_cm2m is None else (AS_IT_IS, AS_IT_IS)
    keys = [
        button(label(language, fill), GapAnswered(place=facts.compound_id, gap=facts.gap_id, how=how)),
        button(_strike(facts, language), GapAnswered(place=facts.compound_id, gap=facts.gap_id, how="reason")),
    ]
    return Screen(texts.gap_question(language, facts=facts), keyboard(keys, _rest(facts.compound_id, facts.settled, language)))


def _strike(facts: GapQuestion, language: Language) -> str:
    """A parking place is no 户."""
    return label(language, "strike" if facts.kind is HomeKind.HOME else "strike_it")


def gap_asked(facts: GapQuestion, language: Language, how: str) -> Screen:
    words = texts.area_asked(language, facts=facts) if how == "area" else texts.strike_asked(language, facts=facts)
    where = {"place": facts.compound_id, "gap": facts.gap_id}
    # What the refusals of an answer speak of; and back to the very gap, not out of the work.
    strike = [button(_strike(facts, language), GapAnswered(**where, how="reason"))] if how == "area" else []
    return Screen(words, keyboard([*strike, button(shared(language, "cancel"), GapAnswered(**where, how=BACK))]))


def area_doubted(facts: AreaDoubted, language: Language) -> Screen:
    where = {"place": facts.compound_id, "gap": facts.gap_id}
    typed, likely = facts.doubt.area_cm2m, facts.doubt.likely_cm2m
    meant = [] if likely is None else [button(area_meant_label(language, area_cm2m=likely), AreaTaken(**where, area=likely))]
    stays = button(area_stays_label(language, area_cm2m=typed), AreaTaken(**where, area=typed))
    back = button(shared(language, "back"), GapAnswered(**where, how="area"))
    return Screen(texts.area_doubted(language, facts=facts), keyboard(meant, [stays], [back]))


def name_question(facts: NameQuestion, language: Language) -> Screen:
    keys = [
        button(label(language, "same"), NameDecided(place=facts.compound_id, owner=facts.owner_id, same=True)),
        button(label(language, "different"), NameDecided(place=facts.compound_id, owner=facts.owner_id, same=False)),
    ]
    return Screen(texts.name_question(language, facts=facts), keyboard(keys, _rest(facts.compound_id, facts.settled, language)))


def missing_home(facts: MissingHome, language: Language) -> Screen:
    keys = [
        button(label(language, "retire"), RetireAsked(place=facts.compound_id, home=facts.home_id)),
        button(label(language, "keep"), MissingOpened(place=facts.compound_id, after=facts.home_id)),
    ]
    return Screen(texts.missing_home(language, facts=facts), keyboard(keys, _rest(facts.compound_id, facts.settled, language)))


def retire_asked(language: Language, home: HomeName) -> Screen:
    return Screen(texts.retire_asked(language, home=home), keyboard([button(shared(language, "cancel"), StopForm())]))


def all_done(facts: AllDone, language: Language) -> Screen:
    keys = _work(language, facts.compound_id, gaps=facts.gaps, names=facts.names, missing=0, undoable="")
    keys.append(button(shared(language, "next"), OpenStart(place=facts.compound_id)))
    return Screen(texts.all_done(language, facts=facts), keyboard(keys, _rest(facts.compound_id, facts.settled, language)))


def _rest(compound_id: str, settled: Settled | None, language: Language) -> list[InlineKeyboardButton]:
    """Back to the roster; and taking back what was decided just now."""
    roster = button(label(language, "roster"), OpenRoster(place=compound_id))
    if settled is None:
        return [roster]
    return [button(label(language, "take_back"), SettlingUndone(place=compound_id, what=settled.what, id=settled.id)), roster]


def question(facts: GapQuestion | AreaDoubted | NameQuestion | MissingHome | AllDone, language: Language) -> Screen:
    """The next thing to decide, whatever it is."""
    match facts:
        case GapQuestion():
            return gap_question(facts, language)
        case AreaDoubted():
            return area_doubted(facts, language)
        case NameQuestion():
            return name_question(facts, language)
        case MissingHome():
            return missing_home(facts, language)
        case AllDone():
            return all_done(facts, language)


CARDS = {"preview_forgotten": CardKind(PreviewForgotten, preview_forgotten)}
