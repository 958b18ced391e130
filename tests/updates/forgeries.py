"""A compound full of things that have ids, and people of another one who forge buttons that name them."""

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Self

from sqlalchemy import insert, update

from bot.actions.votes.practising import practise_draft
from bot.rules.asks import Stage
from bot.rules.concerns import ConcernKind, FloorBand
from bot.rules.entries import EntryState
from bot.rules.entries.powers import PowerState
from bot.rules.opinions import Category, OpinionState
from bot.rules.polls import Per, PollKind, PollState, PollText
from bot.rules.residents import CODE_LIFE, BindingState, HomeRole, InviteKind, Level, PlaceKind, Role
from bot.rules.statements import Division, StatementState, TopicState, TopicText
from bot.rules.votes import Channel, Choice
from bot.rules.votes.drafts import Draft, Drafter
from bot.rules.wishes import WishClass, WishItem, WishState
from storage.base import encode, new_id
from storage.compounds import roster_gaps, roster_owners
from storage.concerns import NewConcern
from storage.opinions.records import NewOpinion
from storage.residents import NewInvite, appointments, bindings, people
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.residents.worlds import add_home
from tests.votes.houses import CHEN, HEAD, SHANGHAI, Houses, appoint, bind, join, owner, settle
from tests.wire import GroupChat, Person, Wire

STRANGER = Person(8001, "路人")
OWNER = Person(8002, "别处的业主")
STAFF = Person(8003, "别处的干部")
NEWCOMER = Person(8004, "新来的")
SECRET_GROUP = GroupChat(-8005, "秘群")


@dataclass(frozen=True)
class Ids:
    """One of each kind of thing that a button can name."""

    street: str
    community: str
    compound: str
    building: str
    home: str
    owner: str
    binding: str
    request: str
    objection: str
    invite: str
    role_invite: str
    appointment: str
    proposed: str
    call: str
    group: str
    vote: str
    closed: str
    draft: str
    practice: str
    preview: str
    gap: str
    concern: str
    entry: str
    waiting: str
    power: str
    standing: str
    batch: str
    opinion: str
    demand: str
    poll: str
    asked: str
    menu: str
    written: str
    topic: str
    planned: str
    statement: str
    renovation: str
    ask: str

    @classmethod
    def invented(cls) -> Self:
        return cls(**{one.name: new_id() for one in fields(cls)})


async def foreign(wire: Wire, uow: Units) -> Ids:
    """和平小区 with a vote that runs and one that is closed; titles, names and words in it begin with 秘."""
    houses = await settle(uow)
    over = (await houses.open(title="秘往事", closes_in=timedelta(minutes=5))).heading.vote_id
    uow.clock.move(timedelta(minutes=6))
    await wire.due()
    running = (await houses.open(title="秘事")).heading.vote_id
    draft = Draft(id=new_id(), compound_id=houses.compound.id, place_id=houses.compound.id, title="秘稿", parking=False)
    async with uow() as unit:
        await unit.vote_drafts.keep(CHEN.id, draft, uow.clock.now())
        await unit.commit()
    practice = await practise_draft(uow(), Drafter(await houses.actor(CHEN), SHANGHAI, uow.clock.now(), NATIONAL), draft.id)
    found = await _with_people(uow, houses, Ids.invented())
    async with uow() as unit:
        await unit.connection.execute(update(roster_owners).values(name="秘" + roster_owners.c.name))
        await unit.connection.execute(update(people).values(name="秘人"))
        await unit.commit()
    concern = await _concern(uow, houses, running)
    entry, waiting = await _entries(uow, houses, running)
    power, standing = await _powers(uow, houses, entry)
    opinion, demand = await _opinions(uow, houses)
    poll, asked = await _polls(uow, houses)
    menu, written = await _wishes(uow, houses)
    topic, planned, statement = await _topics(uow, houses)
    renovation, ask = await _asks(uow, houses, over)
    await wire.deliver()
    found = replace(found, menu=menu, written=written, power=power, standing=standing, batch=await _batch(uow, houses, running))
    found = replace(found, concern=concern, entry=entry, waiting=waiting, opinion=opinion, demand=demand, poll=poll, asked=asked)
    found = replace(found, topic=topic, planned=planned, statement=statement)
    found = replace(found, renovation=renovation, ask=ask)
    return replace(found, vote=running, closed=over, draft=draft.id, practice=practice)


async def _concern(uow: Units, houses: Houses, vote: str) -> str:
    """Come up to the staff of its own community: staff of another one are no nearer to it."""
    now = uow.clock.now()
    async with uow() as unit:
        person = await unit.residents.meet(owner(1).id, now)
        about = (houses.compound.id, vote, person, houses.homes[1], ConcernKind.LIGHT, "秘忧", FloorBand.UNSAID, Level.STAFF)
        concern = await unit.concerns.add(NewConcern(*about, now + timedelta(days=7)), now)
        await unit.commit()
    return concern


