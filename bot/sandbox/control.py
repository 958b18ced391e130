"""`/__ctl/<act>` with --server-only: what people do and what a test wants to know, one JSON object in, one out."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox import members, presses, texts, wire
from bot.sandbox.chats import USUAL_RIGHTS, Chat, ChatKind, Message
from bot.sandbox.errors import ApiError, Both, Refusal
from bot.sandbox.faults import Script
from bot.sandbox.files import MediaKind, Upload
from bot.sandbox.journal import Call
from bot.sandbox.methods.commands import shown_commands
from bot.sandbox.people import Person, Side
from bot.sandbox.world import World

Json = dict[str, Any]
Act = Callable[[World, Json], Any]

# Ids of people whom a test adds without one.
FIRST_USER_ID = 5_000_000


def _person(world: World, asked: Json, field: str = "person") -> Person:
    return world.person(asked[field])


def _chat(world: World, asked: Json) -> Chat:
    """A chat by slug or id; without one, the person's private chat."""
    if asked.get("chat") is not None:
        return world.chat(asked["chat"])
    return world.private_chat(_person(world, asked))


def _message(world: World, asked: Json) -> Message:
    message = world.find_message(_chat(world, asked).id, asked["message_id"])
    if message is None:
        raise texts.message_gone()
    return message


def _shown(world: World, message: Message) -> Json:
    return wire.message_json(world, message)


# People and groups


def add_person(world: World, asked: Json) -> Json:
    user_id = asked.get("user_id") or FIRST_USER_ID + world.next_number()
    side: Side = "organiser" if asked.get("side") == "organiser" else "resident"
    person = world.add_person(
        asked.get("slug") or f"user-{user_id}",
        user_id,
        asked["name"],
        asked.get("name_en") or asked["name"],
        role=asked.get("role", ""),
        role_en=asked.get("role_en", ""),
        side=side,
        color=asked.get("color", 1),
        language_code=asked.get("language_code", "zh-hans"),
        named=asked.get("named", True),
        crowd=asked.get("crowd", False),
        username=asked.get("username"),
    )
    return {"slug": person.slug, "user_id": person.user_id}


def add_group(world: World, asked: Json) -> Json:
    kind: ChatKind = "group" if asked.get("kind") == "group" else "supergroup"
    slug = asked.get("slug") or f"group-{world.next_number()}"
    title = asked["title"]
    chat = world.add_group(slug, title, asked.get("title_en") or title, asked.get("members", ()), asked["owner"], kind=kind)
    return {"slug": chat.slug, "chat_id": chat.id}


def join(world: World, asked: Json) -> None:
    members.join(world, _person(world, asked), _chat(world, asked), _person(world, asked, "by") if "by" in asked else None)


def leave(world: World, asked: Json) -> None:
    by = _person(world, asked, "by") if "by" in asked else None
    members.leave(world, _person(world, asked), _chat(world, asked), by, ban=asked.get("ban", False))


def promote(world: World, asked: Json) -> None:
    members.promote(world, _person(world, asked), _chat(world, asked), _person(world, asked, "by"), asked.get("rights", USUAL_RIGHTS))


def demote(world: World, asked: Json) -> None:
    members.demote(world, _person(world, asked), _chat(world, asked), _person(world, asked, "by"))


def add_bot(world: World, asked: Json) -> None:
    world.add_bot(asked["chat"], asked["by"], asked.get("payload"), asked.get("rights", ()))


def promote_bot(world: World, asked: Json) -> None:
    world.promote_bot(asked["chat"], asked["by"], asked.get("rights", USUAL_RIGHTS))


def remove_bot(world: World, asked: Json) -> None:
    world.remove_bot(asked["chat"], asked["by"], ban=asked.get("ban", True))


def migrate(world: World, asked: Json) -> Json:
    chat = world.migrate(asked["chat"], asked["by"])
    return {"slug": chat.slug, "chat_id": chat.id}


def block(world: World, asked: Json) -> None:
    world.block(asked["person"], asked.get("on", True))


def deactivate(world: World, asked: Json) -> None:
    world.replace_person(replace(_person(world, asked), deactivated=asked.get("on", True)))


def privacy(world: World, asked: Json) -> None:
    world.privacy = asked["on"]


# What they write and tap


def say(world: World, asked: Json) -> Json:
    return _shown(world, world.say(asked["person"], _chat(world, asked), asked["text"], asked.get("reply_to")))


def start(world: World, asked: Json) -> Json:
    return _shown(world, world.start(asked["person"], asked.get("payload")))


def send_file(world: World, asked: Json) -> Json:
    kind: MediaKind = "photo" if asked.get("kind") == "photo" else "document"
    upload = Upload(asked.get("name", "file"), asked.get("mime", "application/octet-stream"), base64.b64decode(asked["data"]))
    album = asked.get("album")
    sent = world.send_file(asked["person"], _chat(world, asked), kind, upload, caption=asked.get("caption"), album=album)
    return _shown(world, sent)


def edit(world: World, asked: Json) -> Json:
    return _shown(world, world.edit_own(asked["person"], _chat(world, asked), asked["message_id"], asked["text"]))


def press(world: World, asked: Json) -> Json:
    """The button by row and col, or the first with this text or data, or the index over all."""
    message = _message(world, asked)
    person = _person(world, asked)
    row, col = _place(message, asked)
    _, button = presses.button_at(world, person, message.chat_id, message.id, (row, col))
    if button.url is not None:
        return {"url": button.url}
    return {"callback_query_id": presses.press(world, person, message, button).id}


