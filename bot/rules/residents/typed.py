"""What people type about themselves: kept whole, or refused; never cut unseen."""

import unicodedata

from bot.rules.residents.violations import HelpNotUsable, NameMissing, NameTooLong
from bot.rules.rosters.writing import LONGEST_NAME, plain_text, said_text

# Words of a call for help that are carried on: a sentence or two.
LONGEST_HELP = 300
# What people say when something was said to them: whoever is asked for a name and answers so is called otherwise.
CIVILITIES = frozenset(
    {"谢谢", "谢谢您", "谢谢你", "谢谢了", "多谢", "感谢", "您好", "你好", "在吗", "在不在", "喂", "早上好", "晚上好", "再见", "不客气"}
    | {"收到", "好", "好的", "行", "可以", "没问题", "嗯", "嗯嗯", "哦", "是", "是的", "对", "对的", "不是", "没有", "有"}
    | {"知道了", "明白了", "不知道", "不会", "测试", "业主", "住户", "租客", "房东", "本人"}
    | {"thanks", "thank you", "thx", "hi", "hello", "ok", "okay", "yes", "no", "test", "me", "owner", "tenant"}
)
# What people add without meaning more by it.
_TRAILING = " .。!！,，~～?？"


def name_from(typed: str) -> str:
    """Composed, without invisible characters (threat 15); NameMissing where it is a civility and no name."""
    name = plain_text(typed, LONGEST_NAME + 1)
    if not any(unicodedata.category(letter).startswith("L") for letter in name):
        raise NameMissing
    if name.strip(_TRAILING).lower() in CIVILITIES:
        raise NameMissing
    if len(name) > LONGEST_NAME:
        raise NameTooLong(longest=LONGEST_NAME)
    return name


def help_words_from(typed: str) -> str:
    words = said_text(typed, LONGEST_HELP + 1)
    if not words or len(words) > LONGEST_HELP:
        raise HelpNotUsable(longest=LONGEST_HELP)
    return words
