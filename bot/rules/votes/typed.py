"""Words that are taken as a press when somebody types them under a card (ease.md, section 3, row 23)."""

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
}
# What people add without meaning more by it.
_TRAILING = " \t\n.。!！,，~～"


def choice_from(typed: str) -> Choice | None:
    """The choice when the whole message is one of the words; anything longer is talk, not a ballot."""
    return WORDS.get(unicodedata.normalize("NFKC", typed).strip(_TRAILING).lower())