def _place(message: Message, asked: Json) -> tuple[int, int]:
    if "row" in asked:
        return asked["row"], asked["col"]
    places = [(row, col) for row, buttons in enumerate(message.keyboard) for col in range(len(buttons))]
    for index, (row, col) in enumerate(places):
        button = message.keyboard[row][col]
        if (
            asked.get("text") == button.text
            or (button.data is not None and asked.get("data") == button.data)
            or asked.get("index") == index
        ):
            return row, col
    raise texts.button_gone()


def press_data(world: World, asked: Json) -> Json:
    """Data of the sender's own, at any message, even one that is gone."""
    made = presses.press_data(world, _person(world, asked), _chat(world, asked).id, asked["message_id"], asked["data"])
    return {"callback_query_id": made.id}


def answer(world: World, asked: Json) -> Json | None:
    found = world.state.presses.get(asked["id"])
    if found is None or found.answer is None:
        return None
    return {"text": found.answer.text, "alert": found.answer.alert, "url": found.answer.url}


# Faults


def fault(world: World, asked: Json) -> None:
    """The fields of `faults.Script`: method, times, delay, code, description, parameters, drop, after, match."""
    world.faults.add(Script(**asked))


def clear_faults(world: World, asked: Json) -> None:
    world.faults.clear()


def switch(world: World, asked: Json) -> None:
    world.faults.switch(asked["name"], asked.get("on", True), asked.get("times"))


# Looking


def messages(world: World, asked: Json) -> list[Json]:
    return [_shown(world, message) for message in world.state.messages[_chat(world, asked).id].values()]


def message(world: World, asked: Json) -> Json | None:
    found = world.find_message(_chat(world, asked).id, asked["message_id"])
    return None if found is None else _shown(world, found)


def members_of(world: World, asked: Json) -> list[Json]:
    return [wire.member_json(world, member) for member in world.state.members[_chat(world, asked).id].values()]


def commands(world: World, asked: Json) -> list[Json]:
    person = _person(world, asked) if "person" in asked else None
    return [{"command": item.command, "description": item.description} for item in shown_commands(world, _chat(world, asked), person)]


def _call(call: Call) -> Json:
    shape = {"n": call.number, "method": call.method, "chat_id": call.chat_id, "ok": call.ok, "outcome": call.outcome}
    return shape | {"ms": call.ms, "at": call.at, "via": call.via, "params": call.request, "response": call.response}


def journal(world: World, asked: Json) -> list[Json]:
    return [_call(call) for call in world.journal.since(int(asked.get("since", 0)))]


def mark(world: World, asked: Json) -> int:
    return world.journal.last


def pending(world: World, asked: Json) -> Json:
    world.sweep()
    hook = world.state.webhook
    return {
        "queue": len(world.state.queue),
        "polling": world.updates.polling,
        "hook": None if hook is None else hook.url,
        "allowed": world.state.allowed,
        "unanswered": sum(pressed.answer is None for pressed in world.state.presses.values()),
    }


# Time, and updates of its own


def age(world: World, asked: Json) -> Json:
    presses.age(world, asked["seconds"])
    gone = world.updates.age(asked["seconds"])
    world.sweep()
    return {"expired": len(gone)}


def raw(world: World, asked: Json) -> int | None:
    """An update as a test wrote it."""
    update = world.updates.put(asked["kind"], asked.get("lane", "raw"), asked["payload"], who=Both("", ""))
    return None if update is None else update.id


def redeliver(world: World, asked: Json) -> int:
    known = world.updates.recent(1)
    update = world.updates.find(asked["update_id"]) if "update_id" in asked else (known[0] if known else None)
    if update is None:
        raise Refusal("没有可以重发的更新", "there is no such update to deliver again")
    world.updates.again(update)
    return update.id


def reset(world: World, asked: Json) -> str:
    world.reset()
    return world.state.id


def snapshot(world: World, asked: Json) -> Json:
    return world.snapshot()


ACTS: dict[str, Act] = {
    "person": add_person,
    "group": add_group,
    "join": join,
    "leave": leave,
    "promote": promote,
    "demote": demote,
    "add_bot": add_bot,
    "promote_bot": promote_bot,
    "remove_bot": remove_bot,
    "migrate": migrate,
    "block": block,
    "deactivate": deactivate,
    "privacy": privacy,
    "say": say,
    "start": start,
    "send_file": send_file,
    "edit": edit,
    "press": press,
    "press_data": press_data,
    "answer": answer,
    "fault": fault,
    "clear_faults": clear_faults,
    "switch": switch,
    "messages": messages,
    "message": message,
    "members": members_of,
    "commands": commands,
    "journal": journal,
    "mark": mark,
    "pending": pending,
    "age": age,
    "raw": raw,
    "redeliver": redeliver,
    "reset": reset,
    "snapshot": snapshot,
}


def handler(world: World) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def act(request: web.Request) -> web.Response:
        name = request.match_info["act"]
        chosen = ACTS.get(name)
        if chosen is None:
            return _reply(404, {"ok": False, "description": f"no such act: {name}; there are {', '.join(ACTS)}"})
        try:
            body = await request.read()
            result = chosen(world, orjson.loads(body) if body else dict(request.query))
        except Refusal as refusal:
            return _reply(400, {"ok": False, "description": refusal.both.en})
        except ApiError as error:
            return _reply(400, {"ok": False, "description": error.description})
        except (KeyError, TypeError, ValueError) as error:
            return _reply(400, {"ok": False, "description": f"{name}: {type(error).__name__}: {error}"})
        return _reply(200, {"ok": True, "result": result})

    return act


def _reply(status: int, shape: Json) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(shape, default=str), content_type="application/json")
