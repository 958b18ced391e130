"""Work about people that takes longer than a handler may: printing slips; and taking papers with codes off the disk."""

from collections.abc import Callable
from datetime import datetime

from bot.actions.residents import issue_slips, plan_fading, read_actor, read_flats
from bot.actions.residents.slips import DROP_PAPER, HOMES_AT_ONCE, PRINT_POSTER, PRINT_SLIPS
from bot.actions.unit import Job, UnitOfWork
from bot.files.posters import InvitePoster, print_poster
from bot.files.slips import Slip, SlipCode, SlipSheet, print_slips
from bot.rules.ports import Language
from bot.rules.residents import SLIP_LIFE
from bot.rules.residents.facts import PlaceName, SlipsPrinted
from bot.rules.residents.people import PlaceKind
from bot.rules.rosters import HomeName
from bot.runtime.workers import Tools
from handlers.residents.cards.serving import poster_printed, slips_printed
from handlers.residents.router.homes import PAPER_KEPT
from handlers.screens import Attachment
from messages import residents as texts
from messages.formatting import local

START = "https://t.me/{username}?start={payload}"
# Whoever scans the poster gets the menu, with 「我是住户」 in it.
POSTER_PAYLOAD = "menu"
# As the apps call the button under a bot that nobody has started.
START_BUTTON: dict[Language, str] = {"zh": "开始", "en": "Start"}


async def slip_sheet(
    uow: Callable[[], UnitOfWork],
    read: Callable[[], UnitOfWork],
    *,
    compound_id: str,
    compound: str,
    created_by: str | None,
    language: Language,
    bot_username: str,
    now: datetime,
) -> SlipSheet:
    """Fresh codes for every owner who is not registered yet, a few hundred homes at a time."""
    flats = await read_flats(read(), compound_id=compound_id)
    slips: list[Slip] = []
    for start in range(0, len(flats), HOMES_AT_ONCE):
        part = flats[start : start + HOMES_AT_ONCE]
        for issued, flat in zip(
            await issue_slips(uow(), compound_id=compound_id, flats=part, created_by=created_by, now=now), part, strict=True
        ):
            if flat.registered and not issued.codes:
                continue  # everybody of this home is registered: nothing to hand out
            home = HomeName(issued.home.building, issued.home.entrance, issued.home.room)
            codes = tuple(
                SlipCode(name, code.upper(), START.format(username=bot_username, payload=payload)) for name, payload, code in issued.codes
            )
            slips.append(Slip(home, codes))
    return SlipSheet(compound, tuple(slips), local(now + SLIP_LIFE).date(), bot_username, language)


def counted(sheet: SlipSheet, place: PlaceName, until: datetime) -> SlipsPrinted:
    with_codes = [slip for slip in sheet.slips if slip.codes]
    codes = sum(len(slip.codes) for slip in with_codes)
    return SlipsPrinted(place, len(with_codes), codes, len(sheet.slips) - len(with_codes), until)


async def print_for_staff(job: Job, tools: Tools) -> None:
    """The Word file goes to whoever asked for it, if they are of the staff still: it opens every home."""
    compound_id, now = job.compound_id or "", tools.now()
    async with tools.read() as unit:
        place = await unit.compounds.place(compound_id)
    if place is None or job.chat_id is None:
        return
    if not (await read_actor(tools.read(), telegram_id=job.chat_id)).is_staff_of(place):
        return
    language: Language = "en" if job.arguments["language"] == "en" else "zh"
    sheet = await slip_sheet(
        tools.uow,
        tools.read,
        compound_id=compound_id,
        compound=place.name,
        created_by=job.arguments["created_by"],
        language=language,
        bot_username=tools.facts.bot_username,
        now=now,
    )
    kept = await tools.attachments.keep(await tools.in_process(print_slips, sheet))
    await plan_fading(tools.uow(), sha256=kept.sha256, at=now + PAPER_KEPT)
    facts = counted(sheet, PlaceName(place.id, PlaceKind.COMPOUND, place.name), now + SLIP_LIFE)
    await tools.screens.show(
        job.chat_id, slips_printed(facts, language, Attachment(kept.sha256, texts.slips_file(language, compound=place.name)))
    )


async def print_poster_for_staff(job: Job, tools: Tools) -> None:
    if job.chat_id is None:
        return
    language: Language = "en" if job.arguments["language"] == "en" else "zh"
    username, compound = tools.facts.bot_username, str(job.arguments["compound"])
    poster = InvitePoster(
        compound=compound,
        community=str(job.arguments["community"]),
        link=START.format(username=username, payload=POSTER_PAYLOAD),
        shown_link=f"t.me/{username}",
        button=START_BUTTON[language],
        language=language,
    )
    kept = await tools.attachments.keep(await tools.in_process(print_poster, poster))
    await plan_fading(tools.uow(), sha256=kept.sha256, at=tools.now() + PAPER_KEPT)
    name = texts.poster_file(language, compound=compound)
    await tools.screens.show(job.chat_id, poster_printed(compound, language, Attachment(kept.sha256, name)))


async def drop_paper(job: Job, tools: Tools) -> None:
    await tools.attachments.drop(str(job.arguments["sha256"]))


JOBS = {PRINT_SLIPS: print_for_staff, PRINT_POSTER: print_poster_for_staff, DROP_PAPER: drop_paper}
