"""Labels of buttons that every feature shares: two to five characters, a verb where there is one."""

from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "menu": {"zh": "菜单", "en": "Menu"},
    "back": {"zh": "返回", "en": "Back"},
    "cancel": {"zh": "不填了", "en": "Stop"},
    "yes": {"zh": "是", "en": "Yes"},
    "no": {"zh": "不是", "en": "No"},
    "next": {"zh": "下一步", "en": "Next"},
    "concern": {"zh": "我有顾虑", "en": "I have a concern"},
    "enter": {"zh": "录入票", "en": "Enter ballots"},
    "see_concerns": {"zh": "看顾虑", "en": "Concerns"},
    "see_opinions": {"zh": "看意见", "en": "Opinions"},
    "see_topics": {"zh": "看议题", "en": "Topics"},
    "see_votes": {"zh": "看表决", "en": "Running votes"},
    "undo": {"zh": "撤回", "en": "Undo"},
    # Among entrances: homes of a building that has none, and shops on a ground floor.
    "no_entrance": {"zh": "不分单元", "en": "No entrance"},
    # The same in a line of bars, which must stay short.
    "others": {"zh": "其余", "en": "Others"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
