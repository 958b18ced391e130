"""A compound full of things that have ids, people of another one, and what each kind of button says when they forge it."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import Enum
from typing import Self

from aiogram.filters.callback_data import CallbackData
from sqlalchemy import insert, update

from bot.actions.votes.practising import practise_draft
from bot.rules.compounds import Settling
from bot.rules.concerns import ConcernKind, ConcernState, FloorBand
from bot.rules.residents import CODE_LIFE, BindingState, EndReason, HomeRole, InviteKind, Level, PlaceKind, RefusalReason, Role
from bot.rules.residents.facts import HelpTopic
from bot.rules.votes import Choice, Matter
from bot.rules.votes.drafts import Draft, Drafter, Topic
from handlers import menus
from handlers.compounds import callbacks as compounds
from handlers.concerns import callbacks as concerns
from handlers.groups import callbacks as groups
from handlers.residents import callbacks as residents
from handlers.votes import callbacks as votes
from storage.base import new_id
from storage.compounds import roster_gaps, roster_owners
from storage.concerns import NewConcern
from storage.residents import NewInvite, appointments, bindings, people
from tests.conftest import Units
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
    await wire.deliver()
    return replace(found, vote=running, closed=over, draft=draft.id, practice=practice, concern=concern)


async def _concern(uow: Units, houses: Houses, vote: str) -> str:
    """Come up to the staff of its own community: staff of another one are no nearer to it."""
    now = uow.clock.now()
    async with uow() as unit:
        person = await unit.residents.meet(owner(1).id, now)
        about = (houses.compound.id, vote, person, houses.homes[1], ConcernKind.LIGHT, "秘忧", FloorBand.UNSAID, Level.STAFF)
        concern = await unit.concerns.add(NewConcern(*about, now + timedelta(days=7)), now)
        await unit.commit()
    return concern


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


class Says(Enum):
    """What a press is answered with."""

    NO = "a refusal"
    LINK = "a way to the private chat, as everybody who is not known is shown"
    OWN = "what is one's own, or a question about oneself: nothing of others"
    PUBLIC = "where homes are, as everybody who looks for their own may see"


@dataclass(frozen=True)
class Row:
    """`make` forges the button; whoever is not named in it is refused. `invented`: with ids that there are not."""

    make: Callable[[Ids], CallbackData]
    stranger: Says = Says.NO
    owner: Says = Says.NO
    staff: Says = Says.NO
    invented: Says | None = Says.NO
    """None: the same, whatever they name."""


def _everybody(make: Callable[[Ids], CallbackData], says: Says, invented: Says | None = Says.NO) -> Row:
    return Row(make, says, says, says, invented)


def _of_staff(data: CallbackData) -> Row:
    """Without an id: staff of anywhere open what is theirs."""
    return Row(lambda _: data, staff=Says.OWN)


def _of_oneself(data: CallbackData) -> Row:
    return _everybody(lambda _: data, Says.OWN, Says.OWN)


AT = 29_540_000
"""A moment in minutes since 1970."""

ROWS: tuple[Row, ...] = (
    # what everybody has
    _of_oneself(menus.OpenMenu()),
    _of_oneself(menus.StopForm()),
    _of_oneself(residents.DeclineNotice()),
    _of_oneself(residents.ShowMyHomes()),
    _of_oneself(residents.OpenHelp()),
    _of_oneself(residents.CallHelp()),
    _of_oneself(residents.CallHelp(topic=HelpTopic.DATA)),
    _of_oneself(residents.ShowLanguages()),
    _of_oneself(residents.ChooseLanguage(language="zh")),
    *(Row(lambda _, one=one: one, owner=Says.OWN, staff=Says.OWN) for one in (residents.ShowMyData(), residents.ExportMyData())),
    _of_staff(residents.RenameMe()),
    _of_oneself(residents.LeaveLinli()),
    _of_oneself(votes.MyVotes()),
    Row(lambda _: residents.AgreeNotice(version=1)),
    Row(lambda _: residents.AgreeNotice(version=99)),
    # what staff open of their own
    *(_of_staff(one()) for one in (menus.OpenPractice, menus.OpenDraft, menus.OpenRoster)),
    *(_of_staff(one()) for one in (menus.OpenHeads, menus.OpenSlips, menus.OpenGroups, menus.OpenStart)),
    *(_of_staff(one()) for one in (residents.ShowRequests, residents.ManageHomes, residents.ShowRoles, votes.VotesInCharge)),
    *(_of_staff(one) for one in (residents.PickSlips(page=0),)),
    # the same of a place that is not theirs
    *(
        Row(lambda ids, one=one, kind=kind: one(place=getattr(ids, kind)))
        for kind in ("street", "community", "compound", "building")
        for one in (
            menus.OpenPractice,
            menus.OpenDraft,
            menus.OpenRoster,
            menus.OpenGaps,
            menus.OpenHeads,
            menus.OpenSlips,
            menus.OpenGroups,
            menus.OpenStart,
            residents.ManageHomes,
            residents.ShowRoles,
            residents.ShowBuildings,
            residents.PrintSlips,
            residents.PrintPoster,
            compounds.CompoundChosen,
            compounds.GapsOpened,
            compounds.NamesOpened,
            compounds.MissingOpened,
            compounds.ImportUndone,
        )
    ),
    # rosters
    Row(lambda _: compounds.CompoundDoubted()),
    Row(lambda _: compounds.CompoundAdded()),
    Row(lambda _: compounds.TitledAdded()),
    Row(lambda ids: compounds.ImportConfirmed(preview=ids.preview)),
    Row(lambda ids: compounds.GapAnswered(place=ids.compound, gap=ids.gap, how="area")),
    Row(lambda ids: compounds.GapAnswered(place=ids.compound, gap=ids.gap, how="reason")),
    Row(lambda ids: compounds.AreaTaken(place=ids.compound, gap=ids.gap, area=8_935)),
    Row(lambda ids: compounds.NameDecided(place=ids.compound, owner=ids.owner, same=True)),
    Row(lambda ids: compounds.RetireAsked(place=ids.compound, home=ids.home)),
    Row(lambda ids: compounds.SettlingUndone(place=ids.compound, what=Settling.FILLED, id=ids.gap)),
    Row(lambda ids: compounds.SettlingUndone(place=ids.compound, what=Settling.SAME, id=ids.owner)),
    Row(lambda ids: compounds.SettlingUndone(place=ids.compound, what=Settling.RETIRED, id=ids.home)),
    # homes and people
    *(_everybody(lambda ids, one=one: one(place=ids.compound), Says.PUBLIC) for one in (menus.FindHome, residents.PickPlace)),
    *(_everybody(lambda ids, one=one: one(place=ids.community), Says.PUBLIC) for one in (menus.FindHome, residents.PickPlace)),
    *(_everybody(lambda ids, one=one: one(place=ids.building), Says.PUBLIC) for one in (menus.FindHome, residents.PickPlace)),
    *(_everybody(lambda ids, kind=kind: residents.HelpWhere(place=getattr(ids, kind)), Says.PUBLIC) for kind in ("compound", "community")),
    *(Row(lambda ids, kind=kind: residents.HelpWhere(place=getattr(ids, kind))) for kind in ("street", "building")),
    *(Row(lambda ids, one=one: one(place=ids.street)) for one in (menus.FindHome, residents.PickPlace)),
    _everybody(lambda ids: residents.PickEntrance(home=ids.home), Says.PUBLIC),
    _everybody(lambda ids: residents.PickRoom(home=ids.home), Says.PUBLIC),
    _everybody(lambda ids: residents.AskAs(home=ids.home, role=HomeRole.OWNER), Says.OWN),
    *(Row(lambda ids, yes=yes: residents.AnswerOffer(invite=ids.invite, yes=yes)) for yes in (True, False)),
    *(Row(lambda ids, yes=yes: residents.AnswerOffer(invite=ids.role_invite, yes=yes)) for yes in (True, False)),
    Row(lambda ids: residents.ShowRequest(binding=ids.request)),
    Row(lambda ids: residents.ShowRequest(binding=ids.objection, objection=True)),
    Row(lambda ids: residents.ConfirmRequest(binding=ids.request)),
    Row(lambda ids: residents.ConfirmRequest(binding=ids.request, owner=ids.owner)),
    Row(lambda ids: residents.ConfirmSurely(binding=ids.request, owner=ids.owner)),
    Row(lambda ids: residents.AskRefusal(binding=ids.request)),
    Row(lambda ids: residents.RefuseRequest(binding=ids.request, reason=next(iter(RefusalReason)))),
    Row(lambda ids: residents.KnowNewcomer(binding=ids.binding)),
    Row(lambda ids: residents.ObjectTo(binding=ids.binding)),
    Row(lambda ids: residents.WithdrawObjection(binding=ids.objection)),
    *(Row(lambda ids, keep=keep: residents.SettleObjection(binding=ids.objection, keep=keep)) for keep in (True, False)),
    Row(lambda ids: residents.EndObjected(binding=ids.objection, reason=EndReason.SOLD)),
    Row(lambda ids: residents.ShowMyHome(binding=ids.binding)),
    *(Row(lambda ids, sure=sure: residents.LeaveHome(binding=ids.binding, sure=sure)) for sure in (True, False)),
    *(Row(lambda ids, role=role: residents.InviteHousehold(home=ids.home, role=role)) for role in (None, HomeRole.FAMILY)),
    Row(lambda ids: residents.RevokeInvite(invite=ids.invite)),
    Row(lambda ids: residents.RevokeInvite(invite=ids.role_invite)),
    Row(lambda ids: residents.ManageEntrance(home=ids.home)),
    Row(lambda ids: residents.ShowHomePeople(home=ids.home)),
    Row(lambda ids: residents.EndBinding(binding=ids.binding)),
    Row(lambda ids: residents.EndBinding(binding=ids.binding, reason=EndReason.SOLD, sure=True)),
    # roles and help
    Row(lambda ids: residents.ShowHolders(role=Role.COMPOUND_CHIEF, place=ids.compound)),
    Row(lambda ids: residents.InviteRole(role=Role.COMPOUND_CHIEF, place=ids.compound)),
    Row(lambda ids: residents.InviteRole(role=Role.COMPOUND_CHIEF, place=ids.building)),
    *(Row(lambda ids, sure=sure: residents.RevokeRole(appointment=ids.appointment, sure=sure)) for sure in (True, False)),
    *(Row(lambda ids, agree=agree: residents.ConfirmChief(appointment=ids.proposed, agree=agree)) for agree in (True, False)),
    Row(lambda ids: residents.TakeHelp(call=ids.call)),
    # groups
    Row(lambda ids: groups.BindGroup(group=ids.group, place=ids.compound)),
    Row(lambda ids: groups.GroupRights(group=ids.group)),
    Row(lambda ids: groups.GroupVotes(group=ids.group)),
    Row(lambda ids: groups.ShowGroup(group=ids.group)),
    Row(lambda ids: groups.PickPlace(group=ids.group, inside=ids.compound)),
    *(Row(lambda ids, sure=sure: groups.UnbindGroup(group=ids.group, sure=sure)) for sure in (True, False)),
    Row(lambda ids: groups.SetGroupLanguage(group=ids.group, language="en")),
    Row(lambda ids: groups.RenewCard(group=ids.group)),
    # ballots and what was voted on
    *(Row(lambda ids, choice=choice: votes.VoteCast(vote=ids.vote, choice=choice), Says.LINK, staff=Says.LINK) for choice in Choice),
    # who has no home has no receipt, of whichever vote
    Row(lambda ids: votes.MyReceipt(vote=ids.vote), Says.OWN, staff=Says.OWN, invented=None),
    Row(lambda ids: votes.MyReceipt(vote=ids.closed), Says.OWN, staff=Says.OWN, invented=None),
    Row(lambda ids: votes.HeadCast(vote=ids.vote, head=1, choice=Choice.AGREE), Says.LINK, staff=Says.LINK),
    Row(lambda ids: votes.VoteRetract(vote=ids.vote), Says.LINK, staff=Says.LINK),
    Row(lambda ids: votes.VoteCast(vote=ids.closed, choice=Choice.AGREE)),
    *(
        Row(lambda ids, one=one, kind=kind: one(vote=getattr(ids, kind)))
        for kind in ("vote", "closed")
        for one in (
            votes.EachHome,
            votes.ShowScheme,
            votes.AskPicture,
            votes.HowCounted,
            votes.ShowResult,
            votes.ShowMyVote,
            votes.ShowVote,
            votes.ListNotReturned,
            votes.ShowKnocks,
            votes.PrintKnocks,
            votes.PostAgain,
            votes.TakeBack,
            votes.AskExtension,
            votes.AskCancellation,
            votes.ExtendDay,
            votes.CloseAsIs,
            votes.ShowDisputed,
        )
    ),
    Row(lambda ids: votes.ForgetTap(vote=ids.vote)),
    *(Row(lambda ids, choice=choice: votes.RecordTap(vote=ids.vote, choice=choice), Says.LINK, staff=Says.LINK) for choice in Choice),
    Row(lambda ids: votes.PickExtension(vote=ids.vote, at=AT)),
    Row(lambda ids: votes.GiveReason(vote=ids.vote, at=AT, reason="few")),
    Row(lambda ids: votes.GiveReason(vote=ids.vote, at=0, reason="twice")),
    *(Row(lambda ids, sure=sure: votes.PickSpeaker(vote=ids.vote, head=1, owner=ids.owner, sure=sure)) for sure in (True, False)),
    *(Row(lambda ids, knocked=knocked: votes.TickDoor(vote=ids.vote, home=ids.home, page=0, knocked=knocked)) for knocked in (True, False)),
    Row(lambda ids: votes.DropSpeaker(vote=ids.vote, head=1, owner=ids.owner)),
    # concerns: who is at home nowhere is told how to join, whatever they name
    Row(lambda ids: menus.RaiseConcern(vote=ids.vote), Says.OWN, staff=Says.OWN, invented=None),
    Row(lambda ids: menus.RaiseConcern(vote=ids.closed), Says.OWN, staff=Says.OWN, invented=None),
    Row(lambda ids: concerns.PickKind(vote=ids.vote, kind=ConcernKind.LIGHT)),
    Row(lambda ids: concerns.PickBand(vote=ids.vote, band=FloorBand.LOW)),
    Row(lambda ids: concerns.RewriteConcern(vote=ids.vote)),
    Row(lambda ids: concerns.SendConcern(vote=ids.vote)),
    _everybody(lambda _: concerns.MyConcerns(), Says.OWN),
    _everybody(lambda _: concerns.MyConcerns(page=99), Says.OWN),
    _of_staff(concerns.ConcernsInCharge()),
    _of_staff(concerns.ConcernsInCharge(page=-1)),
    *(
        Row(lambda ids, one=one: one(concern=ids.concern))
        for one in (concerns.ShowMyConcern, concerns.ShowConcern, concerns.AnswerConcern, concerns.AskWho)
    ),
    *(
        Row(lambda ids, one=one, sure=sure: one(concern=ids.concern, sure=sure))
        for one in (concerns.TakeBackConcern, concerns.PostAnswer, concerns.Mediate)
        for sure in (True, False)
    ),
    *(Row(lambda ids, agree=agree: concerns.SayWho(concern=ids.concern, agree=agree)) for agree in (True, False)),
    *(Row(lambda ids, group=group: concerns.SendAnswer(concern=ids.concern, group=group)) for group in (True, False)),
    *(Row(lambda ids, to=to: concerns.EndConcern(concern=ids.concern, to=to, sure=True)) for to in ConcernState),
    *(Row(lambda ids, to=to: concerns.EndConcern(concern=ids.concern, to=to)) for to in ConcernState),
    # drafts
    Row(lambda ids: votes.BeginDraft(compound=ids.compound)),
    Row(lambda ids: votes.PickTopic(draft=ids.draft, topic=Topic.GATE)),
    Row(lambda ids: votes.PickParking(draft=ids.draft, counts=True)),
    Row(lambda ids: votes.PickClosing(draft=ids.draft, at=AT)),
    Row(lambda ids: votes.PickNotice(draft=ids.draft, day=AT // 60 // 24 + 719_163)),
    *(Row(lambda ids, asked=asked: votes.AskDraft(draft=ids.draft, question=asked)) for asked in ("title", "matter", "scope", "秘")),
    Row(lambda ids: votes.PickMatter(draft=ids.draft, matter=Matter.SPECIAL)),
    Row(lambda ids: votes.PickBuilding(draft=ids.draft, building=ids.building)),
    Row(lambda ids: votes.PickScope(draft=ids.draft, place=ids.building)),
    Row(lambda ids: votes.SendDraft(draft=ids.draft, revision=0)),
    *(
        Row(lambda ids, one=one: one(draft=ids.draft))
        for one in (
            votes.ResumeDraft,
            votes.ConfirmShort,
            votes.EditDraft,
            votes.DropFile,
            votes.PractiseDraft,
            votes.PutAside,
            votes.DropDraft,
        )
    ),
    Row(lambda ids: votes.PracticeCast(practice=ids.practice, choice=Choice.AGREE)),
    Row(lambda ids: votes.PracticeShow(practice=ids.practice)),
)
