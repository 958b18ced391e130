"""Labels of the buttons about entered ballots: two to five characters, a verb where there is one."""

from bot.rules.entries import Way
from bot.rules.ports import Language
from bot.rules.votes import Channel, Choice

LABELS: dict[str, dict[Language, str]] = {
    Channel.PAPER: {"zh": "录纸质票", "en": "On paper"},
    Channel.PHONE: {"zh": "录电话票", "en": "By phone"},
    "deliveries": {"zh": "记送达", "en": "Deliveries"},
    "waiting": {"zh": "等确认", "en": "To confirm"},
    "contradictions": {"zh": "要核对", "en": "To settle"},
    "earlier": {"zh": "上一页", "en": "Earlier"},
    "later": {"zh": "下一页", "en": "Later"},
    Choice.AGREE: {"zh": "同意", "en": "Yes"},
    Choice.AGAINST: {"zh": "反对", "en": "No"},
    Choice.ABSTAIN: {"zh": "弃权", "en": "Abstain"},
    "record": {"zh": "记下", "en": "Record"},
    "again": {"zh": "重选", "en": "Choose anew"},
    "drop": {"zh": "不录了", "en": "Drop it"},
    "undo": {"zh": "撤回录错的", "en": "Entered wrongly"},
    "undo_sure": {"zh": "确定撤回", "en": "Take it back"},
    "next": {"zh": "录下一张", "en": "Next ballot"},
    "it_is_so": {"zh": "属实", "en": "It is so"},
    "send_back": {"zh": "退回", "en": "Send back"},
    "check": {"zh": "去确认", "en": "Confirm"},
    "lapsed": {"zh": "看是哪些", "en": "See which"},
    "look": {"zh": "去核对", "en": "Check"},
    "photo_again": {"zh": "重发照片", "en": "New photo"},
    "by_agent": {"zh": "代理人签的", "en": "By an agent"},
    "by_owner": {"zh": "本人签的", "en": "By the owner"},
    "new_power": {"zh": "登记委托", "en": "New power"},
    "nobody_listed": {"zh": "都不是", "en": "Nobody here"},
    "until_close": {"zh": "到截止", "en": "Until the close"},
    "register": {"zh": "登记", "en": "Register"},
    "powers": {"zh": "看委托", "en": "Powers"},
    "withdraw": {"zh": "取消", "en": "Withdraw"},
    "to_ballot": {"zh": "接着录", "en": "The ballot"},
    "by_table": {"zh": "录表格", "en": "A table"},
    "confirm_table": {"zh": "都录入", "en": "Take them"},
    "photos": {"zh": "补照片", "en": "Photos"},
    "settle_sure": {"zh": "确定", "en": "Settle it"},
    "asked_owner": {"zh": "问过本人", "en": "Asked the owner"},
    "newer_wins": {"zh": "后来改了", "en": "Changed since"},
}
WAYS: dict[Way, dict[Language, str]] = {
    Way.PAPER: {"zh": "以纸质票为准", "en": "The paper counts"},
    Way.PHONE: {"zh": "以电话票为准", "en": "The phone counts"},
    Way.CHAT: {"zh": "以手机投票为准", "en": "The tap counts"},
}
# Within a sentence.
CHANNELS: dict[Channel, dict[Language, str]] = {
    Channel.CHAT: {"zh": "手机上点的票", "en": "in the chat"},
    Channel.PAPER: {"zh": "纸质票", "en": "on paper"},
    Channel.PHONE: {"zh": "电话票", "en": "by phone"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
