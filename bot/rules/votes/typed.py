"""Words that are taken as a press when somebody types them under a card (ease.md, section 3, row 23)."""

import re
import unicodedata

from bot.rules.votes.ballots import Choice

WORDS = {
    "同意": Choice.AGREE,
    "赞成": Choice.AGREE,
    "agree": Choice.AGREE,
    "yes": Choice.AGREE,
    "反对": Choice.AGAINST,
    "不同意": Choice.AGAINST,
    "against": Choice.AGAINST,
    "no": Choice.AGAINST,
    "弃权": Choice.ABSTAIN,
    "abstain": Choice.ABSTAIN,
    "支持": Choice.AGREE,
    "i agree": Choice.AGREE,
    "agreed": Choice.AGREE,
    "不赞成": Choice.AGAINST,
    "不支持": Choice.AGAINST,
    "disagree": Choice.AGAINST,
    "i disagree": Choice.AGAINST,
}
# Of whom it is said adds nothing; what is said of somebody else is not taken.
_LEADING = ("我们家", "我家", "我们", "我")
# Said in answer to the question, and not clear enough to count: whoever says it may believe to have voted.
UNCLEAR = frozenset({"行", "好", "可以", "ok", "okay", "fine", "没意见", "没问题", "不行", "不好", "不可以", "+1", "1"})
# What people add without meaning more by it.
_TRAILING = " \t\n.。!！,，~～"


# A sentence so short that holds one of these says how somebody chooses, unless it asks or tells of something else.
# Counted as a screen does: a Chinese character is as wide as two Latin letters.
_SHORT = 24
_SAYS = re.compile(r"同意|反对|赞成|支持|弃权|\b(?:dis)?agree[ds]?\b|\babstain\b")
_ASKS = re.compile(
    r"[?吗呢谁怎啥哪咋么]|为何|几|多少|[他她]|人家|别人|有人|大家|([\u3400-\u9fff])[不没]\1|[同意反对]{2}[书票率]|"
    r"\b(?:who|what|why|how|when|if|they|he|she|everybody)\b"
)
# Skin tones, joiners and variation selectors behind a sign.
_UNSEEN = frozenset("\u200d\ufe0f🏻🏼🏽🏾🏿")
_SIGNS = frozenset("👍👎👌✅❌⭕🙋🙆🙅✔🆗💪")


def choice_from(typed: str) -> Choice | None:
    """The choice when the whole message is one of the words; anything longer is talk, not a ballot."""
    said = _plain(typed)
    return WORDS.get(said) or WORDS.get(_without_speaker(said))


def is_unclear(typed: str) -> bool:
    """「行」, 「我同意啊」, 👍: to be told how it is done, since it is no ballot."""
    said = _plain(typed)
    signs = [letter for letter in said if unicodedata.category(letter)[0] != "M" and letter not in _UNSEEN and not letter.isspace()]
    if signs and all(letter in _SIGNS for letter in signs):
        return True
    if choice_from(typed) is None and _width(said) <= _SHORT and _SAYS.search(said) and not _ASKS.search(said):
        return True
    return said in UNCLEAR or _without_speaker(said) in UNCLEAR


def _width(said: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in said)


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip(_TRAILING).lower()


def _without_speaker(said: str) -> str:
    speaker = next((one for one in _LEADING if said.startswith(one)), "")
    return said.removeprefix(speaker)
