"""Labels of the buttons about people: two to five characters, a verb where there is one."""

from bot.rules.ports import Language
from bot.rules.residents import EndReason, RefusalReason
from bot.rules.residents.facts import HelpTopic

LABELS: dict[str, dict[Language, str]] = {
    "i_live_here": {"zh": "我是住户", "en": "I live here"},
    "my_home": {"zh": "我的家", "en": "My home"},
    "another_home": {"zh": "再认一户", "en": "Another home"},
    "yes": {"zh": "是", "en": "Yes"},
    "not_mine": {"zh": "不是", "en": "No"},
    "accept": {"zh": "接下", "en": "Accept"},
    "decline": {"zh": "不接", "en": "Decline"},
    "agree": {"zh": "同意", "en": "I agree"},
    "not_now": {"zh": "先不", "en": "Not now"},
    "owner": {"zh": "业主", "en": "Owner"},
    "family": {"zh": "家人", "en": "Family"},
    "tenant": {"zh": "租客", "en": "Tenant"},
    "choose_again": {"zh": "重新选", "en": "Choose again"},
    "it_is": {"zh": "是", "en": "It is"},
    "confirm": {"zh": "确认", "en": "Confirm"},
    "sure": {"zh": "确定", "en": "Yes, sure"},
    "refuse": {"zh": "不是", "en": "No"},
    "disagree": {"zh": "不同意", "en": "I disagree"},
    "requests": {"zh": "看认门", "en": "Requests"},
    "residents": {"zh": "住户", "en": "Residents"},
    "known": {"zh": "认识", "en": "We know them"},
    "not_known": {"zh": "不认识", "en": "Not ours"},
    "take_back": {"zh": "撤回", "en": "Undo"},
    "keep": {"zh": "保留", "en": "Keep"},
    "end": {"zh": "解除", "en": "End"},
    "invite_family": {"zh": "请家人", "en": "Invite"},
    "name_owner": {"zh": "认业主", "en": "Name owner"},
    "leave_home": {"zh": "退出这户", "en": "Leave home"},
    "stop_waiting": {"zh": "不认了", "en": "Take back"},
    "leave": {"zh": "退出", "en": "Leave"},
    "leave_sure": {"zh": "确定退出", "en": "Yes, leave"},
    "cancel_invite": {"zh": "作废", "en": "Cancel it"},
    "heads": {"zh": "楼长", "en": "Heads"},
    "invite_one": {"zh": "请一位", "en": "Invite"},
    "give_back": {"zh": "不当了", "en": "Give back"},
    "slips": {"zh": "印小条", "en": "Print slips"},
    "poster": {"zh": "印海报", "en": "Print poster"},
    "print": {"zh": "打印", "en": "Print"},
    "how": {"zh": "怎么用", "en": "How it works"},
    "help": {"zh": "帮忙", "en": "Help me"},
    "i_will_help": {"zh": "我来帮", "en": "I will help"},
    "language": {"zh": "语言 EN", "en": "中文"},
    "my_data": {"zh": "我的资料", "en": "My data"},
    "export": {"zh": "导出", "en": "Export"},
    "rename": {"zh": "改名字", "en": "Rename"},
    "not_right": {"zh": "有错", "en": "Not right"},
    "home_wrong": {"zh": "房号不对", "en": "Wrong home"},
    "name_wrong": {"zh": "名字不对", "en": "Wrong name"},
    "zh": {"zh": "中文", "en": "中文"},
    "en": {"zh": "English", "en": "English"},
    "earlier": {"zh": "上一页", "en": "Previous"},
    "later": {"zh": "下一页", "en": "Next"},
}
REFUSALS: dict[RefusalReason, dict[Language, str]] = {
    RefusalReason.UNKNOWN_PERSON: {"zh": "不认识", "en": "Not known"},
    RefusalReason.WRONG_NAME: {"zh": "名字不对", "en": "Wrong name"},
    RefusalReason.WRONG_HOME: {"zh": "房号不对", "en": "Wrong home"},
}
ENDINGS: dict[EndReason, dict[Language, str]] = {
    EndReason.OBJECTION: {"zh": "家里不认识", "en": "Not known"},
    EndReason.SOLD: {"zh": "卖了", "en": "Sold"},
    EndReason.MOVED: {"zh": "搬走了", "en": "Moved"},
    EndReason.MISTAKE: {"zh": "登记错了", "en": "Mistake"},
}
TOPICS: dict[HelpTopic, dict[Language, str]] = {
    HelpTopic.HOW: {"zh": "不会用", "en": "Don't know how"},
    HelpTopic.BUTTON: {"zh": "点了没用", "en": "Nothing happens"},
    HelpTopic.DOOR: {"zh": "认不了门", "en": "Can't register"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
