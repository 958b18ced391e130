"""Words about renovation menus; one function per template. Each of them that speaks of choosing says that it is no vote."""

from collections.abc import Iterable, Sequence

from bot.rules.few import SMALLEST_TOLD, is_told
from bot.rules.ports import Language
from bot.rules.residents.facts import HomeAt
from bot.rules.votes.closing_times import OfferedClosing
from bot.rules.wishes import (
    FEWEST_TO_CHOOSE,
    MOST_ITEMS,
    PAGE,
    WishClass,
    WishItem,
    WishMenu,
    WishRow,
    WishState,
    class_totals,
    is_cut_by_tie,
    left_of,
    never_chosen,
    too_dear_by,
)
from bot.rules.wishes.facts import (
    DropAsked,
    EndAsked,
    ItemAsked,
    MyWishes,
    PickHome,
    WishCard,
    WishDesk,
    WishDetails,
    WishEnded,
    WishLine,
    WishList,
    WishPicked,
    WishPicture,
    WishPreview,
    WishResult,
    WishTableShown,
    WishView,
)
from bot.rules.wishes.writing import LONGEST_NAME, WishFault, WishRowFault
from messages import formatting
from messages.rendering import plain_text, render
from messages.residents.names import home_name
from messages.votes.drafting import offered_closing
from messages.wishes.labels import CLASSES, STATES

# Rows of a result in a group, before 「见图」: a screen of large type and a bit.
_ROWS_IN_GROUP = 8
# What an app shows of a button's words in one line, by language.
_ON_BUTTON: dict[Language, int] = {"zh": 14, "en": 26}
# Before what is chosen, so that it is seen without colours and read aloud first.
CHOSEN = "✓"
_COUNTED: dict[str, dict[Language, tuple[str, str]]] = {
    "home": {"zh": ("户", "户"), "en": ("home", "homes")},
    "item": {"zh": ("项", "项"), "en": ("item", "items")},
    "row": {"zh": ("行", "行"), "en": ("row", "rows")},
}
_FAULTS: dict[WishFault, dict[Language, str]] = {
    WishFault.FORMULA: {"zh": "有公式，请改成数字", "en": "holds a formula; please write the figure"},
    WishFault.BAD_NAME: {"zh": f"名称要 1–{LONGEST_NAME} 个字", "en": f"a name has 1 to {LONGEST_NAME} characters"},
    WishFault.TWICE: {"zh": "名称和上面的一样", "en": "the same name as above"},
    WishFault.BAD_CLASS: {"zh": "类别要写基础类、完善类或提升类", "en": "the class is basic, improvement or upgrade"},
    WishFault.BAD_UNIT: {"zh": "没有单位，或者太长", "en": "no unit, or too long"},
    WishFault.BAD_COST: {"zh": "单价看不懂", "en": "the unit cost is not understood"},
    WishFault.BAD_AMOUNT: {"zh": "数量看不懂", "en": "the amount is not understood"},
    WishFault.TOO_DEAR: {"zh": "单价乘数量太大或太小", "en": "unit cost times amount is too much or too little"},
}


def _counted(language: Language, what: str, number: int) -> str:
    """12 户 / 12 homes"""
    words = _COUNTED[what][language]
    return f"{number:,}{formatting.NO_BREAK}{words[number != 1]}"


def _money(language: Language, fen: int) -> str:
    return formatting.sum_of_money(fen, language)


def _colon(language: Language) -> str:
    return "：" if language == "zh" else ": "


def _comma(language: Language) -> str:
    return "，" if language == "zh" else ", "


def _joined(language: Language, words: Iterable[str]) -> str:
    return ("、" if language == "zh" else ", ").join(words)


def _class_lines(language: Language, menu: WishMenu) -> list[str]:
    """基础类 3 项，180 万元"""
    return [
        f"{CLASSES[one.kind][language]} {_counted(language, 'item', one.items)}{_comma(language)}{_money(language, one.cost)}"
        for one in class_totals(menu, ())
    ]


# drafting
def join_first(language: Language) -> str:
    return render(language, "wishes/join_first")


