"""From a code or a chosen home to a binding, a request or a role: home shown, notice agreed to, then it is done."""

from datetime import datetime

from bot.actions.residents.binding import settle_in
from bot.actions.residents.common import (
    actor_of,
    arrive,
    as_own,
    check_is_person,
    first_deciders,
    home_at,
    is_unnamed_owner,
    owner_names,
    place_name,
)
from bot.actions.residents.requests import drop_request, put_request, standing_of
from bot.actions.residents.taking import still_entitled, take_role
from bot.actions.unit import Form, UnitOfWork
from bot.rules.ports import Language
from bot.rules.residents import PRIVACY_VERSION, BindingState, EndReason, HomeRole, Invite, InviteKind, Role, Via
from bot.rules.residents.codes import HOME_SPAN, PERSON_SPAN, TRIES_PER_HOME, TRIES_PER_PERSON
from bot.rules.residents.facts import (
    CodeRefused,
    CodeSpentBySelf,
    CodeTriesOver,
    Joined,
    NameNeeded,
    NoticeNeeded,
    Offer,
    RequestStanding,
    RoleTaken,
)
from bot.rules.residents.typed import name_from
from bot.rules.residents.violations import HomeTaken, HomeUnknown, OfferGone, OwnerStillUnnamed, RegisteredOtherwise
from bot.rules.rosters.writing import LONGEST_NAME, plain_text
from storage.residents.homes import Member, NewBinding

JOINING = "residents.joining"
ASKING = "residents.asking"
# Questions of the forms.
SHOWN, CONSENT, NAME = "shown", "consent", "name"

Opened = Offer | CodeRefused | CodeTriesOver | CodeSpentBySelf
Step = NoticeNeeded | NameNeeded | Joined | RoleTaken | RequestStanding


def _clean_name(text: str) -> str:
    """What somebody is called on Telegram, as it may be kept: composed, without invisible characters, capped (threat 15)."""
    return plain_text(text, LONGEST_NAME)


async def open_code(unit: UnitOfWork, *, telegram_id: int, code: str, language: Language, now: datetime) -> Opened:
    """What a code is for; it is not spent yet. A failed try is remembered, so it is a committed result."""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        opened = await _tries_over(unit, telegram_id, now) or await _opened(unit, telegram_id, actor.person_id, code, now)
        await unit.commit()
    return opened


async def read_is_code(unit: UnitOfWork, *, code: str) -> bool:
    """Whether there is such a code, open or not."""
    async with unit:
        return await unit.invites.shown(code) is not None


async def _tries_over(unit: UnitOfWork, telegram_id: int, now: datetime) -> CodeTriesOver | None:
    tries = await unit.invites.tries_of(telegram_id, now - PERSON_SPAN)
    return CodeTriesOver(tries[-TRIES_PER_PERSON] + PERSON_SPAN) if len(tries) >= TRIES_PER_PERSON else None


async def _opened(unit: UnitOfWork, telegram_id: int, person_id: str | None, code: str, now: datetime) -> Opened:
    invite = await unit.invites.shown(code)
    if invite is not None and person_id is not None and invite.used_by == person_id:
        return CodeSpentBySelf()
    offer = await _offer(unit, invite, now) if invite is not None else None
    if offer is None:
        await unit.invites.note_try(telegram_id, invite.home_id if invite else None, now)
        return CodeRefused()
    await unit.forms.keep(telegram_id, Form(JOINING, SHOWN, {"invite": offer.invite_id}), now)
    return offer


async def _offer(unit: UnitOfWork, invite: Invite, now: datetime) -> Offer | None:
    """None when the code opens nothing any more, for whatever reason."""
    if not invite.is_open(now) or not await still_entitled(unit, invite):
        return None
    if invite.kind is InviteKind.ROLE:
        place = await unit.compounds.place(invite.place_id)
        return Offer(invite.id, invite.kind, role=Role(invite.role), place=await place_name(unit, place)) if place else None
    if invite.home_id is None or await unit.invites.count_tries_at(invite.home_id, now - HOME_SPAN) >= TRIES_PER_HOME:
        return None
    home, _ = await home_at(unit, invite.home_id)
    return Offer(invite.id, invite.kind, home=home, home_role=HomeRole(invite.role))


