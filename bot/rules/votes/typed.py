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
UNCLEAR = frozenset(
    {"行", "好", "可以", "ok", "okay", "fine", "没意见", "没问题", "赞同", "好的", "可以的", "都行", "行吧", "好吧", "行的"}
    | {"不行", "不好", "不可以", "+1", "1"}
)
# What people add without meaning more by it.
_TRAILING = " \t\n.。!！,，~～"


# A clause in which somebody says how they choose, about themselves: 「我家坚决不同意」, 「投反对票」, "I fully agree with this".
# Of talk that only holds such a word, 「物业不同意」 and 「谢谢支持」, nothing is said.
_SAYS = re.compile(
    r"(?:那么?|嗯+|好|是的|哪怕.*?|就算.*?)?(?:我们?家?|本人|俺们?家?|咱们?家?|全家|家里|老伴也){0,2}"
    r"(?:都|也|肯定|坚决|完全|绝对|当然|非常|十分|一定|强烈|举双手|百分百|必须|就|还是|先|是|表示|投|选|要|很|暂时|不|的)*"
    r"(?:同意|反对|赞成|赞同|支持|弃权)(?:同意|反对|赞成|赞同|支持|票|一票|一张|的|啊+|呀+|了|哈+|哦+|噢|吧|啦|嘛|这[个次件]?事?|方案|改造|安装|\+1)*"
    r"|(?:yes |no |i |we |i am |we all )*(?:strongly |fully |totally |do not |don't |still )*(?:dis)?agree[ds]?(?: with (?:it|this|that))?"
)
_CLAUSES = re.compile(r"[,，、。.;；:：~～!！]+|(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
_ASKS = re.compile(r"[?？吗]")
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
    clauses = (said, *_CLAUSES.split(said))
    if choice_from(typed) is None and not _ASKS.search(said) and any(_SAYS.fullmatch(one) for one in clauses):
        return True
    return said in UNCLEAR or _without_speaker(said) in UNCLEAR


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip(_TRAILING).lower()


def _without_speaker(said: str) -> str:
    speaker = next((one for one in _LEADING if said.startswith(one)), "")
    return said.removeprefix(speaker)
