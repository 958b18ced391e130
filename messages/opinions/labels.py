"""Labels of the buttons about opinions and the demand list: two to five characters, a verb where there is one."""

from bot.rules.opinions import Category, DemandState, OpinionState
from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "give": {"zh": "提意见", "en": "Say something"},
    "i_live_here": {"zh": "我是住户", "en": "I live here"},
    "my_opinions": {"zh": "我的意见", "en": "My opinions"},
    "demands": {"zh": "需求清单", "en": "Demand list"},
    "whole_list": {"zh": "看全部", "en": "See all"},
    "look": {"zh": "看一下", "en": "Look"},
    "earlier": {"zh": "上一页", "en": "Earlier"},
    "later": {"zh": "下一页", "en": "Later"},
    # giving one
    "hand_in": {"zh": "交上去", "en": "Hand it in"},
    "rewrite": {"zh": "重写", "en": "Write anew"},
    "drop": {"zh": "不交了", "en": "Drop it"},
    "take_back": {"zh": "撤回", "en": "Take back"},
    "take_back_sure": {"zh": "确定撤回", "en": "Yes, take back"},
    # those in charge
    "opinions": {"zh": "看意见", "en": "Opinions"},
    "photo": {"zh": "看照片", "en": "Photo"},
    "list_it": {"zh": "列入清单", "en": "New demand"},
    "list_sure": {"zh": "确定列入", "en": "List it so"},
    "write_title": {"zh": "自己写", "en": "Write it"},
    "merge": {"zh": "归到已有", "en": "Same as …"},
    "reject": {"zh": "不采纳", "en": "Not taken up"},
    "reject_sure": {"zh": "确定不采纳", "en": "Yes, tell them"},
    "undo": {"zh": "改回去", "en": "Undo"},
    "publish": {"zh": "发到群里", "en": "Publish"},
    "publish_sure": {"zh": "确定发出", "en": "Yes, publish"},
    "invite": {"zh": "征求意见", "en": "Ask the group"},
    "invite_sure": {"zh": "确定发出", "en": "Yes, post it"},
    "decline_sure": {"zh": "确定不列入", "en": "Yes, say so"},
    # what it is about
    Category.PIPES: {"zh": "水电气", "en": "Pipes, power"},
    Category.BUILDING: {"zh": "房屋", "en": "Building"},
    Category.LIFT: {"zh": "电梯", "en": "Lift"},
    Category.PARKING: {"zh": "停车", "en": "Parking"},
    Category.ROADS: {"zh": "道路", "en": "Roads"},
    Category.GREEN: {"zh": "绿化", "en": "Green"},
    Category.SAFETY: {"zh": "安全", "en": "Safety"},
    Category.SERVICE: {"zh": "便民", "en": "Services"},
    Category.OTHER: {"zh": "其他", "en": "Other"},
    # how far a demand has got
    DemandState.COLLECTED: {"zh": "只收集", "en": "Collected"},
    DemandState.CONSIDERED: {"zh": "考虑中", "en": "Considered"},
    DemandState.PLANNED: {"zh": "列入方案", "en": "In the plan"},
    DemandState.NOT_PLANNED: {"zh": "不列入", "en": "Not planned"},
}
STATES: dict[OpinionState, dict[Language, str]] = {
    OpinionState.DRAFT: {"zh": "没有交", "en": "not handed in"},
    OpinionState.NEW: {"zh": "等着看", "en": "not looked at yet"},
    OpinionState.MERGED: {"zh": "在清单上", "en": "on the list"},
    OpinionState.REJECTED: {"zh": "没有采纳", "en": "not taken up"},
    OpinionState.WITHDRAWN: {"zh": "已撤回", "en": "taken back"},
}
DEMAND_STATES: dict[DemandState, dict[Language, str]] = {
    DemandState.COLLECTED: {"zh": "已收集", "en": "collected"},
    DemandState.CONSIDERED: {"zh": "考虑中", "en": "being considered"},
    DemandState.PLANNED: {"zh": "已列入方案", "en": "in the plan"},
    DemandState.NOT_PLANNED: {"zh": "不列入方案", "en": "not in the plan"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
