"""What those in charge do to a vote that runs: extend, cancel, take back, close it after an outage."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.asks.recording import ask_in_draft
from bot.actions.concerns.posting import unpost
from bot.actions.entries.ending import lapse_entries
from bot.actions.proofs.adding import add_event
from bot.actions.shown import renew_shown
from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.amending import LANDED, plan_amending
from bot.actions.votes.charge import building_first, check_alive, parts_in_charge, read_parts, vote_in_charge
from bot.actions.votes.closing import close, read_beside
from bot.actions.votes.doubting import settle_doubts
from bot.actions.votes.extending import Extension, stop_opening, tell_extended
from bot.actions.votes.latest import called_off_news, extension_news
from bot.actions.votes.letters import card_key, card_letter, end_cards, gone_letter, private_key, unsend
from bot.actions.votes.opening import plan
from bot.actions.votes.reminding import redate
from bot.actions.votes.telling import GONE, TELL, go_on, read_addresses, read_holders, read_owed, tell, tell_groups
from bot.actions.votes.traces import check_leaves_nothing
from bot.rules.letters import Letter
from bot.rules.proofs import EventType, moment
from bot.rules.residents import Actor
from bot.rules.votes import EXTENSION_AFTER_OUTAGE, check_extension
from bot.rules.votes.closing_times import check_closing, closing_from, is_short
from bot.rules.votes.drafts import Draft, Drafter, private_cards_wait, reason_from, sounds_like_lift
from bot.rules.votes.facts import VoteCalledOff, VoteEnded, VoteExtended, VoteResult, VoteState
from bot.rules.votes.parts import Part
from bot.rules.votes.previews import ChangedByOther, DoubtSettled, TakenBackByOther
from bot.rules.votes.violations import AlreadyDecided, NotInCharge, ResultStands
from storage.votes.records import Vote, VoteGroup

EXTENDING = "votes.extend"
CANCELLING = "votes.cancel"


async def ask_extension(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> Vote:
    """The next words of this person are the new closing time."""
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id)
        check_alive(vote)
        await unit.forms.keep(actor.telegram_id, Form(EXTENDING, "closing", {"vote": vote.id}), now)
        await unit.commit()
    return vote


async def choose_extension(unit: UnitOfWork, *, actor: Actor, vote_id: str, closes_at: datetime, now: datetime) -> Vote:
    """The new time is kept until its reason is said."""
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id)
        await _keep_new_time(unit, actor, vote, closes_at, now)
        await unit.commit()
    return vote


async def write_extension(unit: UnitOfWork, by: Drafter, vote_id: str, *, typed: str) -> tuple[Vote, datetime]:
    async with unit:
        vote = await vote_in_charge(unit, by.actor, vote_id)
        closes_at = closing_from(typed, by.local_now, vote.closes_at)
        await _keep_new_time(unit, by.actor, vote, closes_at, by.now)
        await unit.commit()
    return vote, closes_at


async def _keep_new_time(unit: UnitOfWork, actor: Actor, vote: Vote, closes_at: datetime, now: datetime) -> None:
    check_alive(vote)
    _check_new_time(vote, closes_at, now)
    facts = {"vote": vote.id, "closes_at": int(closes_at.timestamp())}
    await unit.forms.keep(actor.telegram_id, Form(EXTENDING, "reason", facts), now)


def _check_new_time(vote: Vote, closes_at: datetime, now: datetime) -> None:
    check_extension(now, vote.closes_at, closes_at, after_outage=vote.state is VoteState.UNDECIDED)
    check_closing(now, closes_at)


async def extend_vote(unit: UnitOfWork, by: Drafter, vote_id: str, *, closes_at: datetime, reason: str) -> VoteExtended:
    """Announced before the close, or after an outage at it (R14); reminders are planned anew."""
    said = reason_from(reason)
    addresses = {one: await read_owed(unit, one) for one in await read_parts(unit, vote_id)}
    async with unit:
        vote, *others = await parts_in_charge(unit, by.actor, vote_id)
        check_alive(vote)
        done = await _extension_done(unit, vote, closes_at)
        if done is not None:
            return done
        _check_new_time(vote, closes_at, by.now)
        facts = VoteExtended(vote.heading, vote.closes_at, closes_at, said)
        # Both votes of one matter close together.
        also = [one for one in others if one.state in {VoteState.OPEN, VoteState.UNDECIDED} and one.closes_at < closes_at]
        for one in building_first([vote, *also]):
            await _extend(unit, by, one, (closes_at, said), addresses.get(one.id, ()))
        await _tell_drafter_changed(unit, vote, by.actor, facts, by.now)
        await unit.forms.clear(by.actor.telegram_id)
        await unit.commit()
    return facts


async def _extend(unit: UnitOfWork, by: Drafter, vote: Vote, until: tuple[datetime, str], addresses: Sequence[int]) -> None:
    """`until`: the new closing time, and why."""
    (closes_at, said), actor, now = until, by.actor, by.now
    if actor.person_id is None:
        raise NotInCharge
    await unit.votes.record_extension(vote, closes_at=closes_at, reason=said, person_id=actor.person_id, now=now)
    await unit.votes.change(vote.id, state=VoteState.OPEN, closes_at=closes_at)
    await add_event(unit, vote, EventType.EXTENDED, {"closes_at": moment(closes_at), "reason": said}, now)
    extended = await unit.votes.vote(vote.id)
    assert extended is not None
    await plan(unit, extended, zone=by.zone, now=now)
    await redate(unit, extended, now)
    facts = VoteExtended(vote.heading, vote.closes_at, closes_at, said)
    news = extension_news(facts)
    await tell_groups(unit, vote, news, now)
    await stop_opening(unit, vote)
    await tell_extended(unit, Extension(extended, news, private_cards_wait(by.local_now, closes_at)), addresses, now)
    card = await unit.votes.card(extended, now)
    letters = [card_letter(extended, group, card, news.cause) for group in await unit.votes.groups(vote.id)]
    await unit.mailing.put_all(letters, now)
    await plan_amending(unit, extended, now)
    if vote.state is VoteState.UNDECIDED:
        await settle_doubts(unit, DoubtSettled(vote.heading, closes_at), actor.telegram_id, now)


async def _extension_done(unit: UnitOfWork, vote: Vote, closes_at: datetime) -> VoteExtended | None:
    """A second press on the same button, or a second person's: it is extended to that time, and told."""
    if vote.state is not VoteState.OPEN or vote.closes_at != closes_at:
        return None
    told = await unit.tellings.extension(vote.id, closes_at)
    return None if told is None else VoteExtended(vote.heading, told[0], closes_at, told[1])