async def accept_offer(unit: UnitOfWork, *, telegram_id: int, invite_id: str, display_name: str, now: datetime) -> Step:
    """「是」: the privacy notice first, unless its newest version was agreed to before."""
    async with unit:
        check_is_person(telegram_id)
        form = await _offered(unit, telegram_id, invite_id, now)
        step = await _notice_or(unit, telegram_id, form, display_name, now) or await _finish(unit, telegram_id, form, display_name, now)
        await unit.commit()
    return step


async def _offered(unit: UnitOfWork, telegram_id: int, invite_id: str, now: datetime) -> Form:
    """The question that waits for this person's answer; OfferGone when there is none about this code."""
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != JOINING or form.facts["invite"] != invite_id:
        raise OfferGone
    return form


async def read_offer_gone(unit: UnitOfWork, *, telegram_id: int, invite_id: str) -> tuple[bool, bool]:
    """(whether this person has used the code, whether it is for a home) of a question that nobody waits to be answered any more."""
    async with unit:
        invite = await unit.invites.by_id(invite_id)
        person_id = await unit.residents.person(telegram_id)
        used = invite is not None and person_id is not None and invite.used_by == person_id
        return used, invite is None or invite.kind is not InviteKind.ROLE


async def decline_offer(unit: UnitOfWork, *, telegram_id: int, invite_id: str, now: datetime) -> bool:
    """「不是」: the code stays good, nothing is written. Whether it was for a home (else for a role)."""
    async with unit:
        await _offered(unit, telegram_id, invite_id, now)
        invite = await unit.invites.by_id(invite_id)
        await unit.forms.clear(telegram_id)
        await unit.commit()
    return invite is None or invite.kind is not InviteKind.ROLE


async def ask_as(unit: UnitOfWork, *, telegram_id: int, home_id: str, role: HomeRole, display_name: str, now: datetime) -> Step:
    """Without a code: the home was chosen by buttons, now as what."""
    async with unit:
        check_is_person(telegram_id)
        if await unit.doors.home(home_id) is None:
            raise HomeUnknown
        form = Form(ASKING, CONSENT, {"home": home_id, "role": role})
        step = (
            await _standing_already(unit, telegram_id, home_id, role)
            or await _notice_or(unit, telegram_id, form, display_name, now)
            or await _finish(unit, telegram_id, form, display_name, now)
        )
        await unit.commit()
    return step


async def _standing_already(unit: UnitOfWork, telegram_id: int, home_id: str, role: HomeRole) -> RequestStanding | None:
    """None where there is something to ask for: nothing is there yet, or an owner of whom it is not said which one."""
    actor = await actor_of(unit, telegram_id)
    known = await unit.bindings.living(actor.person_id, home_id) if actor.person_id is not None else None
    if known is None:
        return None
    home, _ = await home_at(unit, home_id)
    if known.state is BindingState.ACTIVE and role is HomeRole.OWNER and is_unnamed_owner(known):
        if not await owner_names(unit, home_id):
            raise OwnerStillUnnamed(home)
        return None
    if known.state is BindingState.ACTIVE and role is HomeRole.OWNER and known.role is not HomeRole.OWNER:
        raise RegisteredOtherwise(home, known.role)
    if known.state is BindingState.ACTIVE:
        raise HomeTaken(home)
    return await standing_of(unit, known.binding_id, home)


async def agree(unit: UnitOfWork, *, telegram_id: int, version: int, display_name: str, now: datetime) -> Step:
    """「同意」 under the notice: consent is written down, and what waited for it goes on."""
    async with unit:
        check_is_person(telegram_id)
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name not in {JOINING, ASKING} or form.step != CONSENT or version != PRIVACY_VERSION:
            raise OfferGone
        person_id = await unit.residents.meet(telegram_id, now)
        await unit.residents.give_consent(person_id, version, now)
        step = await _finish(unit, telegram_id, form, display_name, now)
        await unit.commit()
    return step


