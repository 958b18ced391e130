"""Labels of the buttons about straw polls: two to five characters, a verb where there is one."""

from bot.rules.polls import Per, PollKind, PollStep
from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "polls": {"zh": "随便问问", "en": "Quick polls"},
    "ask": {"zh": "问一个", "en": "Ask something"},
    "i_live_here": {"zh": "我是住户", "en": "I live here"},
    "look": {"zh": "看一下", "en": "Look"},
    "earlier": {"zh": "上一页", "en": "Earlier"},
    "later": {"zh": "下一页", "en": "Later"},
    # answering
    "rank": {"zh": "排顺序", "en": "Put in order"},
    "mine": {"zh": "我的回答", "en": "My answer"},
    "hand_in": {"zh": "交上去", "en": "Hand it in"},
    "clear": {"zh": "重排", "en": "Start over"},
    "take_back": {"zh": "收回", "en": "Take back"},
    # drafting
    "send": {"zh": "发出", "en": "Send"},
    "drop": {"zh": "不问了", "en": "Drop it"},
    PollStep.QUESTION: {"zh": "改问题", "en": "Question"},
    PollStep.OPTIONS: {"zh": "改选项", "en": "Options"},
    PollStep.KIND: {"zh": "改选法", "en": "Kind"},
    PollStep.PER: {"zh": "改户或人", "en": "Home or person"},
    PollStep.NAMED: {"zh": "改记名", "en": "Names"},
    PollStep.CLOSING: {"zh": "改时间", "en": "Closing"},
    PollKind.SINGLE: {"zh": "选一个", "en": "Choose one"},
    PollKind.MULTIPLE: {"zh": "选几个", "en": "Choose several"},
    PollKind.RANKED: {"zh": "排先后", "en": "Put in order"},
    Per.HOME: {"zh": "一户一次", "en": "One a home"},
    Per.PERSON: {"zh": "一人一次", "en": "One a person"},
    "anonymous": {"zh": "不记名", "en": "Anonymous"},
    "by_name": {"zh": "记名", "en": "By name"},
    # what was asked
    "end_early": {"zh": "提前截止", "en": "Close now"},
    "end_sure": {"zh": "确定截止", "en": "Yes, close"},
    "withdraw": {"zh": "收回不问", "en": "Withdraw"},
    "withdraw_sure": {"zh": "确定收回", "en": "Yes, withdraw"},
    "voices": {"zh": "谁选了", "en": "Who chose"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