def pick_compound(language: Language) -> str:
    return render(language, "wishes/pick_compound")


def wish_desk(language: Language, *, facts: WishDesk) -> str:
    lacks = [one.value for one in facts.lacks]
    over = max(0, facts.menu.basics - (facts.menu.budget or 0)) if facts.menu.budget is not None else 0
    classes = _class_lines(language, facts.menu)
    return render(language, "wishes/wish_desk", facts=facts, lacks=lacks, over=over, classes=classes, fewest=FEWEST_TO_CHOOSE)


def ask_item(language: Language, *, facts: ItemAsked) -> str:
    kind = CLASSES[facts.kind][language] if facts.kind is not None else ""
    return render(language, "wishes/ask_item", facts=facts, step=facts.step.value, kind=kind, longest=LONGEST_NAME, most=MOST_ITEMS)


def closing_label(language: Language, *, offer: OfferedClosing) -> str:
    return offered_closing(language, offer=offer)


def remove_asked(language: Language) -> str:
    return render(language, "wishes/remove_asked")


def item_label(language: Language, *, item: WishItem) -> str:
    """楼道扶手 · 8.5 万元"""
    return f"{_short(language, item.name)} · {_money(language, item.cost)}"


def _short(language: Language, words: str, room: int = 0) -> str:
    longest = _ON_BUTTON[language] - room
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def table_shown(language: Language, *, facts: WishTableShown) -> str:
    rest = facts.fault_rows - len(facts.faults)
    return render(
        language,
        "wishes/table_shown",
        facts=facts,
        items=_counted(language, "item", len(facts.items)),
        classes=_class_lines(language, WishMenu(facts.menu_id, "", facts.compound, facts.items)),
        fault_rows=_counted(language, "row", facts.fault_rows),
        faults=[_fault_line(language, one) for one in facts.faults],
        more=_counted(language, "row", rest) if rest else "",
    )


def _fault_line(language: Language, one: WishRowFault) -> str:
    """第 5 行「扶手」：单价看不懂 / Row 5, "Handrails": …"""
    named = (f"「{one.name}」" if language == "zh" else f', "{one.name}"') if one.name else ""
    row = f"第{formatting.NO_BREAK}{one.row}{formatting.NO_BREAK}行" if language == "zh" else f"Row {one.row}"
    return f"{row}{named}{_colon(language)}{_FAULTS[one.fault][language]}"


def wish_preview(language: Language, *, facts: WishPreview) -> str:
    """With the very words that would stand in the groups."""
    all_of_it = facts.menu.cost_of(facts.menu.choosable)
    never = [facts.menu.items[number].name for number in never_chosen(facts.menu)]
    head = render(language, "wishes/wish_preview", facts=facts, all=all_of_it, over=all_of_it - facts.menu.to_choose_with, never=never)
    return f"{head}\n{wish_card(language, facts=WishCard(facts.menu, 0))}"


def wish_sent(language: Language, *, groups: int, in_the_morning: bool) -> str:
    return render(language, "wishes/wish_sent", groups=groups, in_the_morning=in_the_morning)


def drop_asked(language: Language, *, facts: DropAsked) -> str:
    return render(language, "wishes/drop_asked", facts=facts, items=_counted(language, "item", len(facts.menu.items)))


def draft_dropped(language: Language) -> str:
    return render(language, "wishes/draft_dropped")


def wish_retracted(language: Language) -> str:
    return render(language, "wishes/wish_retracted")


# in the groups
def _basics(language: Language, menu: WishMenu) -> str:
    """Empty where there are none."""
    number = len(menu.of_class(WishClass.BASIC))
    return _counted(language, "item", number) if number else ""


def wish_card(language: Language, *, facts: WishCard) -> str:
    return render(
        language,
        "wishes/wish_card",
        facts=facts,
        basics=_basics(language, facts.menu),
        choosable=_counted(language, "item", len(facts.menu.choosable)),
        answered=_counted(language, "home", facts.answered),
    )


def wish_ended(language: Language, *, facts: WishEnded) -> str:
    answered = _counted(language, "home", facts.answered)
    return render(language, "wishes/wish_ended", facts=facts, state=facts.state.value, answered=answered)


