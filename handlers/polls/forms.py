"""The link by which a button of a poll's card in a group leads to the private chat."""

# How the poll is written in a link: `p_<poll>`.
LINK_PREFIX = "p_"