async def add_day(unit: UnitOfWork, by: Drafter, vote_id: str, *, reason: str) -> VoteExtended:
    """「延期一天」 after an outage near the close; somebody else may have decided meanwhile."""
    async with unit.beside() as reader:
        vote = await vote_in_charge(reader, by.actor, vote_id)
    check_alive(vote)
    if vote.state is not VoteState.UNDECIDED:
        raise AlreadyDecided(closes_at=vote.closes_at)
    return await extend_vote(unit, by, vote_id, closes_at=by.now + EXTENSION_AFTER_OUTAGE, reason=reason)


async def ask_cancellation(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> Vote:
    """The next words of this person are the reason."""
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id)
        check_alive(vote)
        await unit.forms.keep(actor.telegram_id, Form(CANCELLING, "reason", {"vote": vote.id}), now)
        await unit.commit()
    return vote


async def cancel_vote(unit: UnitOfWork, *, actor: Actor, vote_id: str, reason: str, now: datetime) -> VoteCalledOff:
    said = reason_from(reason)
    addresses = {one: await read_addresses(unit, one) for one in await read_parts(unit, vote_id)}
    async with unit:
        vote, *others = await parts_in_charge(unit, actor, vote_id)
        check_alive(vote)
        facts = VoteCalledOff(vote.heading, said)
        # Without this one the matter cannot pass any more.
        also = [one for one in others if one.state in {VoteState.OPEN, VoteState.UNDECIDED}]
        for one in building_first([vote, *also]):
            await _cancel(unit, one, said, addresses.get(one.id, ()), now)
            if one.state is VoteState.UNDECIDED:
                await settle_doubts(unit, DoubtSettled(one.heading, cancelled=True), actor.telegram_id, now)
        await _tell_drafter_changed(unit, vote, actor, facts, now)
        await unit.forms.clear(actor.telegram_id)
        await unit.commit()
    return facts