async def _opinions(uow: Units, houses: Houses) -> tuple[str, str]:
    """One that waits to be sorted, and a published demand."""
    now = uow.clock.now()
    async with uow() as unit:
        person = await unit.residents.meet(owner(1).id, now)
        new = NewOpinion(houses.compound.id, person, houses.homes[1], Category.PIPES, "秘见", "秘图")
        opinion = await unit.opinions.add(new, now)
        await unit.opinions.change(houses.compound.id, opinion, state=OpinionState.NEW)
        demand = await unit.demands.add(houses.compound.id, "秘求", Category.PIPES, by=person, now=now)
        await unit.demands.publish(houses.compound.id, [demand], now)
        await unit.commit()
    return opinion, demand


async def _polls(uow: Units, houses: Houses) -> tuple[str, str]:
    """One that runs, and one that is being drafted."""
    now = uow.clock.now()
    async with uow() as unit:
        by = await unit.residents.person(CHEN.id)
        assert by is not None
        poll, asked = [await unit.polls.begin(houses.compound.id, by=by, now=now) for _ in range(2)]
        for one in (poll, asked):
            said = PollText(one, houses.compound.id, "", "秘问", ("秘一", "秘二"), PollKind.RANKED, Per.HOME, True, now + timedelta(days=2))
            await unit.polls.write(said)
        await unit.polls.change(houses.compound.id, poll, state=PollState.OPEN)
        await unit.commit()
    return poll, asked


async def _wishes(uow: Units, houses: Houses) -> tuple[str, str]:
    """A menu that homes choose from, and one that is being written."""
    now = uow.clock.now()
    items = [WishItem(name, kind, "项", 100, 100) for name, kind in (("秘项", WishClass.BASIC), ("秘求", WishClass.UPGRADE))]
    async with uow() as unit:
        by = await unit.residents.person(CHEN.id)
        assert by is not None
        menu, written = [await unit.wishes.begin(houses.compound.id, by=by, now=now) for _ in range(2)]
        for one in (menu, written):
            values = {"items": encode(items), "budget": 1_000, "closes_at": now + timedelta(days=2)}
            await unit.wishes.change(houses.compound.id, one, **values)
        await unit.wishes.change(houses.compound.id, menu, state=WishState.OPEN)
        await unit.commit()
    return menu, written


async def _topics(uow: Units, houses: Houses) -> tuple[str, str, str]:
    """One that runs, with a statement, and one that is being drafted."""
    now = uow.clock.now()
    async with uow() as unit:
        by = await unit.residents.person(CHEN.id)
        assert by is not None
        topic, planned = [await unit.topics.begin(houses.compound.id, Division.FLOORS, by=by, now=now) for _ in range(2)]
        for one in (topic, planned):
            said = TopicText(one, houses.compound.id, "", "秘题", "秘密", Division.FLOORS, now + timedelta(days=2))
            await unit.topics.write(said)
        await unit.topics.change(houses.compound.id, topic, state=TopicState.OPEN)
        running = await unit.topics.topic(topic)
        assert running is not None
        statement = await unit.statements.add(running, "秘话", by=by, now=now)
        await unit.statements.change(houses.compound.id, statement, state=StatementState.SHOWN)
        await unit.commit()
    return topic, planned, statement


async def _asks(uow: Units, houses: Houses, vote: str) -> tuple[str, str]:
    """A renovation whose first ask has its outcome."""
    now = uow.clock.now()
    async with uow() as unit:
        by = await unit.residents.person(CHEN.id)
        assert by is not None
        identifier = await unit.asks.begin(houses.compound.id, "秘改造", by=by, now=now)
        renovation = await unit.asks.renovation(identifier)
        assert renovation is not None
        await unit.asks.add(renovation, Stage.DESIGN, 1, vote, by=by)
        found = await unit.asks.of_vote(vote)
        assert found is not None
        await unit.commit()
    return identifier, found[1]


async def _entries(uow: Units, houses: Houses, vote: str) -> tuple[str, str]:
    """One by phone that is being filled in, one that waits for a second person."""
    now = uow.clock.now()
    async with uow() as unit:
        by, home = await unit.residents.person(CHEN.id), await unit.entries.home(vote, houses.homes[1])
        assert by is not None
        assert home is not None
        about = {"compound_id": houses.compound.id, "vote_id": vote, "owner_id": houses.owners[1], "channel": Channel.PHONE}
        entry, waiting = [await unit.entries.begin(home, **about, by=by, now=now) for _ in range(2)]
        await unit.entries.change(houses.compound.id, waiting, state=EntryState.WAITING, choice=Choice.AGREE)
        await unit.commit()
    return entry, waiting


async def _batch(uow: Units, houses: Houses, vote: str) -> str:
    """A table of one ballot that is still to be confirmed."""
    now, batch = uow.clock.now(), new_id()
    async with uow() as unit:
        by, home = await unit.residents.person(CHEN.id), await unit.entries.home(vote, houses.homes[2])
        assert home is not None
        about = {"compound_id": houses.compound.id, "vote_id": vote, "home_id": home.id, "head": home.head, "owner_id": houses.owners[2]}
        said = {"channel": Channel.PAPER, "state": EntryState.STAGED, "choice": Choice.AGREE, "batch": batch, "receipt": ""}
        await unit.entries.stage([{**about, **said, "entered_by": by, "entered_at": now}])
        await unit.commit()
    return batch


