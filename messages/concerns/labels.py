"""Labels of the buttons about concerns: two to five characters, a verb where there is one."""

from bot.rules.concerns import ConcernKind, ConcernState, FloorBand
from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "photos": {"zh": "看照片", "en": "Photos"},
    "no_photos": {"zh": "不带照片", "en": "No photos"},
    "add": {"zh": "补充", "en": "Add to it"},
    "i_live_here": {"zh": "我是住户", "en": "I live here"},
    "my_concerns": {"zh": "我的顾虑", "en": "My concerns"},
    "concerns": {"zh": "看顾虑", "en": "Concerns"},
    "look": {"zh": "看一下", "en": "Look"},
    # the form
    "send": {"zh": "这样送出", "en": "Send it so"},
    "rewrite": {"zh": "重写", "en": "Write anew"},
    "take_back": {"zh": "撤回", "en": "Take back"},
    "take_back_sure": {"zh": "确定撤回", "en": "Yes, take back"},
    "agree": {"zh": "同意", "en": "I agree"},
    "disagree": {"zh": "不同意", "en": "No"},
    "hide": {"zh": "改为不说", "en": "Rather not"},
    # those who answer
    "answer": {"zh": "答复", "en": "Answer"},
    "to_group": {"zh": "答复并发群", "en": "And the group"},
    "to_author": {"zh": "只答复本人", "en": "Only to them"},
    "post": {"zh": "发到群里", "en": "Post it"},
    "ask_who": {"zh": "问是哪户", "en": "Ask who"},
    "mediate": {"zh": "转调解", "en": "Mediate"},
    "mediate_sure": {"zh": "确定转", "en": "Yes, mediate"},
    "end_sure": {"zh": "确定办结", "en": "Yes, settle it"},
    "earlier": {"zh": "上一页", "en": "Earlier"},
    "later": {"zh": "下一页", "en": "Later"},
    # kinds
    ConcernKind.LIGHT: {"zh": "采光", "en": "Light"},
    ConcernKind.NOISE: {"zh": "噪音", "en": "Noise"},
    ConcernKind.COST: {"zh": "费用", "en": "Cost"},
    ConcernKind.SAFETY: {"zh": "安全", "en": "Safety"},
    ConcernKind.ACCESS: {"zh": "通行", "en": "Access"},
    ConcernKind.OTHER: {"zh": "其他", "en": "Other"},
    # floors
    FloorBand.LOW: {"zh": "低层", "en": "Lower floors"},
    FloorBand.MIDDLE: {"zh": "中层", "en": "Middle floors"},
    FloorBand.HIGH: {"zh": "高层", "en": "Upper floors"},
    FloorBand.UNSAID: {"zh": "不说", "en": "Not said"},
    # ends
    ConcernState.SOLVED: {"zh": "已解决", "en": "Solved"},
    ConcernState.COMPENSATED: {"zh": "已补偿", "en": "Compensated"},
    ConcernState.KEPT: {"zh": "维持原方案", "en": "Scheme stays"},
}
STATES: dict[ConcernState, dict[Language, str]] = {
    ConcernState.RAISED: {"zh": "等答复", "en": "not answered yet"},
    ConcernState.ANSWERED: {"zh": "已答复", "en": "answered"},
    ConcernState.MEDIATION: {"zh": "调解中", "en": "in mediation"},
    ConcernState.SOLVED: {"zh": "已解决", "en": "solved"},
    ConcernState.COMPENSATED: {"zh": "已补偿", "en": "compensated"},
    ConcernState.KEPT: {"zh": "维持原方案", "en": "the scheme stays"},
    ConcernState.WITHDRAWN: {"zh": "已撤回", "en": "taken back"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