def wish_result(language: Language, *, facts: WishResult, whole: bool = False) -> str:
    """`whole`: every row, for those in charge; a group has the first, and the picture."""
    chosen = [row for row in facts.rows if row.homes]
    shown = chosen if whole else chosen[:_ROWS_IN_GROUP]
    rest = len(chosen) - len(shown)
    unchosen = [facts.menu.items[row.item].name for row in facts.rows if not row.homes]
    return render(
        language,
        "wishes/wish_result",
        facts=facts,
        answered=_counted(language, "home", facts.answered),
        reached=[_row(language, facts, row) for row in shown if row.within],
        beyond=[_row(language, facts, row) for row in shown if not row.within],
        left=facts.menu.to_choose_with - facts.menu.cost_of(row.item for row in facts.rows if row.within),
        cut=is_cut_by_tie(facts.menu, facts.rows),
        unchosen=_joined(language, unchosen) if whole or len(unchosen) <= 3 else _counted(language, "item", len(unchosen)),
        more=_counted(language, "item", rest) if rest else "",
        classes=_totals(language, facts),
        smallest=_counted(language, "home", SMALLEST_TOLD),
    )


def _row(language: Language, result: WishResult, row: WishRow) -> str:
    """1. 楼道扶手：12 户，8.5 万元 ■■■□□; numbers before bars, and a bar is full where everybody would have it."""
    item = result.menu.items[row.item]
    said = f"{row.rank}. {item.name}{_colon(language)}{figure(language, result=result, row=row)}"
    return f"{said} {formatting.whole(formatting.bar(row.homes, result.answered))}"


def bar_words(language: Language, *, result: WishResult, row: WishRow) -> str:
    """√ 1. 楼道扶手, where the budget reaches it; with a sign that the pictures' font has."""
    said = f"{row.rank}. {result.menu.items[row.item].name}"
    return f"√ {said}" if row.within else said


def figure(language: Language, *, result: WishResult, row: WishRow) -> str:
    """12 户，8.5 万元"""
    cost = _money(language, result.menu.items[row.item].cost)
    return f"{_counted(language, 'home', row.homes)}{_comma(language)}{cost}"


def _totals(language: Language, result: WishResult) -> list[str]:
    """完善类 5 项 86 万元，预算够做 2 项 40 万元 / …"""
    lines = []
    for one in class_totals(result.menu, result.rows):
        whole = f"{CLASSES[one.kind][language]} {_counted(language, 'item', one.items)} {_money(language, one.cost)}"
        reached = f"{_counted(language, 'item', one.within_items)} {_money(language, one.within_cost)}"
        if one.kind is WishClass.BASIC:
            said = "，一定做" if language == "zh" else ", done in any case"
        elif not one.within_items:
            said = "，预算够做 0\u00a0项" if language == "zh" else ", none within the budget"
        else:
            said = f"，预算够做 {reached}" if language == "zh" else f", {reached} within the budget"
        lines.append(whole + said)
    return lines


def wish_picture(language: Language, *, facts: WishPicture) -> str:
    return render(language, "wishes/wish_picture", facts=facts)


def picture_title(language: Language, *, result: WishResult) -> str:
    return plain_text(render(language, "wishes/picture_title", result=result))


def picture_notes(language: Language, *, result: WishResult) -> list[str]:
    """The lines under the bars."""
    answered = _counted(language, "home", result.answered)
    return plain_text(render(language, "wishes/picture_notes", result=result, answered=answered)).split("\n")


# choosing
def pick_home(language: Language, *, facts: PickHome) -> str:
    return render(language, "wishes/pick_home", facts=facts, homes=_counted(language, "home", len(facts.homes)))


def home_label(language: Language, *, home: HomeAt) -> str:
    return home_name(language, home)


