"""「换方案」: another file takes the place of the scheme; what was chosen before is void, and everybody is asked again (R15)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.asks.recording import check_new_scheme
from bot.actions.entries.ending import lapse_entries
from bot.actions.proofs.adding import add_event
from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.asking_again import ask_again, look_again, read_concerned, tell_enterers
from bot.actions.votes.charge import building_first, check_alive, parts_in_charge, read_parts, vote_in_charge
from bot.actions.votes.letters import card_letter, retire_cards
from bot.actions.votes.opening import plan
from bot.rules.entries import Ending
from bot.rules.letters import Letter
from bot.rules.marks import is_marked
from bot.rules.proofs import EventType, moment
from bot.rules.residents import Actor
from bot.rules.votes.drafts import Drafter, FileState, SchemeFile, check_file_name, check_file_size, reason_from
from bot.rules.votes.facts import VoteState
from bot.rules.votes.notices import check_notice, check_notice_day, notice_day_from
from bot.rules.votes.schemes import (
    SchemeChangeDone,
    SchemeOffer,
    SchemeWanted,
    check_other_scheme,
    check_time_left,
    fingerprint,
)
from bot.rules.votes.terms import Terms
from bot.rules.votes.violations import NotInCharge, OtherPartCounted, SchemeOfferGone, VoteUndecided
from storage.base import decode, encode
from storage.votes.records import Vote

RESCHEMING = "votes.rescheme"
# The questions of its form; at the last one only a button goes on.
FILE, REASON, NOTICE, CONFIRM = "file", "reason", "notice", "confirm"
FETCH = "votes.fetch_new_scheme"


async def ask_new_scheme(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> SchemeWanted:
    """The next file of this person is the new scheme."""
    async with unit:
        vote = await _changeable(unit, actor, vote_id, now)
        answered = (await unit.schemes.answered(vote.id))[1]
        await unit.forms.keep(actor.telegram_id, Form(RESCHEMING, FILE, {"vote": vote.id}), now)
        await unit.commit()
    return SchemeWanted(vote.heading, vote.scheme_name or "", answered, vote.closes_at)


async def _changeable(unit: UnitOfWork, actor: Actor, vote_id: str, now: datetime, *, held: bool = False) -> Vote:
    vote = await vote_in_charge(unit, actor, vote_id, held=held)
    check_changeable(vote, now)
    check_parts(await unit.votes.parts(vote.pair_id) if vote.pair_id is not None else [])
    return vote


def check_changeable(vote: Vote, now: datetime) -> None:
    check_alive(vote)
    if vote.state is not VoteState.OPEN:
        raise VoteUndecided(closed_at=vote.closes_at)
    check_time_left(now, vote.closes_at)


def check_parts(parts: Sequence[Vote]) -> None:
    """Both votes of a lift are about one scheme: none of them was counted. OtherPartCounted."""
    for one in parts:
        if one.state is VoteState.CLOSED:
            raise OtherPartCounted(closed_at=one.closes_at)


async def offer_scheme(unit: UnitOfWork, by: Drafter, vote_id: str, *, file: SchemeFile, size: int, caption: str) -> SchemeOffer:
    """Taken at once, fetched by a job. Words under it say why; of an album the last picture is the scheme, as everywhere."""
    check_file_name(file.name)
    check_file_size(size)
    said = {"reason": reason_from(caption)} if caption.strip() else {}
    arguments = {"vote": vote_id, "file_id": file.file_id, "telegram_id": by.actor.telegram_id}
    async with unit:
        vote = await _changeable(unit, by.actor, vote_id, by.now, held=True)
        former = await unit.forms.form(by.actor.telegram_id, by.now)
        kept = former.facts if former is not None and former.name == RESCHEMING and former.facts.get("vote") == vote.id else {}
        facts = {**kept, "vote": vote.id, **said, "file": encode(file)}
        await unit.jobs.queue(FETCH, arguments, by.now, compound_id=vote.compound_id, chat_id=by.actor.telegram_id)
        offer = await _keep(unit, by, vote, facts)
        await unit.commit()
    return offer


async def say_why(unit: UnitOfWork, by: Drafter, vote_id: str, *, typed: str) -> SchemeOffer:
    return await _say(unit, by, vote_id, {"reason": reason_from(typed)})


async def say_notice(unit: UnitOfWork, by: Drafter, vote_id: str, *, typed: str) -> SchemeOffer:
    """Since when the new scheme has been up: where notice is a condition, it is one of what is asked now."""
    today = by.local_now.date()
    day = notice_day_from(typed, today)
    check_notice_day(day, today)
    return await _say(unit, by, vote_id, {"noticed_on": day.isoformat()})


async def _say(unit: UnitOfWork, by: Drafter, vote_id: str, said: dict[str, Any]) -> SchemeOffer:
    async with unit:
        vote = await _changeable(unit, by.actor, vote_id, by.now, held=True)
        offer = await _keep(unit, by, vote, {**await _in_hand(unit, by.actor, vote.id, by.now), **said})
        await unit.commit()
    return offer


async def read_offer(unit: UnitOfWork, by: Drafter, vote_id: str) -> SchemeOffer:
    async with unit:
        vote = await _changeable(unit, by.actor, vote_id, by.now)
        return await _offer(unit, vote, await _in_hand(unit, by.actor, vote.id, by.now), by.now)


async def _in_hand(unit: UnitOfWork, actor: Actor, vote_id: str, now: datetime) -> dict[str, Any]:
    form = await unit.forms.form(actor.telegram_id, now)
    if form is None or form.name != RESCHEMING or form.facts.get("vote") != vote_id or "file" not in form.facts:
        raise SchemeOfferGone
    return form.facts


async def _keep(unit: UnitOfWork, by: Drafter, vote: Vote, facts: dict[str, Any]) -> SchemeOffer:
    """With the form set to what is still to be said."""
    await unit.forms.keep(by.actor.telegram_id, Form(RESCHEMING, question_of(vote.terms, facts), facts), by.now)
    return await _offer(unit, vote, facts, by.now)


def question_of(terms: Terms | None, facts: dict[str, Any]) -> str:
    if not facts.get("reason"):
        return REASON
    return NOTICE if terms is not None and terms.needs_notice and "noticed_on" not in facts else CONFIRM


async def _offer(unit: UnitOfWork, vote: Vote, facts: dict[str, Any], now: datetime) -> SchemeOffer:
    parts, terms = await _parts(unit, vote), _terms_for(vote, facts)
    papers = [one for part in parts for one in await unit.schemes.enterers(part.id, part.asked_at)]
    groups, letters = await _audience(unit, parts)
    return SchemeOffer(
        heading=vote.heading,
        former=vote.scheme_name or "",
        file=decode(facts["file"], SchemeFile),
        reason=str(facts.get("reason", "")),
        answered=sum([(await unit.schemes.answered(one.id))[1] for one in parts]),
        homes=vote.total_homes,
        letters=letters,
        groups=groups,
        closes_at=vote.closes_at,
        as_of=now,
        papers=sum(owners for _, owners in papers),
        question=question_of(vote.terms, facts),
        notice_days=terms.notice_days if terms is not None and terms.needs_notice else 0,
        noticed_on=terms.noticed_on if terms is not None and "noticed_on" in facts else None,
    )


def _terms_for(vote: Vote, facts: dict[str, Any]) -> Terms | None:
    """Those of the vote, with the day of the new notice where one was said."""
    day = facts.get("noticed_on")
    if vote.terms is None or day is None:
        return vote.terms
    return replace(vote.terms, noticed_on=datetime.fromisoformat(str(day)).date())


async def new_scheme_fetched(
    unit: UnitOfWork, *, job_id: str, telegram_id: int, vote_id: str, file_id: str, sha256: str | None, now: datetime
) -> None:
    """The file is kept (None: it could not be had). Whoever sent it is told where a button waits for it; nothing when it is gone."""
    async with unit:
        vote = (await unit.votes.lock([vote_id])).get(vote_id)
        form = await unit.forms.form(telegram_id, now)
        if vote is None or form is None or form.name != RESCHEMING or form.facts.get("vote") != vote_id or "file" not in form.facts:
            return
        file = decode(form.facts["file"], SchemeFile)
        if file.file_id != file_id:
            return
        arrived = replace(file, state=FileState.FAILED if sha256 is None else FileState.KEPT, sha256=sha256)
        facts = {**form.facts, "file": encode(arrived)}
        step = FILE if sha256 is None else form.step
        await unit.forms.keep(telegram_id, Form(RESCHEMING, step, facts), now)
        if sha256 is None or step == CONFIRM:
            offer = await _offer(unit, vote, facts, now)
            await unit.outbox.put(Letter(f"scheme-offer:{vote.id}:{job_id}", telegram_id, "votes.scheme_offer", offer), now)
        await unit.commit()


async def change_scheme(unit: UnitOfWork, by: Drafter, vote_id: str, *, sha: str, mark: str) -> SchemeChangeDone:
    """「换，重新问」 under the numbers: from this commit on the new scheme is asked about.

    `sha`: how its SHA-256 begins; `mark`: that of the reason above the button, which everybody reads.
    """
    actor, now = by.actor, by.now
    addresses = {one: await read_concerned(unit, one) for one in await read_parts(unit, vote_id)}
    async with unit:
        vote, *others = await parts_in_charge(unit, actor, vote_id)
        if vote.scheme_version > 1 and (vote.scheme_sha256 or "").startswith(sha):
            return await _done(unit, vote)
        check_changeable(vote, now)
        check_parts(others)
        facts = await _in_hand(unit, actor, vote.id, now)
        file, terms = decode(facts["file"], SchemeFile), _terms_for(vote, facts)
        if fingerprint(file) != sha or question_of(vote.terms, facts) != CONFIRM:
            raise SchemeOfferGone
        if not is_marked(mark, str(facts["reason"])):
            raise SchemeOfferGone
        sha256 = check_other_scheme(vote.scheme_sha256, file)
        await check_new_scheme(unit, vote.id, sha256)
        if terms is not None:
            check_notice(terms, by.zone, now)
        new, reason = replace(file, sha256=sha256), str(facts["reason"])
        for one in building_first([vote, *(other for other in others if other.state is VoteState.OPEN)]):
            changed = await _void(unit, actor, one, file=new, reason=reason, terms=_terms_for(one, facts), now=now)
            await plan(unit, changed, zone=by.zone, now=now)
            await _ask_everybody(unit, by, changed, addresses.get(one.id, ()))
        await unit.forms.clear(actor.telegram_id)
        done = await _done(unit, vote)
        await unit.commit()
    return done


async def _done(unit: UnitOfWork, vote: Vote) -> SchemeChangeDone:
    """As it is since the change; of both votes of a lift together."""
    parts = await _parts(unit, vote)
    last = [changes[-1] for changes in [await unit.schemes.changes(one.id) for one in parts] if changes]
    groups, letters = await _audience(unit, parts)
    return SchemeChangeDone(vote.heading, parts[0].scheme_name or "", sum(one.voided_heads for one in last), letters, groups)


async def _parts(unit: UnitOfWork, vote: Vote) -> list[Vote]:
    if vote.pair_id is not None:
        return await unit.votes.parts(vote.pair_id)
    now = await unit.votes.vote(vote.id)
    return [now or vote]


async def _audience(unit: UnitOfWork, parts: Sequence[Vote]) -> tuple[int, int]:
    """(groups, accounts): who is asked in a lift's building is asked in its compound as well."""
    groups = [len(await unit.votes.groups(one.id)) for one in parts]
    return max(groups), max([await unit.tellings.count_registered(one.id) for one in parts])


