"""A compound to vote in: nine homes of 100.00 ㎡ with nine owners (F of voting-rules section 9), its clerk, chief and group."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update

from bot.actions.ballots import VoteCaster
from bot.actions.votes.opening import open_vote
from bot.rules.profiles import Profiles
from bot.rules.residents import Actor, BindingState, HomeRole, Place, PlaceKind, Role
from bot.rules.votes import Choice
from bot.rules.votes.drafts import Draft, Drafter
from bot.rules.votes.facts import NotBound, Receipt, VoteCard
from bot.rules.votes.previews import Opened
from storage.base import new_id
from storage.chats import chats
from storage.compounds import home_owners, homes, roster_owners
from storage.residents import appointments, bindings, consents, people
from storage.unit_of_work import UnitOfWork
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.wire import GroupChat, Person, Shown, Wire

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHEN = Person(2001, "陈静")
CHIEF = Person(2002, "孙大姐")
HEAD = Person(2003, "张楼长")
STRANGER = Person(2999, "路人")
GROUP = GroupChat(-1001, "和平小区业主群")
SECOND_GROUP = GroupChat(-1002, "3栋楼群")
AREA = 10_000
AGREE, AGAINST, ABSTAIN = Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN


def owner(number: int) -> Person:
    """The account bound as owner of the `number`-th home (from 1)."""
    return Person(1000 + number, f"业主{number}")


@dataclass
class Houses:
    """Ids of what was made; homes and owners are counted from 1."""

    uow: Units
    community: Place
    compound: Place
    buildings: list[Place] = field(default_factory=list)
    homes: dict[int, str] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    bindings: dict[int, str] = field(default_factory=dict)

    async def actor(self, person: Person) -> Actor:
        async with self.uow.read() as unit:
            return await unit.residents.actor(person.id, "zh")

    async def open(self, closes_in: timedelta = timedelta(days=2), profiles: Profiles = NATIONAL, **draft: object) -> Opened:
        now = self.uow.clock.now()
        values = {"id": new_id(), "compound_id": self.compound.id, "place_id": self.compound.id, "title": "屋顶防水改造"} | draft
        by = Drafter(await self.actor(CHEN), SHANGHAI, now, profiles)
        return await open_vote(self.uow(), by, draft=Draft(closes_at=now + closes_in, **values))

    def caster(self) -> VoteCaster:
        return VoteCaster(self.uow.database)

    async def bind(
        self,
        person: Person,
        home: int,
        *,
        role: HomeRole = HomeRole.OWNER,
        owner_number: int | None = None,
        state: BindingState = BindingState.ACTIVE,
        reachable: bool = True,
    ) -> str:
        async with self.uow() as unit:
            identifier = await bind(
                unit, self, person, home, role=role, owner_number=owner_number, state=state, reachable=reachable, now=self.uow.clock.now()
            )
            await unit.commit()
        return identifier

    async def share(self, home: int, owner_number: int) -> None:
        """Makes a further owner of a home."""
        async with self.uow() as unit:
            if owner_number not in self.owners:
                self.owners[owner_number] = await new_owner(unit, self.compound, owner_number)
            row = {"home_id": self.homes[home], "owner_id": self.owners[owner_number], "compound_id": self.compound.id, "position": 2}
            await unit.connection.execute(insert(home_owners).values(row))
            await unit.commit()

    async def designate(self, home: int, owner_number: int) -> None:
        async with self.uow() as unit:
            mine = homes.c.id == self.homes[home]
            await unit.connection.execute(update(homes).where(mine).values(designated_owner_id=self.owners[owner_number]))
            await unit.commit()

    async def end_binding(self, number: int, state: BindingState = BindingState.ENDED) -> None:
        async with self.uow() as unit:
            await unit.connection.execute(update(bindings).where(bindings.c.id == self.bindings[number]).values(state=state))
            await unit.commit()


async def settle(uow: Units, *, bound: int = 9, grouped: bool = True) -> Houses:
    now = uow.clock.now()
    async with uow() as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        made = Houses(uow, community, compound)
        await _build(unit, made)
        roles = (
            (CHEN, Role.COMMUNITY_STAFF, community),
            (CHIEF, Role.COMPOUND_CHIEF, compound),
            (HEAD, Role.BUILDING_HEAD, made.buildings[0]),
        )
        await _people(unit, made, roles, bound, now)
        if grouped:
            await join(unit, GROUP, compound, compound, now)
        await unit.commit()
    return made


async def join(unit: UnitOfWork, chat: GroupChat, place: Place, compound: Place, now: datetime) -> str:
    group = await unit.groups.enter(chat.id, chat.title, None, now)
    await unit.chats.meet(chat.id, is_group=True, language="zh", now=now)
    await unit.groups.bind(group.id, place.id, compound.id, None, now)
    return group.id


async def new_owner(unit: UnitOfWork, compound: Place, number: int) -> str:
    identifier = new_id()
    row = {"id": identifier, "compound_id": compound.id, "name": f"业主{number}", "apart_at": ""}
    await unit.connection.execute(insert(roster_owners).values(row))
    return identifier


async def _build(unit: UnitOfWork, made: Houses) -> None:
    """Homes 1–3 in 1栋1单元, 4–6 in 1栋2单元, 7–9 in 2栋1单元, with an owner each.

    A table at a time: nearly every test begins here.
    """
    compound = made.compound.id
    made.buildings = [await unit.compounds.add_place(PlaceKind.BUILDING, f"{position}栋", made.compound, position) for position in (1, 2)]
    numbers = range(1, 10)
    made.homes, made.owners = ({number: new_id() for number in numbers} for _ in range(2))
    named = [{"id": made.owners[number], "compound_id": compound, "name": f"业主{number}", "apart_at": ""} for number in numbers]
    owned = [{"home_id": made.homes[number], "owner_id": made.owners[number], "compound_id": compound, "position": 1} for number in numbers]
    await unit.connection.execute(insert(roster_owners), named)
    await unit.connection.execute(insert(homes), [_home(made, number) for number in numbers])
    await unit.connection.execute(insert(home_owners), owned)


def _home(made: Houses, number: int) -> dict[str, object]:
    building = made.buildings[0 if number <= 6 else 1]
    return {
        "id": made.homes[number],
        "compound_id": made.compound.id,
        "building_id": building.id,
        "building": building.name,
        "entrance": "2单元" if number in {4, 5, 6} else "1单元",
        "room": f"0{number}01",
        "kind": "home",
        "area_cm2m": AREA,
        "area_source": "register",
        "developer": False,
        "position": number,
    }


async def _people(unit: UnitOfWork, made: Houses, roles: tuple[tuple[Person, Role, Place], ...], bound: int, now: datetime) -> None:
    """As `appoint` and `bind` make them one by one: known, reachable, consenting."""
    ids = {person.id: new_id() for person in (*(person for person, _, _ in roles), *(owner(number) for number in range(1, bound + 1)))}
    held = [
        {"id": new_id(), "person_id": ids[person.id], "role": role, "place_id": place.id, "state": "active", "granted_at": now}
        for person, role, place in roles
    ]
    made.bindings = {number: new_id() for number in range(1, bound + 1)}
    at_home = [_binding(made, number, ids[owner(number).id], now) for number in made.bindings]
    chat = {"is_group": False, "language": "zh", "reachable": True, "since": now}
    await unit.connection.execute(insert(people), [{"id": one, "telegram_id": who, "created_at": now} for who, one in ids.items()])
    await unit.connection.execute(insert(chats), [{"chat_id": who, **chat} for who in ids])
    await unit.connection.execute(insert(consents), [{"person_id": one, "version": 1, "given_at": now} for one in ids.values()])
    await unit.connection.execute(insert(appointments), held)
    if at_home:
        await unit.connection.execute(insert(bindings), at_home)


def _binding(made: Houses, number: int, person_id: str, now: datetime) -> dict[str, object]:
    return {
        "id": made.bindings[number],
        "compound_id": made.compound.id,
        "home_id": made.homes[number],
        "person_id": person_id,
        "role": HomeRole.OWNER,
        "owner_id": made.owners[number],
        "state": BindingState.ACTIVE,
        "via": "slip",
        "created_at": now,
    }


async def appoint(unit: UnitOfWork, person: Person, role: Role, place: Place, now: datetime) -> str:
    person_id = await unit.residents.meet(person.id, now)
    await unit.chats.meet(person.id, is_group=False, language="zh", now=now)
    await unit.residents.give_consent(person_id, 1, now)
    row = {"id": new_id(), "person_id": person_id, "role": role, "place_id": place.id, "state": "active", "granted_at": now}
    await unit.connection.execute(insert(appointments).values(**row))
    return person_id


async def bind(
    unit: UnitOfWork,
    made: Houses,
    person: Person,
    home: int,
    *,
    now: datetime,
    role: HomeRole = HomeRole.OWNER,
    owner_number: int | None = None,
    state: BindingState = BindingState.ACTIVE,
    reachable: bool = True,
) -> str:
    person_id = await unit.residents.meet(person.id, now)
    if reachable:
        await unit.chats.meet(person.id, is_group=False, language="zh", now=now)
    await unit.residents.give_consent(person_id, 1, now)
    identifier = new_id()
    row = {
        "id": identifier,
        "compound_id": made.compound.id,
        "home_id": made.homes[home],
        "person_id": person_id,
        "role": role,
        "owner_id": made.owners[owner_number] if owner_number else None,
        "state": state,
        "via": "slip",
        "created_at": now,
    }
    await unit.connection.execute(insert(bindings).values(row))
    return identifier


class Voting:
    """Casts for the tests: every tap an update of its own."""

    def __init__(self, houses: Houses, vote_id: str) -> None:
        self.houses = houses
        self.vote_id = vote_id
        self.caster = houses.caster()
        self._updates = 70_000

    async def cast(
        self,
        person: Person,
        choice: Choice | None,
        *,
        update_id: int | None = None,
        received_at: datetime | None = None,
        head: int | None = None,
    ) -> Receipt | NotBound:
        self._updates += 1
        now = self.houses.uow.clock.now()
        return await self.caster.cast(
            vote_id=self.vote_id,
            telegram_id=person.id,
            choice=choice,
            received_at=received_at or now,
            now=now,
            update_id=self._updates if update_id is None else update_id,
            head=head,
        )

    async def card(self) -> VoteCard:
        """What the group's card shows now."""
        async with self.houses.uow.read() as unit:
            return await unit.votes.card(await unit.votes.vote(self.vote_id), self.houses.uow.clock.now())


async def draft_to_preview(wire: Wire, topic: str = "屋顶防水改造", closing: str = "3天后18:00") -> Shown:
    await wire.press(CHEN, "mdr:")
    screen = wire.last(CHEN.id)
    await wire.tap(CHEN, screen, topic)
    await wire.tap(CHEN, wire.last(CHEN.id), closing)
    return wire.last(CHEN.id)
