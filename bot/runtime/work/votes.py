"""Work of the votes feature for the runtime: schemes to fetch, cards to unpin, pictures to draw, lists to print."""

import contextlib
from dataclasses import replace
from datetime import timedelta

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import UnpinChatMessage

from bot.actions.residents import plan_fading, read_actor
from bot.actions.unit import Job
from bot.actions.votes.drafting import scheme_fetched
from bot.actions.votes.knocking import PRINT_KNOCKS, read_knock_sheet
from bot.actions.votes.picturing import DRAW, forget_picture, post_pictures, read_drawings
from bot.actions.votes.rescheming import FETCH, new_scheme_fetched
from bot.files.knocking import print_knocks
from bot.files.pictures import Picture, draw_pictures
from bot.rules.ports import Language
from bot.rules.votes.pictures import ParticipationPicture
from bot.runtime.workers import Tools
from handlers.screens import Attachment
from handlers.votes.cards.knocking import knocks_printed
from messages import votes as texts

# A list leaves the disk after a day: by then it has been sent.
PAPER_KEPT = timedelta(days=1)


async def fetch_scheme(job: Job, tools: Tools) -> None:
    """A copy at once: the platform's link to the file lives for an hour (platform-and-faults.md, Files)."""
    try:
        kept = await tools.attachments.keep(await tools.attachments.fetch(str(job.arguments["file_id"])))
    except TelegramBadRequest:
        await _fetched(job, tools, None)
    else:
        await _fetched(job, tools, kept.sha256)


async def scheme_not_fetched(job: Job, tools: Tools) -> None:
    """The last try failed: the drafter is told to send it again, and the draft no longer waits for it."""
    await _fetched(job, tools, None)


async def _fetched(job: Job, tools: Tools, sha256: str | None) -> None:
    draft_id, file_id = str(job.arguments["draft"]), str(job.arguments["file_id"])
    await scheme_fetched(tools.uow(), job_id=job.id, draft_id=draft_id, file_id=file_id, sha256=sha256, now=tools.now())


async def fetch_new_scheme(job: Job, tools: Tools) -> None:
    """The same of a file that is to take the place of a running vote's scheme."""
    try:
        kept = await tools.attachments.keep(await tools.attachments.fetch(str(job.arguments["file_id"])))
    except TelegramBadRequest:
        await _new_fetched(job, tools, None)
    else:
        await _new_fetched(job, tools, kept.sha256)


async def new_scheme_not_fetched(job: Job, tools: Tools) -> None:
    await _new_fetched(job, tools, None)


async def _new_fetched(job: Job, tools: Tools, sha256: str | None) -> None:
    by, vote, file_id = int(job.arguments["telegram_id"]), str(job.arguments["vote"]), str(job.arguments["file_id"])
    await new_scheme_fetched(tools.uow(), job_id=job.id, telegram_id=by, vote_id=vote, file_id=file_id, sha256=sha256, now=tools.now())


async def unpin_card(job: Job, tools: Tools) -> None:
    """The card of a vote that is over. Somebody may have unpinned it already, or taken the right away."""
    with contextlib.suppress(TelegramBadRequest, TelegramForbiddenError):
        await tools.bot(UnpinChatMessage(chat_id=int(job.arguments["chat_id"]), message_id=int(job.arguments["message_id"])))


async def draw(job: Job, tools: Tools) -> None:
    """Who has answered, for the group that asked or, with the result, for every group."""
    vote_id, group_id = str(job.arguments["vote"]), str(job.arguments["group"])
    found = await read_drawings(tools.read(), vote_id=vote_id, group_id=group_id)
    if found is None:
        return
    vote, drawings = found
    about = ParticipationPicture(vote.heading, "", (), 0, 0, tools.now() if group_id else vote.closes_at, closed=not group_id)
    # Groups of one language that see the same homes see the same picture.
    drawn: dict[tuple[str | None, Language], list[ParticipationPicture]] = {}
    for one in drawings:
        key = (one.building, one.group.language or tools.facts.default_language)
        if key not in drawn:
            pictures = await tools.in_process(draw_pictures, one.homes, as_of=about.as_of, closed=about.closed, language=key[1])
            drawn[key] = await _kept(tools, about, pictures)
        cause = "result" if about.closed else job.id
        await post_pictures(tools.uow(), vote=vote, group=one.group, cause=cause, pictures=drawn[key], now=tools.now())


async def _kept(tools: Tools, facts: ParticipationPicture, pictures: tuple[Picture, ...]) -> list[ParticipationPicture]:
    """The words of each, its file on the disk."""
    return [
        replace(
            facts,
            sha256=(await tools.attachments.keep(one.png)).sha256,
            buildings=one.buildings,
            homes_in=one.homes_in,
            homes=one.homes,
            number=number,
            pictures=len(pictures),
        )
        for number, one in enumerate(pictures, start=1)
    ]


async def not_drawn(job: Job, tools: Tools) -> None:
    await forget_picture(tools.uow(), vote_id=str(job.arguments["vote"]), group_id=str(job.arguments["group"]))


async def print_for_head(job: Job, tools: Tools) -> None:
    """For whoever heads the buildings when it is printed, with the homes that have not answered by then."""
    if job.chat_id is None:
        return
    language: Language = "en" if job.arguments["language"] == "en" else "zh"
    actor = await read_actor(tools.read(), telegram_id=job.chat_id)
    sheet = await read_knock_sheet(tools.read(), actor=actor, vote_id=str(job.arguments["vote"]), now=tools.now())
    if sheet is None:
        return
    kept = await tools.attachments.keep(await tools.in_process(print_knocks, sheet, language))
    await plan_fading(tools.uow(), sha256=kept.sha256, at=tools.now() + PAPER_KEPT)
    await tools.screens.show(job.chat_id, knocks_printed(sheet, Attachment(kept.sha256, texts.knocks_file(language)), language))


JOBS = {
    "votes.fetch_scheme": fetch_scheme,
    "votes.unpin_card": unpin_card,
    DRAW: draw,
    FETCH: fetch_new_scheme,
    PRINT_KNOCKS: print_for_head,
}
GIVEN_UP = {"votes.fetch_scheme": scheme_not_fetched, DRAW: not_drawn, FETCH: new_scheme_not_fetched}