async def type_name(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> Step:
    """The name as on the deed, typed."""
    name = name_from(text)
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != ASKING or form.step != NAME:
            raise OfferGone
        step = await _ask(unit, telegram_id, form, name, now)
        await unit.commit()
    return step


async def _notice_or(unit: UnitOfWork, telegram_id: int, form: Form, display_name: str, now: datetime) -> NoticeNeeded | None:
    actor = await actor_of(unit, telegram_id)
    if actor.person_id is not None and await unit.residents.consent(actor.person_id) == PRIVACY_VERSION:
        return None
    await unit.forms.keep(telegram_id, Form(form.name, CONSENT, form.facts), now)
    invite = await unit.invites.by_id(form.facts["invite"]) if form.name == JOINING else None
    if invite is not None and invite.kind is InviteKind.ROLE:
        return NoticeNeeded(PRIVACY_VERSION, Role(invite.role), _clean_name(display_name))
    return NoticeNeeded(PRIVACY_VERSION)


async def _finish(unit: UnitOfWork, telegram_id: int, form: Form, display_name: str, now: datetime) -> Step:
    """The notice is agreed to: spend the code, or go on asking."""
    if form.name == JOINING:
        return await _spend(unit, telegram_id, form.facts["invite"], _clean_name(display_name), now)
    if form.facts["role"] == HomeRole.OWNER:
        await unit.forms.keep(telegram_id, Form(ASKING, NAME, form.facts), now)
        home, building = await home_at(unit, form.facts["home"])
        level, _ = await first_deciders(unit, building, telegram_id)
        return NameNeeded(await as_own(unit, home, building.compound_id, await unit.residents.person(telegram_id)), level)
    return await _ask(unit, telegram_id, form, _clean_name(display_name), now)


async def _ask(unit: UnitOfWork, telegram_id: int, form: Form, name: str, now: datetime) -> RequestStanding:
    person_id = await unit.residents.meet(telegram_id, now)
    await unit.forms.clear(telegram_id)
    role, home_id = HomeRole(form.facts["role"]), form.facts["home"]
    return await put_request(unit, person_id=person_id, telegram_id=telegram_id, home_id=home_id, role=role, name=name, now=now)


async def _spend(unit: UnitOfWork, telegram_id: int, invite_id: str, name: str, now: datetime) -> Joined | RoleTaken:
    person_id = await unit.residents.meet(telegram_id, now)
    invite = await unit.invites.by_id(invite_id)
    if (
        invite is None
        or await _offer(unit, invite, now) is None
        # single use: of two who show it at once the second finds it used
        or not await unit.invites.spend(invite_id, person_id, now)
    ):
        raise OfferGone
    await unit.forms.clear(telegram_id)
    if invite.kind is InviteKind.ROLE:
        return await take_role(unit, invite, person_id=person_id, telegram_id=telegram_id, name=name, now=now)
    return await _bind(unit, invite, person_id, now)


def _gives_way(known: Member, kind: InviteKind) -> bool:
    """What a code may replace: a request, and by a slip also family or tenant; an objection is not passed over."""
    if known.state is BindingState.PENDING:
        return True
    is_verified = known.role is HomeRole.OWNER and known.owner_id is not None
    return known.state is BindingState.ACTIVE and kind is InviteKind.SLIP and not is_verified


async def _bind(unit: UnitOfWork, invite: Invite, person_id: str, now: datetime) -> Joined:
    assert invite.home_id is not None, "a slip and a household's invite are for a home"
    home, building = await home_at(unit, invite.home_id)
    known = await unit.bindings.living(person_id, invite.home_id)
    if known is not None and not _gives_way(known, invite.kind):
        raise HomeTaken(home)
    if known is not None:
        request = await unit.bindings.request(known.binding_id)
        await unit.bindings.end(known.binding_id, reason=EndReason.REPLACED, by=person_id, now=now)
        if request is not None:
            await drop_request(unit, request, now)
    via = Via.SLIP if invite.kind is InviteKind.SLIP else Via.HOUSEHOLD
    role = HomeRole(invite.role)
    new = NewBinding(building.compound_id or "", invite.home_id, person_id, role, invite.owner_id, via, BindingState.ACTIVE)
    binding_id = await unit.bindings.add(new, now)
    assert binding_id is not None, "nothing living is left at the home"
    return await settle_in(unit, binding_id, now, invited_by=invite.created_by)