def my_wishes(language: Language, *, facts: MyWishes) -> str:
    """While it runs a page of the items with what fits; after the close what the home chose."""
    closed = facts.state is WishState.CLOSED
    menu = facts.menu
    return render(
        language,
        "wishes/my_wishes",
        facts=facts,
        closed=closed,
        home=home_name(language, facts.home),
        lines=_lines(language, menu, facts.picked) if closed else _page_lines(language, facts),
        picked=_counted(language, "item", len(facts.picked)),
        spent=menu.cost_of(facts.picked),
        left=left_of(menu, facts.picked),
        basics=_basics(language, menu),
    )


def _lines(language: Language, menu: WishMenu, numbers: Sequence[int]) -> list[str]:
    return [f"{menu.items[one].name}{_colon(language)}{_money(language, menu.items[one].cost)}" for one in numbers]


def shown_on(menu: WishMenu, page: int) -> tuple[tuple[int, int], ...]:
    """(number in the menu from 1, item) of a page of what can be chosen."""
    numbered = list(enumerate(menu.choosable, start=1))
    return tuple(numbered[page * PAGE : (page + 1) * PAGE])


def _page_lines(language: Language, facts: MyWishes) -> list[str]:
    """Their classes between them; what does not fit says by how much."""
    lines: list[str] = []
    kind = None
    for number, one in shown_on(facts.menu, facts.page):
        item = facts.menu.items[one]
        if item.kind is not kind:
            lines.append(formatting.bold(CLASSES[item.kind][language]))
            kind = item.kind
        short = too_dear_by(facts.menu, facts.picked, one)
        missing = (f"，差 {_money(language, short)}" if language == "zh" else f", {_money(language, short)} short") if short else ""
        mark = f"{CHOSEN} " if one in facts.picked else ""
        lines.append(f"{mark}{number}. {item.name}{_colon(language)}{_money(language, item.cost)}{missing}")
    return lines


def wish_label(language: Language, *, number: int, item: WishItem, chosen: bool) -> str:
    """✓ 3. 楼道扶手"""
    said = f"{number}. {_short(language, item.name, room=2)}"
    return f"{CHOSEN} {said}" if chosen else said


def wish_picked(language: Language, *, facts: WishPicked) -> str:
    return render(language, "wishes/wish_picked", facts=facts)


def wish_details(language: Language, *, facts: WishDetails) -> str:
    lines: list[str] = []
    kind = None
    for item in facts.menu.items:
        if item.kind is not kind:
            lines.append(formatting.bold(CLASSES[item.kind][language]))
            kind = item.kind
        lines.append(_detail(language, item))
    return render(language, "wishes/wish_details", facts=facts, lines=lines)


def _detail(language: Language, item: WishItem) -> str:
    """楼道扶手：120.00 元 × 350 米 ＝ 4.2 万元"""
    amount = f"{item.amount // 100:,}.{item.amount % 100:02d}".rstrip("0").rstrip(".")
    sum_of = f"{_money(language, item.unit_cost)} × {amount}{formatting.NO_BREAK}{item.unit} = {_money(language, item.cost)}"
    return f"{item.name}{_colon(language)}{sum_of}"


# what there is
def wish_list(language: Language, *, facts: WishList) -> str:
    return render(language, "wishes/wish_list", facts=facts)


def line_label(language: Language, *, line: WishLine) -> str:
    """和平小区 3月1日 · 正在选"""
    day = "" if line.closes_at is None else f" {formatting.day_only(formatting.local(line.closes_at).date(), language)}"
    state = STATES[line.state][language]
    return f"{_short(language, line.compound, room=len(day))}{day} · {state}"


def wish_view(language: Language, *, facts: WishView) -> str:
    """Everything once it is closed; before that how many homes have chosen."""
    if facts.state is WishState.CLOSED:
        return wish_result(language, facts=WishResult(facts.menu, facts.answered, facts.rows), whole=True)
    answered = _counted(language, "home", facts.answered)
    return render(language, "wishes/wish_view", facts=facts, state=facts.state.value, answered=answered)


def end_asked(language: Language, *, facts: EndAsked) -> str:
    few, answered = not is_told(facts.answered), _counted(language, "home", facts.answered)
    return render(language, "wishes/end_asked", facts=facts, answered=answered, few=few, smallest=_counted(language, "home", SMALLEST_TOLD))
