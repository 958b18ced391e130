"""Labels of the buttons about renovation menus: two to five characters, a verb where there is one."""

from bot.rules.ports import Language
from bot.rules.wishes import WishClass, WishState

LABELS: dict[str, dict[Language, str]] = {
    "wishes": {"zh": "改造菜单", "en": "Renovation menu"},
    "make": {"zh": "做一份", "en": "Make one"},
    "i_live_here": {"zh": "我是住户", "en": "I live here"},
    "look": {"zh": "看一下", "en": "Look"},
    "earlier": {"zh": "上一页", "en": "Earlier"},
    "later": {"zh": "下一页", "en": "Later"},
    # choosing
    "choose": {"zh": "去挑选", "en": "Choose"},
    "for_my_home": {"zh": "给我家选", "en": "For my home"},
    "details": {"zh": "看明细", "en": "Details"},
    "other_home": {"zh": "换一户", "en": "Other home"},
    # drafting
    WishClass.BASIC: {"zh": "加基础类", "en": "Add basic"},
    WishClass.IMPROVEMENT: {"zh": "加完善类", "en": "Add improvement"},
    WishClass.UPGRADE: {"zh": "加提升类", "en": "Add upgrade"},
    "table": {"zh": "发表格", "en": "Send a table"},
    "remove": {"zh": "删一项", "en": "Remove one"},
    "undo": {"zh": "撤上一步", "en": "Undo"},
    "budget": {"zh": "定预算", "en": "Budget"},
    "closing": {"zh": "定时间", "en": "Closing"},
    "preview": {"zh": "看一遍", "en": "Preview"},
    "use_table": {"zh": "用这些", "en": "Take these"},
    "to_desk": {"zh": "回去改", "en": "Go back"},
    "send": {"zh": "发出", "en": "Send"},
    "drop": {"zh": "不做了", "en": "Drop it"},
    "drop_sure": {"zh": "确定不做", "en": "Yes, drop it"},
    # what was sent
    "retract": {"zh": "撤回", "en": "Take back"},
    "end_early": {"zh": "提前截止", "en": "Close now"},
    "end_sure": {"zh": "确定截止", "en": "Yes, close"},
    "withdraw": {"zh": "收回", "en": "Withdraw"},
    "withdraw_sure": {"zh": "确定收回", "en": "Yes, withdraw"},
}
CLASSES: dict[WishClass, dict[Language, str]] = {
    WishClass.BASIC: {"zh": "基础类", "en": "Basic"},
    WishClass.IMPROVEMENT: {"zh": "完善类", "en": "Improvement"},
    WishClass.UPGRADE: {"zh": "提升类", "en": "Upgrade"},
}
STATES: dict[WishState, dict[Language, str]] = {
    WishState.DRAFT: {"zh": "没有发", "en": "not sent"},
    WishState.OPEN: {"zh": "正在选", "en": "open"},
    WishState.CLOSED: {"zh": "已截止", "en": "closed"},
    WishState.CANCELLED: {"zh": "已收回", "en": "withdrawn"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
