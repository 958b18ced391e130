"""Labels of the buttons about groups."""

from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "i_am_staff": {"zh": "我是干部", "en": "I am staff"},
    "i_live_here": {"zh": "我是住户", "en": "I live here"},
    "my_home": {"zh": "我的家", "en": "My home"},
    "my_menu": {"zh": "我的菜单", "en": "My menu"},
    "give_opinion": {"zh": "提意见", "en": "Say something"},
    "see_votes": {"zh": "看表决", "en": "Votes"},
    "rights": {"zh": "权限", "en": "Rights"},
    "my_groups": {"zh": "我的群", "en": "My groups"},
    "add_me": {"zh": "把我加进群", "en": "Add me to a group"},
    "bring_back": {"zh": "加回来", "en": "Bring back"},
    "bind": {"zh": "绑定", "en": "Bind"},
    "unbind": {"zh": "解绑", "en": "Unbind"},
    "card_again": {"zh": "再发卡片", "en": "Card again"},
    "in_chinese": {"zh": "说中文", "en": "Speak Chinese"},
    "in_english": {"zh": "说英文", "en": "Speak English"},
    "earlier": {"zh": "上一页", "en": "Previous"},
    "later": {"zh": "下一页", "en": "Next"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