async def _cancel(unit: UnitOfWork, vote: Vote, said: str, addresses: Sequence[int], now: datetime) -> None:
    await unit.votes.end(vote.id, VoteState.CANCELLED, now, reason=said)
    await lapse_entries(unit, replace(vote, state=VoteState.CANCELLED), now)
    await add_event(unit, vote, EventType.CANCELLED, {"reason": said}, now)
    await unit.schedule.cancel(vote.id)
    facts = VoteCalledOff(vote.heading, said)
    ended = await end_cards(unit, vote, VoteEnded(vote.heading, VoteState.CANCELLED, now, said), now)
    await unpost(unit, vote.id, now)
    await tell(unit, vote, called_off_news(facts), addresses, now)
    await unit.mailing.put_all(ended, now)
    await plan_amending(unit, vote, now)


async def retract_vote(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> None:
    """Sent by mistake: for two minutes, while nobody has tapped and no group was told more, it leaves nothing behind.

    What was written is a draft again, of whoever took it back, under the vote's own id: a slip in the title is all that is mended.
    """
    holders = {one: await read_holders(unit, one) for one in await read_parts(unit, vote_id)}
    async with unit:
        parts = await parts_in_charge(unit, actor, vote_id)
        check_alive(parts[0])
        for vote in parts:
            await check_leaves_nothing(unit, vote, now)
        for vote in parts:
            await _take_back(unit, vote, holders.get(vote.id, ()), now)
        # Of a lift's two votes the draft is that of its building, under whichever id was taken back.
        own = next((one for one in parts if one.part is Part.OWN), parts[0])
        await unit.vote_drafts.keep(
            actor.telegram_id, replace(draft_of(own), id=vote_id, ask=await ask_in_draft(unit, own.id)), now, promised=True
        )
        await _tell_drafter(unit, parts, actor, now)
        await unit.commit()


async def _take_back(unit: UnitOfWork, vote: Vote, holders: Sequence[int], now: datetime) -> None:
    await unit.votes.end(vote.id, VoteState.RETRACTED, now)
    await unit.schedule.cancel(vote.id)
    await unsend(unit, vote, now)
    groups = await unit.votes.groups(vote.id)
    for group in groups:
        await _take_from_group(unit, vote, group, now)
    await take_cards_away(unit, vote, holders, now)
    if not groups:
        await unit.schedule.plan(TELL, f"{vote.id}:{GONE}:0", now + LANDED, vote.compound_id)


async def _tell_drafter(unit: UnitOfWork, parts: Sequence[Vote], actor: Actor, now: datetime) -> None:
    """Whose vote somebody else took back; by night too: it was sent within these minutes."""
    vote = parts[0]
    drafter = await _other_drafter(unit, vote, actor)
    if drafter is not None and actor.person_id is not None:
        facts = TakenBackByOther(vote.heading, await unit.residents.name(actor.person_id))
        card = "votes.taken_back_by_other"
        await unit.outbox.put(Letter(f"retracted:{vote.id}:{now.isoformat()}", drafter, card, facts), now)
        for one in parts:
            await renew_shown(unit, opened_screen(one.id), card=card, facts=facts, cause="retracted", now=now)


def opened_screen(vote_id: str) -> str:
    """What the drafter's 「已发出」 shows."""
    return f"opened:{vote_id}"


async def _other_drafter(unit: UnitOfWork, vote: Vote, actor: Actor) -> int | None:
    """Whoever drafted it, unless that is who acts."""
    return None if vote.drafted_by == actor.person_id else await unit.votes.telegram_id_of(vote.drafted_by)


async def _tell_drafter_changed(unit: UnitOfWork, vote: Vote, actor: Actor, cause: VoteExtended | VoteCalledOff, now: datetime) -> None:
    """Somebody else extended or cancelled it: its drafter answers for it, and has a screen that says otherwise."""
    drafter = await _other_drafter(unit, vote, actor)
    if drafter is not None and actor.person_id is not None:
        closes_at = cause.closes_at if isinstance(cause, VoteExtended) else None
        facts = ChangedByOther(vote.heading, await unit.residents.name(actor.person_id), closes_at, cause.reason)
        key = f"changed-by-other:{vote.id}:{int(closes_at.timestamp()) if closes_at else 'cancelled'}"
        await unit.outbox.put(Letter(key, drafter, "votes.changed_by_other", facts, night_waits=True), now)


def draft_of(vote: Vote) -> Draft:
    """What the vote was sent from; a closing time that was short when it was sent was confirmed then."""
    return Draft(
        id=vote.id,
        compound_id=vote.compound_id,
        place_id=vote.place_id,
        entrance=vote.entrance,
        title=vote.title,
        body=vote.body,
        file=vote.scheme_file,
        matter=vote.matter,
        threshold=vote.threshold,
        by_area_too=vote.by_area_too,
        parking=vote.parking,
        closes_at=vote.closes_at,
        short_confirmed=is_short(vote.opened_at, vote.closes_at),
        noticed_on=vote.terms.noticed_on if vote.terms else None,
        follow_clause=vote.follow_clause or "",
        is_lift=vote.part is Part.OWN or sounds_like_lift(vote.title),
        takes_land=True if vote.part is Part.OWN else None,
    )


async def _take_from_group(unit: UnitOfWork, vote: Vote, group: VoteGroup, now: datetime) -> None:
    """The card, also one that is on its way, and those before it that point to it."""
    card = card_key(vote.id, group.id)
    former = [one.live_key for one in await unit.tellings.living_in(group.chat_id) if one.live_key.startswith(f"{card}:")]
    await unit.mailing.put_all([gone_letter(vote, key, group.chat_id) for key in (card, *former)], now)


async def take_cards_away(unit: UnitOfWork, vote: Vote, holders: Sequence[int], now: datetime) -> None:
    """Of some of those who have the card in private; the others follow in steps."""
    await unit.mailing.put_all([gone_letter(vote, f"{private_key(vote.id)}{chat}", chat) for chat in holders], now)
    await go_on(unit, vote, GONE, holders, now)


async def close_after_outage(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> VoteResult:
    """「就这样结束」: tallied as it is, with the matter's other vote that waits for the same word; the result names the outage (R14)."""
    reading = await read_beside(unit, vote_id)
    beside = {one: await read_beside(unit, one) for one in reading.parts if one != vote_id}
    async with unit:
        vote, *others = await parts_in_charge(unit, actor, vote_id)
        check_alive(vote)
        if vote.state is VoteState.OPEN:
            raise AlreadyDecided(closes_at=vote.closes_at)
        result = await close(unit, vote, reading, now) if vote.state is VoteState.UNDECIDED else None
        if result is None:
            raise ResultStands(closed_at=vote.closes_at)
        await settle_doubts(unit, DoubtSettled(vote.heading), actor.telegram_id, now)
        for other in others:
            if other.state is VoteState.UNDECIDED:
                await close(unit, other, beside[other.id], now)
                await settle_doubts(unit, DoubtSettled(other.heading), actor.telegram_id, now)
        await unit.commit()
    return result
