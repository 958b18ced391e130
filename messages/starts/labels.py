"""Labels of the buttons on the way to the first vote."""

from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "start": {"zh": "怎么开始", "en": "Get started"},
    "roster": {"zh": "发名册", "en": "Send roster"},
    "heads": {"zh": "请楼长", "en": "Heads"},
    "group": {"zh": "把我加进群", "en": "Add me to a group"},
    "group_waiting": {"zh": "绑定群", "en": "Bind group"},
    "slips": {"zh": "印小条", "en": "Print slips"},
    "practice": {"zh": "先练一练", "en": "Practise"},
    "draft": {"zh": "发起表决", "en": "Start a vote"},
}
# What stands in the list of commands; nobody has to type them (voice.md, rule 4).
COMMANDS: dict[str, dict[Language, str]] = {
    "menu": {"zh": "打开菜单", "en": "Open the menu"},
    "help": {"zh": "怎么用", "en": "How it works"},
    "language": {"zh": "换语言", "en": "Change the language"},
    "receipt": {"zh": "我的凭证", "en": "My receipts"},
    "opinion": {"zh": "提意见：哪里要改", "en": "Say what should change"},
    "mydata": {"zh": "我的资料：看、改、退出", "en": "My data: see, correct, leave"},
    "cancel": {"zh": "不填了", "en": "Stop what I am filling in"},
}
# In a group a command brings the card; an opinion is shown to its author alone.
GROUP_COMMANDS = ("menu", "help", "opinion")


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
