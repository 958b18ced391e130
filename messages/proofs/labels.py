"""Labels of the buttons about a vote's files: two to five characters, a verb where there is one."""

from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "files": {"zh": "核对文件", "en": "Files"},
    "public": {"zh": "公开的", "en": "Public"},
    "audit": {"zh": "审计用的", "en": "Audit"},
    "to_vote": {"zh": "看表决", "en": "The vote"},
    "i_live_here": {"zh": "我是住户", "en": "I live here"},
    "back": {"zh": "返回", "en": "Back"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
