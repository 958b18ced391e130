"""Words that are taken as a press when somebody types them under a card (ease.md, section 3, row 23)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from bot.rules.votes.ballots import Choice
from bot.rules.votes.facts import Heading
from bot.rules.votes.mine import HeadChoice

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
UNCLEAR = frozenset(
    {"行", "好", "可以", "ok", "okay", "fine", "没意见", "没有意见", "没问题", "赞同", "好的", "愿意", "不愿意", "已投", "投了", "点了"}
    | {"不行", "不好", "不可以", "+1", "1", "yes please", "no way"}
)
# What people add without meaning more by it.
_TRAILING = " \t\n.。!！,，~～"
_PARTICLES = "的啊呀吧了哦啦嘛哈"


# A clause so short that names a choice says how somebody chooses, unless it asks, or tells of something else: a hint too
# many is read by one person an hour, a hint too few leaves somebody believing that they have voted. Plain words side by
# side, nothing nested: this runs in the event loop on whatever anybody types.
_SAYS = re.compile(r"同意|反对|赞成|赞同|支持|弃权|\b(?:dis)?agree[ds]?\b|\babstain\b|\bagainst\b|\bvote (?:yes|no)\b")
_ASKS = re.compile(
    r"[?？吗呢谁怎啥咋几]|哪(?!怕)|(?<![这那])么|为何|多少|算不算|算数|有用|([\u3400-\u9fff])[不没]\1|(?:同意|反对|赞成|支持)[不没](?:同意|反对|赞成|支持)"
    r"|\b(?:who|what|why|how|when|if|do you|are you)\b"
)
# Who is not the speaker, and words in which a choice is only a part.
_OF_OTHERS = re.compile(
    r"[他她]|人家|别人|有人|没人|大家|物业|社区|居委|街道|施工|公司|手机|微信|谢谢|感谢|理由|原因|如果|要是|的话"
    r"|[意对成持同权](?:的.|[书率])|\b(?:they|he|she|everybody|everyone|nobody)\b"
)
# Shorter than this, counted as a screen does: a Chinese character is as wide as two Latin letters.
_SHORT = 32
# Nobody answers a question at such length; what follows is not looked at.
_LOOKED_AT = 300
_CLAUSES = re.compile(r"[,，、。.;；:：~～!！]|(?<=[\u3400-\u9fff])\s|\s(?=[\u3400-\u9fff])")
# Skin tones, joiners and variation selectors behind a sign.
_UNSEEN = frozenset("\u200d\ufe0f🏻🏼🏽🏾🏿")
_SIGNS = frozenset("👍👎👌✅❌⭕🙋🙆🙅✔🆗💪")


# 「同 意」: written by hand, or with a space that a keyboard put in.
_GAPS = re.compile(r"(?<=[\u3400-\u9fff])[ \t]+(?=[\u3400-\u9fff])")


def choice_from(typed: str) -> Choice | None:
    """The choice when the whole message is one of the words; anything longer is talk, not a ballot."""
    said = _GAPS.sub("", _plain(typed))
    return WORDS.get(said) or WORDS.get(_without_speaker(said))


# Whole messages that ask for what is voted on, for what came of it, or for a ballot of one's own.
_MEANS_VOTES = frozenset(
    {"结果", "看结果", "表决结果", "投票结果", "结果呢", "表决", "投票", "要表决", "要投票", "去表决", "怎么投票"}
    | {"怎么表决", "在哪投票", "撤回", "要撤回", "改票"}
    | {"result", "results", "vote", "i want to vote", "how do i vote", "retract"}
)


# The same asked in a short sentence of one's own: 「怎么还没结果」, 「什么时候截止」, 「我投了没有」, 「点错了怎么办」.
_ASKS_FOR_VOTES = re.compile(
    r"(?:[没有出等看查]|公布|知道)结果|结果(?:呢|[啥什怎咋]|在哪|如何|多少|出|有)|(?:时候|几点|几号|哪天)(?:截止|结束|开票|计票)"
    r"|我[点投选](?:了没|了吗|过[没吗]|的(?:是)?[啥什哪])|[点投选按]错|改[票投]|换成(?:同意|反对|弃权)"
    r"|\b(?:no|any|the) results?\b|\bmy (?:vote|ballot|choice)\b|\bvoted wrong\b|\bwrong button\b"
)


def means_votes(typed: str) -> bool:
    """「结果」, 「我要投票」, 「怎么还没结果」: the list of votes is what they look for."""
    said = _plain(typed[:_LOOKED_AT])
    if {said, _without_speaker(said)} & _MEANS_VOTES:
        return True
    return _width(said) <= _SHORT and bool(_ASKS_FOR_VOTES.search(said))


def is_unclear(typed: str) -> bool:
    """「行」, 「我同意啊」, 👍: to be told how it is done, since it is no ballot."""
    said = _plain(typed[:_LOOKED_AT])
    signs = [letter for letter in said if unicodedata.category(letter)[0] != "M" and letter not in _UNSEEN and not letter.isspace()]
    if signs and all(letter in _SIGNS for letter in signs):
        return True
    if choice_from(typed) is not None:
        return False
    closed = _GAPS.sub("", said)
    words = _without_speaker(closed).removeprefix("都")
    if {closed, words, words.rstrip(_PARTICLES)} & UNCLEAR:
        return True
    return any(_says_a_choice(one) for one in (*_CLAUSES.split(said), closed))


def _says_a_choice(clause: str) -> bool:
    return _width(clause) <= _SHORT and bool(_SAYS.search(clause)) and not (_ASKS.search(clause) or _OF_OTHERS.search(clause))


def _width(said: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in said)


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip(_TRAILING).lower()


def _without_speaker(said: str) -> str:
    speaker = next((one for one in _LEADING if said.startswith(one)), "")
    return said.removeprefix(speaker)


@dataclass(frozen=True, slots=True)
class TypedByStranger:
    """Somebody typed 「同意」 under a card and cannot be told in private: the group reads how it is done."""

    heading: Heading
    unclear: bool = False
    """What was typed is no ballot, whoever it was: 「行」."""
    edited: bool = False
    """A reply reads otherwise by now; a ballot that it may have been stands."""


@dataclass(frozen=True, slots=True)
class EditNotRead:
    """To somebody who edited a reply under a card: the ballot that stands all the same."""

    heading: Heading
    mine: tuple[HeadChoice, ...]
    code: str
    received_at: datetime
