"""What the sandbox's own platform says to people, in both languages: refusals, service lines, faults."""

from bot.sandbox.errors import Both, Refusal


def _refusal(zh: str, en: str) -> Refusal:
    return Refusal(zh, en)


def no_such_person(name: str) -> Refusal:
    return _refusal(f"沙盒里没有「{name}」这个人", f"There is nobody called {name!r} in the sandbox")


def no_such_chat(name: str) -> Refusal:
    return _refusal(f"沙盒里没有「{name}」这个聊天", f"There is no chat called {name!r} in the sandbox")


def message_gone() -> Refusal:
    return _refusal("这条消息已经不在了", "This message is gone")


def button_gone() -> Refusal:
    return _refusal("这个按钮已经不在了，请看最新的消息", "This button is gone; look at the newest message")


def button_is_link() -> Refusal:
    return _refusal("这个按钮是一个网址", "This button is a link")


def not_a_member(chat: Both) -> Refusal:
    return _refusal(f"不在「{chat.zh}」里，不能在里面说话或点按", f"Not a member of {chat.en!r}")


def not_your_chat() -> Refusal:
    return _refusal("这是别人和助手的私聊", "This is somebody else's private chat")


def bot_blocked() -> Refusal:
    return _refusal("已经屏蔽了助手。先解除屏蔽，再说话", "The bot is blocked. Unblock it first")


def bot_not_in_group() -> Refusal:
    return _refusal("助手已经不在这个群里，点了没有回应", "The bot is no longer in this group")


def nothing_to_say() -> Refusal:
    return _refusal("先写几个字再发", "Write something first")


def text_too_long() -> Refusal:
    return _refusal("这条消息太长了，请分成几条", "This message is too long; split it")


def bot_already_in() -> Refusal:
    return _refusal("助手已经在这个群里了", "The bot is already in this group")


def not_an_admin() -> Refusal:
    return _refusal("只有群主或管理员能这样做", "Only the owner or an administrator can do this")


def not_a_group() -> Refusal:
    return _refusal("这不是群", "This is not a group")


def not_a_basic_group() -> Refusal:
    return _refusal("这个群已经是超级群了", "This group is already a supergroup")


def upload_gone() -> Refusal:
    return _refusal("文件已经不在了，请再选一次", "The file is gone; choose it again")


# The platform's reasons in the words of somebody who only wanted to send a picture.
_FILE_REASONS = (
    ("IMAGE_PROCESS_FAILED", Both("图片打不开，换一张，或者当文件发", "The picture cannot be opened; choose another or send it as a file")),
    ("PHOTO_INVALID_DIMENSIONS", Both("图片太长或太宽，请当文件发", "The picture is too long or too wide; send it as a file")),
    ("too big for a photo", Both("图片超过 10 MB，请当文件发", "The picture is over 10 MB; send it as a file")),
    ("Too Large", Both("文件超过 50 MB，发不出去", "The file is over 50 MB")),
    ("non-empty", Both("这个文件是空的", "The file is empty")),
)


def file_refused(why: str) -> Refusal:
    for sign, both in _FILE_REASONS:
        if sign in why:
            return _refusal(both.zh, both.en)
    return _refusal(f"这个文件发不出去（{why}）", f"This file cannot be sent ({why})")


def outside_link(url: str) -> Refusal:
    return _refusal(f"这是外面的网址，沙盒不打开：{url}", f"This address is outside; the sandbox does not open it: {url}")


def command_unknown(kind: str) -> Refusal:
    return _refusal(f"不认识的请求：{kind}", f"Unknown command: {kind}")


def command_malformed(field: str) -> Refusal:
    return _refusal(f"请求里的「{field}」不对", f"Wrong field in the command: {field}")


def only_with_bot() -> Refusal:
    return _refusal("这里只有服务器，没有助手：用 linli sandbox 才能这样做", "Server only, no bot here: run `linli sandbox` for this")


def clock_is_moving() -> Refusal:
    return _refusal("钟正在走，等它停下再拨", "The clock is moving; wait until it stops")


def clock_backwards() -> Refusal:
    return _refusal("钟只能往前拨", "The clock only moves forward")


def clock_too_far() -> Refusal:
    return _refusal("一次最多往前拨一年", "The clock moves a year at most at once")


def no_such_fault(name: str) -> Refusal:
    return _refusal(f"没有「{name}」这种状况", f"There is no fault called {name!r}")


def nothing_to_vote_on() -> Refusal:
    return _refusal("群里现在没有开着的表决", "There is no open vote in the group now")


def nobody_to_send() -> Refusal:
    return _refusal("能去的邻居都投过了", "All neighbours who can go have voted")


def joined(by: Both, who: Both) -> Both:
    if by == who:
        return Both(f"{who.zh} 进了群", f"{who.en} joined the group")
    return Both(f"{by.zh} 把 {who.zh} 拉进了群", f"{by.en} added {who.en}")


def left(by: Both, who: Both) -> Both:
    if by == who:
        return Both(f"{who.zh} 退出了群", f"{who.en} left the group")
    return Both(f"{by.zh} 把 {who.zh} 移出了群", f"{by.en} removed {who.en}")


def pinned(by: Both) -> Both:
    return Both(f"{by.zh} 置顶了一条消息", f"{by.en} pinned a message")


def migrated() -> Both:
    return Both("这个群升级成了超级群", "This group became a supergroup")


def people_count(count: int) -> Both:
    return Both(f"{count} 人", f"{count} people")


def group_of(compound: str) -> Both:
    return Both(f"{compound}业主群", f"{compound} owners")


NEW_GROUP = Both("新的业主群", "New owners' group")
BOT_SUBTITLE = Both("机器人", "bot")
PHOTO = Both("［图片］", "[photo]")
FILE = Both("［文件］", "[file]")

# Title and note of each switch; how often is added where it ends by itself.
FAULTS = {
    "slow": (Both("网络慢", "Slow network"), Both("每次回应晚 3 秒", "every answer comes 3 s late")),
    "limit": (Both("平台限流", "Rate limit"), Both("回 429，要等 5 秒", "429, wait 5 s")),
    "blocked": (Both("有人屏蔽助手", "Somebody blocks the bot"), Both("私信回 403", "private messages get 403")),
    "drop": (Both("回应丢了", "Lost answer"), Both("事办了，回应没送到", "done, but the answer is lost")),
    "error": (Both("平台出错", "Platform error"), Both("回 502", "502")),
}


def counted(note: Both, times: int, on: bool) -> Both:
    if on:
        return Both(f"{note.zh}；还剩 {times} 次", f"{note.en}; {times} left")
    often = "once" if times == 1 else f"{times} times"
    return Both(f"{note.zh}，共 {times} 次", f"{note.en}, {often}")