async def _powers(uow: Units, houses: Houses, entry_id: str) -> tuple[str, str]:
    """One that is being registered, one that stands; its agent is an owner of 和平小区."""
    now = uow.clock.now()
    async with uow() as unit:
        by, entry = await unit.residents.person(CHEN.id), await unit.entries.entry(entry_id)
        assert by is not None
        assert entry is not None
        draft, standing = [await unit.powers.begin(entry, by=by, now=now) for _ in range(2)]
        named = {"agent_name": "秘代理", "agent_owner_id": houses.owners[2]}
        await unit.powers.change(houses.compound.id, draft, **named)
        await unit.powers.change(houses.compound.id, standing, **named, state=PowerState.STANDING)
        await unit.commit()
    return draft, standing


async def _with_people(uow: Units, houses: Houses, ids: Ids) -> Ids:
    now = uow.clock.now()
    async with uow() as unit:
        request = await bind(unit, houses, NEWCOMER, 2, now=now, role=HomeRole.FAMILY, state=BindingState.PENDING)
        objected = await bind(unit, houses, NEWCOMER, 3, now=now, role=HomeRole.FAMILY, state=BindingState.SUSPENDED)
        waiting = {"holder": "building_head", "holder_since": now, "typed_name": "秘新人"}
        await unit.connection.execute(update(bindings).where(bindings.c.id.in_([request, objected])).values(**waiting))
        member = await unit.bindings.member(objected)
        assert member is not None
        await unit.bindings.object(member, await unit.residents.meet(owner(3).id, now), now)
        invite = NewInvite(
            InviteKind.HOUSEHOLD, HomeRole.FAMILY, houses.compound.id, None, now + CODE_LIFE, home_id=houses.homes[1], owner_id=None
        )
        role = NewInvite(InviteKind.ROLE, Role.BUILDING_HEAD, houses.buildings[1].id, None, now + CODE_LIFE)
        issued, role_issued = await unit.invites.issue(invite, now), await unit.invites.issue(role, now)
        head = {"id": new_id(), "person_id": await unit.residents.meet(HEAD.id, now), "role": Role.BUILDING_HEAD}
        more = {"place_id": houses.buildings[1].id, "state": "active", "granted_at": now}
        await unit.connection.execute(insert(appointments).values(**head, **more))
        chief = {"id": new_id(), "person_id": await unit.residents.meet(NEWCOMER.id, now), "role": Role.COMPOUND_CHIEF}
        proposed = {"place_id": houses.compound.id, "state": "proposed", "granted_at": now}
        await unit.connection.execute(insert(appointments).values(**chief, **proposed))
        call = await unit.help_calls.add(owner(1).id, houses.buildings[0].id, now)
        group = await join(unit, SECRET_GROUP, houses.compound, houses.compound, now)
        gap = {
            "id": new_id(),
            "compound_id": houses.compound.id,
            "building": "1栋",
            "entrance": "1单元",
            "room": "秘房",
            "problem": "no_area",
            "file_name": "秘册.csv",
            "sheet": "",
            "row": 3,
            "owners": "秘主",
            "kind": "home",
            "area_source": "unstated",
            "designated": "",
            "developer": False,
            "state": "open",
            "said": "",
        }
        await unit.connection.execute(insert(roster_gaps).values(**gap))
        await unit.commit()
    return replace(
        ids,
        street=houses.community.path[0],
        community=houses.community.id,
        compound=houses.compound.id,
        building=houses.buildings[0].id,
        home=houses.homes[1],
        owner=houses.owners[1],
        binding=houses.bindings[1],
        request=request,
        objection=objected,
        invite=issued.invite_id,
        role_invite=role_issued.invite_id,
        appointment=str(head["id"]),
        proposed=str(chief["id"]),
        call=call,
        group=group,
        gap=str(gap["id"]),
    )


async def elsewhere(uow: Units) -> Ids:
    """太平苑 of another community: a member of staff and an owner there who may do what people do, but not in 和平小区."""
    async with uow() as unit:
        now = uow.clock.now()
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "东街社区", street)
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "太平苑", community)
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", compound, 1)
        home = await add_home(unit, compound, building, "1单元", "0101")
        await appoint(unit, STAFF, Role.COMMUNITY_STAFF, community, now)
        person = await unit.residents.meet(OWNER.id, now)
        await unit.chats.meet(OWNER.id, is_group=False, language="zh", now=now)
        await unit.residents.give_consent(person, 1, now)
        new = {"id": new_id(), "compound_id": compound.id, "home_id": home, "person_id": person, "role": HomeRole.OWNER}
        await unit.connection.execute(insert(bindings).values(**new, state="active", via="slip", created_at=now))
        await unit.commit()
    return replace(Ids.invented(), community=community.id, compound=compound.id, building=building.id, home=home)
