"""The words of `linli tally`: the result as a committee reads it out, and what is wrong with a file, in Chinese and English."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.files.tally_files import BALLOT_COLUMNS, ROSTER_COLUMNS, BadTallyFile, FileProblem, RowProblem
from bot.rules.votes import (
    Choice,
    Counts,
    Decision,
    Head,
    Hurdle,
    Inequality,
    InvalidReason,
    Margins,
    Matter,
    Measure,
    Outcome,
    Tally,
    TallyRules,
    Threshold,
    Weight,
    describe,
)
from messages.formatting import area_number, share

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
# A file with more mistakes than this is wrong as a whole: the rest is only counted.
PROBLEMS_SHOWN = 20

# The Chinese header of each column: the last one that is accepted for it.
HEADERS = {column: title for columns in (ROSTER_COLUMNS, BALLOT_COLUMNS) for title, column in columns.names.items()}

OUTCOMES = {
    Outcome.PASSED: "通过",
    Outcome.REJECTED: "没有通过",
    Outcome.NO_QUORUM: "参与不足，没有形成结果",
    Outcome.COUNTED: "已计数（意向征询，没有设门槛）",
}
OUTCOMES_EN = {
    Outcome.PASSED: "passed",
    Outcome.REJECTED: "rejected",
    Outcome.NO_QUORUM: "no quorum",
    Outcome.COUNTED: "counted, no threshold",
}
NEXT_STEPS = {
    Outcome.PASSED: "下一步：先张贴初步结果征询异议，再公布正式结果。",
    Outcome.REJECTED: "下一步：公布结果；方案修改以后可以重新发起。",
    Outcome.NO_QUORUM: "下一步：可以重新发起；截止前已公告延期的，按新的截止时间再算一次。",
    Outcome.COUNTED: "下一步：把各方意见一起交给社区。",
}
MATTERS = {
    Matter.ORDINARY: "一般事项（民法典第278条第1至5项、第9项）",
    Matter.SPECIAL: "重大事项（民法典第278条第6至8项）",
    Matter.UNANIMOUS: "住宅改为经营用房（民法典第279条，有利害关系的业主一致同意）",
    Matter.CONSULTATION: "意向征询（不是法定表决）",
}
CHOICES = {Choice.AGREE: "同意", Choice.AGAINST: "反对", Choice.ABSTAIN: "弃权"}
REASONS = {
    InvalidReason.LATE: "截止以后才收到",
    InvalidReason.PROXY_CAP: "代理人代的户数超过上限",
    InvalidReason.SUPERSEDED_SCHEME: "投的不是这一版方案",
    InvalidReason.CHANGE_REFUSED: "按约定不能再改",
    InvalidReason.CONTRADICTION_UNRESOLVED: "同一业主在不同渠道的意见不一致",
    InvalidReason.NOT_ON_ROSTER: "名册里没有这一户，或这一项不计入",
    InvalidReason.NO_PROXY: "投票人不是这一户的业主，也没有这一户业主的委托",
}
PROBLEMS: dict[FileProblem, tuple[str, str]] = {
    FileProblem.OLD_WORKBOOK: (
        "这是旧格式的 .xls，或者加了密码；请在 Excel 或 WPS 里去掉密码，另存为 .xlsx",
        "an old .xls, or behind a password: please save it as .xlsx without one",
    ),
    FileProblem.NOT_READABLE: (
        "文件读不出来，请另存为 .xlsx 或 CSV（UTF-8）再试",
        "cannot be read: please save it as .xlsx or CSV (UTF-8)",
    ),
    FileProblem.QUOTE_UNPAIRED: (
        '有一个英文引号（"）没有成对，会吞掉后面的行，请删掉它',
        'a quotation mark (") without its partner swallows the rows below it: please delete it',
    ),
    FileProblem.TOO_BIG: ("文件太大，解压后超过 50 MB", "too big: more than 50 MB unpacked"),
    FileProblem.NO_HEADER: ("表头缺少这些列：{value}，请补上", "these columns are missing: {value}"),
    FileProblem.COLUMN_TWICE: ("「{column}」这一列出现了两次，请留一列", "column {column} is there twice: please keep one"),
    FileProblem.TOO_MANY_CELLS: (
        "这一行比表头多出内容，多半是逗号没有加引号",
        "more cells than the header: probably a comma without quotes",
    ),
    FileProblem.NO_ROW_COUNTS: (
        "名册里没有一户可以计入，请检查文件和 --parking",
        "no row of the roster counts: check the file and --parking",
    ),
    FileProblem.NO_BUILDING: ("没有写楼栋，请补上", "no building: please add it"),
    FileProblem.NO_ROOM: ("没有写房号，请补上", "no room: please add it"),
    FileProblem.BAD_KIND: ("类型「{value}」看不懂，请写 住宅、车位 或 储藏室", "kind “{value}” is not home, parking or storage"),
    FileProblem.PARKING_UNDECIDED: (
        "名册里有车位或储藏室，请写明 --parking count（计入）或 --parking ignore（不计入）",
        "the roster has parking or storage: say --parking count or --parking ignore",
    ),
    FileProblem.NO_AREA: ("没有写面积，请补上", "no area: please add it"),
    FileProblem.BAD_AREA: (
        "面积「{value}」看不懂，请写成 89.35 这样的数字，最多两位小数，大于 0",
        "area “{value}” is not a number like 89.35 with at most two decimals, above 0",
    ),
    FileProblem.NO_OWNER: ("没有写业主，请补上；不知道是谁也要写一个代号", "no owner: please add one, a code will do"),
    FileProblem.BAD_DESIGNATED: ("指定投票人「{value}」不是这一户的业主", "the designated voter “{value}” is not an owner of this home"),
    FileProblem.DUPLICATE: ("这一户和第 {value} 行重复，请留一行", "the same home as row {value}: please keep one"),
    FileProblem.BAD_TIME: (
        "收到时间「{value}」看不懂，请写成 2026-03-01 18:00，要有日期和时间",
        "time “{value}” is not a day and time like 2026-03-01 18:00",
    ),
    FileProblem.BAD_CHOICE: (
        "意见「{value}」看不懂，请写 同意、反对、弃权、撤回 或留空",
        "choice “{value}” is not agree, against, abstain, retract or empty",
    ),
    FileProblem.BAD_CHANNEL: (
        "渠道「{value}」看不懂，有意见的行请写 chat、paper 或 phone",
        "channel “{value}” is not chat, paper or phone",
    ),
    FileProblem.BAD_FLAG: ("「{column}」这一列的「{value}」看不懂，请写 是 或 否", "“{value}” in column {column} is neither yes nor no"),
}


def file_problems(error: BadTallyFile) -> list[str]:
    """One line per mistake, each with its row."""
    lines = [f"{error.name} {_file_problem(problem)}" for problem in error.problems[:PROBLEMS_SHOWN]]
    rest = len(error.problems) - PROBLEMS_SHOWN
    return [*lines, f"{error.name} 另有 {rest} 处 / {rest} more"] if rest > 0 else lines


def _file_problem(problem: RowProblem) -> str:
    chinese, english = PROBLEMS[problem.problem]
    value = "、".join(HEADERS[name] for name in problem.value.split()) if problem.problem is FileProblem.NO_HEADER else problem.value
    chinese = chinese.format(column=HEADERS.get(problem.column, problem.column), value=value)
    english = english.format(column=problem.column, value=problem.value)
    if problem.row is None:
        return f"{chinese}。/ {english}."
    sheet, sheet_en = (f"工作表「{problem.sheet}」", f"sheet {problem.sheet}, ") if problem.sheet else ("", "")
    return f"{sheet}第 {problem.row} 行：{chinese}。/ {sheet_en}row {problem.row}: {english}."


def report(tally: Tally, rules: TallyRules, overlaps: Sequence[tuple[Head, Head]]) -> str:
    """Everything a result notice needs, first in Chinese, then the figures in English."""
    decision = Decision(tally.outcome, tally.margins)
    lines = [
        f"🗳 计票结果：{OUTCOMES[tally.outcome]}",
        f"表决类型：{MATTERS[tally.matter]}{_threshold(rules.threshold)}",
        f"截止：{rules.closes_at.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}（收到时间在这以前，含这一刻）",
        *_electorate(tally),
        *_result(rules, tally.total, tally.counts, decision),
        *_uncounted(tally),
        *_followed(tally, rules),
        *(f"提示：{one.ref} 和 {other.ref} 有相同的业主，但业主不完全相同，按 2 位业主计。" for one, other in overlaps),
        NEXT_STEPS[tally.outcome],
        "",
        _english(tally),
    ]
    return "\n".join(lines)


def _threshold(threshold: Threshold | None) -> str:
    if threshold is None:
        return ""
    return f"，约定门槛：全体业主{'和全部面积都' if threshold.by_area else ''}不少于 {threshold.share}"


def _electorate(tally: Tally) -> list[str]:
    lines = [f"计票范围：{tally.total.heads} 位业主、{area_number(tally.total.area_cm2m)} ㎡，住宅 {tally.homes} 户"]
    if tally.total.heads != tally.homes:
        lines.append("（业主人数和户数不同：同一业主的几处合并为 1 位，开发商未售的合并为 1 位；面积照加。）")
    return lines


def _result(rules: TallyRules, total: Weight, counts: Counts, decision: Decision) -> list[str]:
    taking_part = counts.participating
    said = " · ".join(f"{CHOICES[choice]} {_weight(getattr(counts, choice.value))}" for choice in Choice)
    conditions = describe(rules.matter, total, taking_part, counts.agree, rules.threshold)
    return [
        f"参与：业主 {_part(taking_part.heads, total.heads)}，面积 {_area_part(taking_part.area_cm2m, total.area_cm2m)}",
        f"其中：{said}",
        "四项条件：",
        *(f"  {number}. {_condition(one, rules.matter)}" for number, one in enumerate(conditions, start=1)),
        *_missing(rules.matter, taking_part, decision.margins),
    ]


def _condition(one: Inequality, matter: Matter) -> str:
    who = "业主" if one.measure is Measure.HEADS else "面积"
    what = "参与" if one.hurdle is Hurdle.QUORUM else "同意"
    if one.share is None:
        return f"{what}的{who}：没有要求"
    of_all = one.hurdle is Hurdle.QUORUM or matter in {Matter.UNANIMOUS, Matter.CONSULTATION}
    whole = f"{'全部' if of_all else '参与'}{who}"
    demand = f"{'超过' if one.strictly else '达到'}{whole}的 {one.share}" if one.share != 1 else f"是{whole}"
    reached = _part(one.have, one.whole) if one.measure is Measure.HEADS else _area_part(one.have, one.whole)
    missing = f"{one.missing} 位" if one.measure is Measure.HEADS else f"{area_number(one.missing)} ㎡"
    return f"{what}的{who}{demand}：{reached}，{'达到' if one.met else f'没达到，差 {missing}'}"


def _missing(matter: Matter, taking_part: Weight, margins: Margins) -> list[str]:
    lines = []
    if not margins.has_quorum:
        lines.append(f"还差 {_both(margins.quorum_heads, '位业主', margins.quorum_area)} 参与。")
    of_all = matter in {Matter.UNANIMOUS, Matter.CONSULTATION}
    if not margins.has_majority and (of_all or taking_part.heads):
        among, unit = ("在全部业主中", "位业主") if of_all else ("在已参与的票中", "票")
        lines.append(f"{among}，还差 {_agreement(margins, unit)}。")
    return lines


def _agreement(margins: Margins, unit: str) -> str:
    heads = f"{margins.majority_heads} {unit}同意" if margins.majority_heads else ""
    area = f"{area_number(margins.majority_area)} ㎡ 同意" if margins.majority_area else ""
    return "、".join(part for part in (heads, area) if part)


def _both(heads: int, unit: str, area_cm2m: int) -> str:
    parts = [f"{heads} {unit}"] if heads else []
    return "、".join([*parts, f"{area_number(area_cm2m)} ㎡"] if area_cm2m else parts)


def _uncounted(tally: Tally) -> list[str]:
    lines = []
    if tally.disputed:
        lines.append(f"共有人意见不同，没有计入 {len(tally.disputed)} 户：{'、'.join(tally.disputed)}")
    if tally.invalid:
        lines.append(f"无效 {len(tally.invalid)} 张：")
        lines.extend(f"  {ballot.ref}：{REASONS[ballot.reason]}" for ballot in tally.invalid)
    if tally.opinions:
        lines.append(f"另有意见 {tally.opinions} 条：不是核验过的业主，或这一户已指定别人投票，只转交，不计票")
    return lines


def _followed(tally: Tally, rules: TallyRules) -> list[str]:
    followed = tally.follow_majority
    if followed is None:
        return []
    joined = f"随多数计为{CHOICES[followed.joined]}" if followed.joined is not Choice.ABSTAIN else "没有明确的多数，计为弃权"
    return [
        f"以上是不计未表决票的结果。按「{followed.clause}」，已送达而没有表决的 {_weight(followed.followers)}，{joined}以后：",
        f"🗳 {OUTCOMES[followed.outcome]}",
        *_result(rules, tally.total, followed.counts, Decision(followed.outcome, followed.margins)),
    ]


def _english(tally: Tally) -> str:
    taking_part, margins = tally.counts.participating, tally.margins
    said = ", ".join(f"{choice} {_weight_en(getattr(tally.counts, choice.value))}" for choice in Choice)
    lines = [
        f"In English: {OUTCOMES_EN[tally.outcome]} ({tally.matter}). Taking part {taking_part.heads}/{tally.total.heads} heads"
        f" ({share(taking_part.heads, tally.total.heads)}), {area_number(taking_part.area_cm2m)}/{area_number(tally.total.area_cm2m)} m²"
        f" ({share(taking_part.area_cm2m, tally.total.area_cm2m)}); {said}.",
        f"Still missing: to take part {_weight_en(Weight(margins.quorum_area, margins.quorum_heads))};"
        f" to agree {_weight_en(Weight(margins.majority_area, margins.majority_heads))}."
        f" Disputed {len(tally.disputed)}, invalid {len(tally.invalid)}, opinions {tally.opinions}.",
    ]
    if tally.follow_majority is not None:
        lines.append(f"With silent, delivered heads following the majority: {OUTCOMES_EN[tally.follow_majority.outcome]}.")
    return "\n".join(lines)


def _weight(weight: Weight) -> str:
    return f"{weight.heads} 位、{area_number(weight.area_cm2m)} ㎡"


def _weight_en(weight: Weight) -> str:
    return f"{weight.heads} {'head' if weight.heads == 1 else 'heads'} / {area_number(weight.area_cm2m)} m²"


def _part(part: int, whole: int) -> str:
    return f"{part}/{whole} 位（{share(part, whole)}）"


def _area_part(part: int, whole: int) -> str:
    return f"{area_number(part)}/{area_number(whole)} ㎡（{share(part, whole)}）"
