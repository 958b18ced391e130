"""Labels of the roster's buttons."""

from bot.rules.ports import Language
from messages.formatting import area_number

LABELS: dict[str, dict[Language, str]] = {
    "roster": {"zh": "名册", "en": "Roster"},
    "import": {"zh": "导入", "en": "Import"},
    "import_anyway": {"zh": "照样导入", "en": "Import anyway"},
    "other": {"zh": "换小区", "en": "Other compound"},
    "new": {"zh": "新小区", "en": "New compound"},
    "not_yet": {"zh": "先不", "en": "Not yet"},
    "fill": {"zh": "补全缺的", "en": "Fill gaps"},
    "names": {"zh": "看同名的", "en": "Same names"},
    "missing": {"zh": "看少了的", "en": "Missing homes"},
    "undo": {"zh": "撤销导入", "en": "Undo import"},
    "area": {"zh": "填面积", "en": "Enter area"},
    "strike": {"zh": "不算这户", "en": "Leave out"},
    "strike_it": {"zh": "不算这个", "en": "Leave out"},
    "as_it_is": {"zh": "先记下", "en": "Take it"},
    "complete": {"zh": "补这一户", "en": "Complete it"},
    "complete_it": {"zh": "补这一个", "en": "Complete it"},
    "take_back": {"zh": "改回去", "en": "Take back"},
    "same": {"zh": "是同一个人", "en": "Same person"},
    "different": {"zh": "不是", "en": "Different"},
    "retire": {"zh": "不再算", "en": "Retire"},
    "keep": {"zh": "还算", "en": "Keep"},
}


def area_meant_label(language: Language, *, area_cm2m: int) -> str:
    return f"{'是' if language == 'zh' else 'It is'} {area_number(area_cm2m)}"


def area_stays_label(language: Language, *, area_cm2m: int) -> str:
    return f"{'就是' if language == 'zh' else 'Yes,'} {area_number(area_cm2m)}"


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
