"""Labels of the buttons about topics: two to five characters, a verb where there is one."""

from bot.rules.ports import Language
from bot.rules.statements import Division, Reason, Stance, TopicStep

LABELS: dict[str, dict[Language, str]] = {
    "topics": {"zh": "看议题", "en": "Topics"},
    "at_home": {"zh": "议题表态", "en": "Have a say"},
    "i_live_here": {"zh": "我是住户", "en": "I live here"},
    "earlier": {"zh": "上一页", "en": "Earlier"},
    "later": {"zh": "下一页", "en": "Later"},
    # weighing
    "weigh": {"zh": "去表态", "en": "Give my view"},
    "say": {"zh": "我来说", "en": "Say something"},
    Stance.AGREE: {"zh": "同意", "en": "Agree"},
    Stance.DISAGREE: {"zh": "不同意", "en": "Disagree"},
    Stance.SKIP: {"zh": "跳过", "en": "Skip"},
    "back_one": {"zh": "上一条", "en": "Previous"},
    "go_on": {"zh": "接着答", "en": "Go on"},
    # proposing
    "hand_in": {"zh": "交上去", "en": "Hand it in"},
    "rewrite": {"zh": "重写", "en": "Rewrite"},
    "say_again": {"zh": "再写一条", "en": "Write another"},
    "mine": {"zh": "我写的", "en": "Mine"},
    "take_back": {"zh": "撤回", "en": "Take back"},
    "take_back_sure": {"zh": "确定撤回", "en": "Yes, take back"},
    "keep": {"zh": "先不", "en": "Not now"},
    "all": {"zh": "看全部", "en": "See all"},
    # drafting
    "open": {"zh": "开议题", "en": "Open a topic"},
    "send": {"zh": "发出", "en": "Send"},
    "drop": {"zh": "不发了", "en": "Drop it"},
    "nothing_to_add": {"zh": "不用说明", "en": "Nothing to add"},
    TopicStep.TITLE: {"zh": "改议题", "en": "Topic"},
    TopicStep.WORDS: {"zh": "改说明", "en": "Words"},
    TopicStep.DIVISION: {"zh": "改比法", "en": "Comparison"},
    TopicStep.CLOSING: {"zh": "改时间", "en": "Closing"},
    Division.BUILDINGS: {"zh": "按楼栋", "en": "By building"},
    Division.FLOORS: {"zh": "按楼层", "en": "By floor"},
    # those in charge
    "undo_sending": {"zh": "撤回重写", "en": "Take it back"},
    "end_early": {"zh": "提前截止", "en": "Close now"},
    "end_sure": {"zh": "确定截止", "en": "Yes, close"},
    "withdraw": {"zh": "收回议题", "en": "Withdraw"},
    "withdraw_sure": {"zh": "确定收回", "en": "Yes, withdraw"},
    "look": {"zh": "看一下", "en": "Look"},
    "look_through": {"zh": "看新写的", "en": "New ones"},
    "next_one": {"zh": "下一条", "en": "Next"},
    "shown": {"zh": "看放出的", "en": "What is out"},
    "let_out": {"zh": "放行", "en": "Let it out"},
    "refuse": {"zh": "不放行", "en": "Not this one"},
    "take_down": {"zh": "撤下", "en": "Take down"},
    "undo": {"zh": "改回去", "en": "Undo"},
    "everybody": {"zh": "全部", "en": "All"},
    "picture": {"zh": "看图", "en": "Picture"},
    "topic": {"zh": "回议题", "en": "The topic"},
    "confirm_reason": {"zh": "就这样说", "en": "Say it so"},
    Reason.PERSONAL: {"zh": "说到了具体的人或哪家", "en": "Names a person or a home"},
    Reason.SEVERAL: {"zh": "一条说了几件事", "en": "Several things in one"},
    Reason.OFF_TOPIC: {"zh": "和议题无关", "en": "Off the topic"},
    Reason.SAID_BEFORE: {"zh": "已经有人说过", "en": "Somebody said it"},
    Reason.RUDE: {"zh": "话说重了", "en": "Too harsh"},
    Reason.OTHER: {"zh": "自己写原因", "en": "Write a reason"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
