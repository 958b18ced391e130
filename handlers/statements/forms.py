"""The links by which the buttons of a topic's card in a group lead to the private chat."""

# How the topic is written in a link: `t_<topic>` to weigh, `w_<topic>` to write.
WEIGH_LINK, WRITE_LINK = "t_", "w_"