async def _void(unit: UnitOfWork, actor: Actor, vote: Vote, *, file: SchemeFile, reason: str, terms: Terms | None, now: datetime) -> Vote:
    """What counted counts no more, the chain says so, and what was being entered is over. The vote as it is since then."""
    if actor.person_id is None:
        raise NotInCharge
    version, former = vote.scheme_version + 1, (vote.scheme_sha256, vote.scheme_name)
    voided = (await unit.schemes.answered(vote.id))[0]
    about: dict[str, Any] = {"version": version, "former": former, "reason": reason, "voided_heads": voided}
    await tell_enterers(unit, vote, reason, now)
    await unit.schemes.change(vote.id, vote.compound_id, **about, person_id=actor.person_id, now=now)
    values: dict[str, Any] = {
        "scheme_sha256": file.sha256,
        "scheme_name": file.name,
        "scheme_is_photo": file.is_photo,
        "scheme_version": version,
    }
    values |= {"scheme_changed_at": now, "scheme_reason": reason, "reminded_at": None}
    await unit.votes.change(vote.id, **values, terms=None if terms is None else encode(terms))
    await lapse_entries(unit, vote, now, ending=Ending.RESCHEMED)
    event = {"version": version, "scheme_sha256": file.sha256, "former_sha256": vote.scheme_sha256, "reason": reason}
    event |= {"changed_at": moment(now)}
    if terms is not None and terms.needs_notice and terms.noticed_on is not None:
        event["noticed_on"] = terms.noticed_on.isoformat()
    await add_event(unit, vote, EventType.SCHEME, event, now)
    changed = await unit.votes.vote(vote.id)
    assert changed is not None, "held"
    return changed


async def _ask_everybody(unit: UnitOfWork, by: Drafter, vote: Vote, addresses: Sequence[int]) -> None:
    card, letters = await unit.votes.card(vote, by.now), list[Letter]()
    for group in await unit.votes.groups(vote.id):
        letters += await retire_cards(unit, vote, group, by.now)
        letters.append(card_letter(vote, group, card, f"scheme-{vote.scheme_version}"))
    await unit.mailing.put_all(letters, by.now)
    await ask_again(unit, vote, addresses, by.now)
    await look_again(unit, vote, by.now)
