"""The files of a vote: sealed before its end, the audit file for whom the terms entitle, each handing-over on record and shown."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.actions.votes.changing import cancel_vote
from bot.cli import verify
from bot.rules.ports import LANGUAGES, Language
from bot.rules.profiles import Profiles
from bot.rules.profiles.reading import read_profile
from bot.rules.proofs import VoteNotOver
from bot.rules.proofs_files import AuditNotForYou, FileKind, FilesOffer, Handed, NoAuditFile, check_may_have, entitled_roles
from bot.rules.residents import Role
from bot.rules.votes import Matter
from bot.rules.votes.facts import Heading, VoteState
from bot.rules.votes.terms import MAY_BE_ENTITLED
from handlers.proofs import cards
from messages.rendering import plain_text
from messages.violations import violation_text
from storage.base import decode, encode
from storage.outbox_table import outbox
from storage.proofs import audit_handings
from storage.residents import appointments
from storage.votes import votes
from tests.fixtures import Units
from tests.messages.test_large_type import LARGE
from tests.messages.wrapping import NUMBER, NUMBER_AND_UNIT, broken
from tests.profiles import CITY, CITY_TEXT, SHIPPED, TEXTS, national
from tests.votes.houses import AGAINST, AGREE, CHEN, CHIEF, HEAD, STRANGER, Houses, Voting, appoint, owner, settle
from tests.wire import Person, Shown, Wire

CLOSES = datetime(2026, 3, 1, 10, tzinfo=UTC)
TERMS = national().terms(Matter.ORDINARY)
PEOPLE = {role: Person(3000 + number, f"某{role.value}") for number, role in enumerate(Role)}
EVERYBODY = (*PEOPLE.values(), CHEN, CHIEF, HEAD, owner(1), owner(9), STRANGER)
LISTED = '["street_staff", "community_staff"]'


# rules


@pytest.mark.rule("S6.audit")
@pytest.mark.parametrize(("kind", "state", "role"), list(product(FileKind, VoteState, Role)))
def test_which_role_may_have_which_file_in_which_state(kind: FileKind, state: VoteState, role: Role) -> None:
    wanted: type[Exception] | None = None
    if state not in {VoteState.CLOSED, VoteState.CANCELLED}:
        wanted = VoteNotOver
    elif kind is FileKind.AUDIT and role not in {Role.STREET_STAFF, Role.COMMUNITY_STAFF}:
        wanted = AuditNotForYou
    elif kind is FileKind.AUDIT and state is VoteState.CANCELLED:
        wanted = NoAuditFile
    if wanted is None:
        check_may_have(kind, state, CLOSES, TERMS, {role})
        return
    with pytest.raises(wanted):
        check_may_have(kind, state, CLOSES, TERMS, {role})


def test_the_profile_says_who_is_entitled_and_nothing_said_is_staff() -> None:
    staff = (Role.STREET_STAFF, Role.COMMUNITY_STAFF)
    assert [one.audit_for for one in SHIPPED] == [staff] * len(SHIPPED)
    text = TEXTS["national.toml"]
    assert f"audit_for = {LISTED}" in text
    assert read_profile(text.replace(f"audit_for = {LISTED}\n", ""), "x.toml").audit_for == staff
    assert read_profile(text.replace(LISTED, '"none"'), "x.toml").audit_for == ()
    chief = read_profile(text.replace(LISTED, '["compound_chief", "street_staff"]'), "x.toml")
    assert chief.terms(Matter.ORDINARY).audit_for == (Role.STREET_STAFF, Role.COMPOUND_CHIEF), "in one order"
    assert entitled_roles(None) == staff, "a vote from before there were terms"


def test_terms_from_before_entitle_staff() -> None:
    kept = json.loads(encode(TERMS))
    del kept["audit_for"]
    assert decode(json.dumps(kept), type(TERMS)) == TERMS


@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_and_refusals_in_both_languages(language: Language) -> None:
    heading = Heading("0123456789", "屋顶防水改造", "和平小区")
    handed = tuple(Handed("陈静" if number else "", CLOSES + timedelta(days=number)) for number in range(3))
    sets = [(), (Role.STREET_STAFF,), (Role.COMMUNITY_STAFF,), (Role.COMPOUND_CHIEF,), MAY_BE_ENTITLED[:2], MAY_BE_ENTITLED]
    offers = [
        FilesOffer(heading, is_counted, roles, bool(roles), given, len(given))
        for is_counted, roles, given in product((True, False), sets, ((), handed))
    ]
    for offer in [*offers, replace(offers[-13], times=40)]:
        shown = cards.files_offered(offer, language)
        assert len(plain_text(shown.text).splitlines()) <= 6
        assert broken(plain_text(shown.text), LARGE, [NUMBER, NUMBER_AND_UNIT]) == []
        assert shown.keyboard is not None
        data = [button.callback_data for row in shown.keyboard.inline_keyboard for button in row]
        assert ("pf:0123456789:audit" in data) is (offer.is_counted and bool(offer.entitled))
    for violation in [VoteNotOver(closes_at=CLOSES), NoAuditFile(), *(AuditNotForYou(roles=roles) for roles in sets)]:
        said = violation_text(language, violation)
        assert len(plain_text(said)) <= 200
        assert ("chief" in said or "小区长" in said) is (isinstance(violation, AuditNotForYou) and Role.COMPOUND_CHIEF in violation.roles)


# through the real dispatcher


@pytest.fixture
async def houses(uow: Units) -> Houses:
    made = await settle(uow)
    places = {Role.STREET_STAFF: made.community.path[0], Role.COMMUNITY_STAFF: made.community.id, Role.BUILDING_HEAD: made.buildings[1].id}
    async with uow() as unit:
        for role, person in PEOPLE.items():
            place = await unit.compounds.place(places.get(role, made.compound.id))
            assert place is not None
            await appoint(unit, person, role, place, uow.clock.now())
        await unit.commit()
    return made


async def counted_vote(wire: Wire, houses: Houses, profiles: Profiles | None = None) -> str:
    """Seven of nine; it is over."""
    vote = await open_vote(wire, houses, profiles)
    await close(wire)
    return vote


async def open_vote(wire: Wire, houses: Houses, profiles: Profiles | None = None) -> str:
    city = {} if profiles is None else {"profiles": profiles, "noticed_on": date(2026, 1, 5)}
    vote = (await houses.open(**city)).heading.vote_id
    voting = Voting(houses, vote)
    for number in range(1, 8):
        await voting.cast(owner(number), AGREE if number < 6 else AGAINST)
    await wire.deliver()
    return vote


async def close(wire: Wire) -> None:
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()


def files(wire: Wire, person: Person) -> list[Shown]:
    return [one for one in wire.in_chat(person.id) if one.method == "sendDocument"]


async def ask(wire: Wire, person: Person, vote: str, kind: str) -> str:
    """The answer to the button; what a worker makes of it is done and delivered."""
    reply = await wire.press(person, f"pf:{vote}:{kind}")
    await wire.work()
    await wire.deliver()
    return (reply.text or "") if reply is not None else ""


async def handed(uow: Units) -> list[Any]:
    async with uow.read() as unit:
        return list(await unit.connection.execute(select(audit_handings.c.person_id, audit_handings.c.sha256, audit_handings.c.handed_at)))


def sent(wire: Wire) -> tuple[str, Path]:
    call: Any = next(call for call in reversed(wire.session.calls) if call.__api_method__ == "sendDocument")
    return call.document.filename, Path(call.document.path)


@pytest.mark.storage
@pytest.mark.rule("S6.audit", "S6.nobody")
async def test_every_role_before_and_after_the_close(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await open_vote(wire, houses)
    for person, kind in product(EVERYBODY, FileKind):
        for data in (f"mpf:{vote}", f"pf:{vote}:{kind}"):
            reply = await wire.press(person, data)
            assert reply is not None
            assert reply.text, (person.first_name, data)
    await wire.work()
    assert [person.first_name for person in EVERYBODY if files(wire, person)] == []
    await close(wire)
    for person, kind in product(EVERYBODY, FileKind):
        await ask(wire, person, vote, kind.value)
    in_charge = {PEOPLE[Role.STREET_STAFF], PEOPLE[Role.COMMUNITY_STAFF], PEOPLE[Role.COMPOUND_CHIEF], CHEN, CHIEF}
    entitled = in_charge - {PEOPLE[Role.COMPOUND_CHIEF], CHIEF}
    got = {person.first_name: len(files(wire, person)) for person in EVERYBODY}
    assert got == {person.first_name: (person in in_charge) + (person in entitled) for person in EVERYBODY}
    async with uow.read() as unit:
        ids = {await unit.residents.person(person.id) for person in entitled}
    assert {row.person_id for row in await handed(uow)} == ids


@pytest.mark.storage
@pytest.mark.rule("S6.audit")
async def test_by_a_button_as_documents_checked_and_on_record(wire: Wire, uow: Units, houses: Houses, tmp_path: Path) -> None:
    vote = await counted_vote(wire, houses)
    async with uow() as unit:
        await unit.residents.set_name(await unit.residents.person(CHEN.id) or "", "陈静")
        await unit.commit()
    await wire.press(CHEN, f"wv:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "核对文件")
    offered = wire.last(CHEN.id)
    assert offered.labels == ["公开的", "审计用的", "返回"]
    assert "还没有给过谁" in offered.text
    kept = {}
    for label in ("公开的", "审计用的"):
        reply = await wire.tap(CHEN, offered, label)
        assert reply is not None
        assert reply.text == "在准备，马上发给您。"
        await wire.work()
        await wire.deliver()
        name, path = sent(wire)
        kept[label] = tmp_path / name
        kept[label].write_bytes(path.read_bytes())
        wire.session.calls.clear()
    assert [path.name for path in kept.values()] == [f"linli-{vote}-public.json", f"linli-{vote}-audit.json"]
    assert verify.main([str(kept["公开的"]), "--audit", str(kept["审计用的"])]) == 0
    async with uow.read() as unit:
        me = await unit.residents.person(CHEN.id)
        letters = (await unit.connection.execute(select(outbox.c.state).where(outbox.c.card == "proofs.file_sent"))).scalars().all()
    assert letters == ["sent", "sent"]
    assert [(row.person_id, row.handed_at) for row in await handed(uow)] == [(me, wire.clock.now())]
    await wire.press(CHIEF, f"mpf:{vote}")
    seen = wire.last(CHIEF.id)
    assert "已给过 1 次：陈静（3" in seen.text, "who, and on which day"
    assert seen.labels == ["公开的", "返回"], "the chief reads of it and is not offered it"


@pytest.mark.storage
async def test_pressed_twice_it_is_given_once_and_what_is_on_the_disk_goes(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await counted_vote(wire, houses)
    for _ in range(2):
        await wire.press(CHEN, f"pf:{vote}:audit", update_id=9001)
    await wire.work()
    await wire.deliver()
    assert (len(files(wire, CHEN)), len(await handed(uow))) == (1, 1)
    path = sent(wire)[1]
    wire.clock.move(timedelta(hours=12))
    await ask(wire, CHEN, vote, "audit")
    assert len(await handed(uow)) == 2, "asked for anew it is given anew"
    wire.clock.move(timedelta(hours=12, seconds=1))
    await wire.due()
    await wire.work()
    assert path.exists(), "the second letter may still wait"
    wire.clock.move(timedelta(hours=12))
    await wire.due()
    await wire.work()
    assert not path.exists()


@pytest.mark.storage
async def test_whose_role_has_ended_meanwhile_gets_nothing(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await counted_vote(wire, houses)
    await wire.press(CHEN, f"pf:{vote}:audit")
    async with uow() as unit:
        await unit.connection.execute(update(appointments).where(appointments.c.role == Role.COMMUNITY_STAFF).values(state="ended"))
        await unit.commit()
    await wire.work()
    await wire.deliver()
    assert (files(wire, CHEN), await handed(uow)) == ([], [])


@pytest.mark.storage
@pytest.mark.parametrize(("listed", "chief", "clerk"), [('["compound_chief"]', "", "按规定只给小区长"), ('"none"', "谁也不给", "谁也不给")])
async def test_the_terms_that_the_vote_took_along_decide(
    wire: Wire, uow: Units, houses: Houses, listed: str, chief: str, clerk: str
) -> None:
    city = read_profile(CITY_TEXT.replace(LISTED, listed), "city.toml")
    vote = await counted_vote(wire, houses, Profiles((*SHIPPED, city), "city"))
    assert clerk in await ask(wire, CHEN, vote, "audit")
    said = await ask(wire, CHIEF, vote, "audit")
    assert chief in said
    assert len(files(wire, CHIEF)) == (not chief)
    assert files(wire, CHEN) == []
    assert CITY.on(date(2026, 2, 27)).audit_for != city.audit_for


@pytest.mark.storage
async def test_of_a_cancelled_vote_there_is_the_public_file_alone(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await open_vote(wire, houses)
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=wire.clock.now())
    await wire.press(CHEN, f"wv:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "核对文件")
    assert wire.last(CHEN.id).labels == ["公开的", "返回"]
    assert "没有数票" in await ask(wire, CHEN, vote, "audit")
    await ask(wire, CHEN, vote, "public")
    assert [sent(wire)[0], len(files(wire, CHEN))] == [f"linli-{vote}-public.json", 1]


@pytest.mark.storage
async def test_a_record_that_was_changed_is_told_and_not_handed_over(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await counted_vote(wire, houses)
    async with uow() as unit:
        await unit.connection.execute(update(votes).where(votes.c.id == vote).values(chain_head="0" * 64))
        await unit.commit()
    await ask(wire, CHEN, vote, "audit")
    assert "记录对不上" in wire.last(CHEN.id).text
    assert (files(wire, CHEN), await handed(uow)) == ([], [])
