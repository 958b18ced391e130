"""What each kind of button says when somebody forges it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from aiogram.filters.callback_data import CallbackData

from bot.rules import entries as entry_rules
from bot.rules.asks import Stage
from bot.rules.compounds import Settling
from bot.rules.concerns import ConcernKind, ConcernState, FloorBand
from bot.rules.deliveries import Way
from bot.rules.proofs_files import FileKind
from bot.rules.residents import EndReason, HomeRole, RefusalReason, Role
from bot.rules.residents.facts import HelpTopic, Leaving
from bot.rules.sheets import PaperSize, SheetKind
from bot.rules.votes import Channel, Choice, Matter
from bot.rules.votes.drafts import Topic
from handlers import menus
from handlers.asks import callbacks as asks
from handlers.compounds import callbacks as compounds
from handlers.concerns import callbacks as concerns
from handlers.deliveries import callbacks as deliveries
from handlers.entries import callbacks as entries
from handlers.groups import callbacks as groups
from handlers.proofs import callbacks as proofs
from handlers.residents import callbacks as residents
from handlers.sheets import callbacks as sheets
from handlers.votes import callbacks as votes
from tests.updates.forgeries import Ids


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
    _of_oneself(asks.ListRenovations()),
    _of_staff(asks.BeginRenovation()),
    Row(lambda ids: asks.BeginRenovation(place=ids.compound)),
    Row(lambda ids: menus.BeginAsk(renovation=ids.renovation, stage=Stage.DESIGN)),
    Row(lambda ids: asks.ShowRenovation(renovation=ids.renovation)),
    *(Row(lambda ids, sure=sure: asks.DropRenovation(renovation=ids.renovation, sure=sure)) for sure in (False, True)),
    *(Row(lambda ids, one=one: one(renovation=ids.renovation, ask=ids.ask)) for one in (asks.TellChanges, asks.PublishChanges)),
    Row(lambda _: residents.AgreeNotice(version=1)),
    Row(lambda _: residents.AgreeNotice(version=99)),
    # what staff open of their own
    *(_of_staff(one()) for one in (menus.OpenPractice, menus.OpenDraft, menus.OpenRoster)),
    *(_of_staff(one()) for one in (menus.OpenHeads, menus.OpenSlips, menus.OpenGroups, menus.OpenStart)),
    *(_of_staff(one()) for one in (residents.ShowRequests, residents.ManageHomes, residents.ShowRoles, menus.VotesInCharge)),
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
            compounds.GapsOpened,
            compounds.NamesOpened,
            compounds.MissingOpened,
        )
    ),
    # rosters
    *(
        Row(lambda ids, kind=kind: compounds.CompoundChosen(place=getattr(ids, kind), file=ids.preview))
        for kind in ("street", "community", "compound", "building")
    ),
    *(
        Row(lambda ids, kind=kind: compounds.ImportUndone(place=getattr(ids, kind), id=ids.gap))
        for kind in ("street", "community", "compound", "building")
    ),
    Row(lambda _: compounds.CompoundDoubted(preview="0000000000")),
    Row(lambda ids: compounds.CompoundAdded(file=ids.preview)),
    Row(lambda ids: compounds.TitledAdded(file=ids.preview)),
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
    *(Row(lambda ids, sure=sure: residents.LeaveHome(binding=ids.binding, sure=sure)) for sure in Leaving),
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
    Row(lambda ids: votes.HeadRetract(vote=ids.vote, head=1)),
    Row(lambda ids: votes.VoteRetract(vote=ids.vote)),
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
            menus.ShowMyVote,
            menus.ShowVote,
            votes.ListNotReturned,
            votes.ShowKnocks,
            votes.PrintKnocks,
            votes.PostAgain,
            votes.TakeBack,
            votes.AskExtension,
            votes.AskCancellation,
            votes.AskNewScheme,
            votes.ShowSchemeOffer,
            votes.ExtendDay,
            votes.CloseAsIs,
            votes.ShowDisputed,
        )
    ),
    Row(lambda ids: votes.ForgetTap(vote=ids.vote)),
    *(Row(lambda ids, choice=choice: votes.RecordTap(vote=ids.vote, choice=choice), Says.LINK, staff=Says.LINK) for choice in Choice),
    Row(lambda ids: votes.PickLand(draft=ids.draft, takes=True)),
    Row(lambda ids: votes.OtherPart(vote=ids.vote)),
    Row(lambda ids: votes.GiveSchemeReason(vote=ids.vote, reason="cost")),
    Row(lambda ids: votes.ChangeScheme(vote=ids.vote, file="a" * 12)),
    Row(lambda ids: votes.PickExtension(vote=ids.vote, at=AT)),
    Row(lambda ids: votes.GiveReason(vote=ids.vote, at=AT, reason="few")),
    Row(lambda ids: votes.GiveReason(vote=ids.vote, at=0, reason="twice")),
    *(Row(lambda ids, sure=sure: votes.PickSpeaker(vote=ids.vote, head=1, owner=ids.owner, sure=sure)) for sure in (True, False)),
    *(Row(lambda ids, knocked=knocked: votes.TickDoor(vote=ids.vote, home=ids.home, page=0, knocked=knocked)) for knocked in (True, False)),
    Row(lambda ids: votes.DropSpeaker(vote=ids.vote, head=1, owner=ids.owner)),
    # sheets for the notice board
    *(
        Row(lambda ids, one=one, vote=vote: one(getattr(ids, vote)))
        for vote in ("vote", "closed")
        for kind in SheetKind
        for one in (
            lambda vote, kind=kind: menus.OpenSheets(vote=vote, kind=kind),
            lambda vote, kind=kind: sheets.PrintSheet(vote=vote, kind=kind, paper=PaperSize.A4),
        )
    ),
    # files of a vote that has ended
    *(
        Row(lambda ids, one=one, vote=vote: one(getattr(ids, vote)))
        for vote in ("vote", "closed")
        for one in (
            lambda vote: menus.OpenFiles(vote=vote),
            *(lambda vote, kind=kind: proofs.WantFile(vote=vote, kind=kind) for kind in FileKind),
        )
    ),
    # concerns: who is at home nowhere is told how to join, whatever they name
    Row(lambda ids: menus.RaiseConcern(vote=ids.vote), Says.OWN, staff=Says.OWN, invented=None),
    Row(lambda ids: menus.RaiseConcern(vote=ids.closed), Says.OWN, staff=Says.OWN, invented=None),
    Row(lambda ids: concerns.PickKind(vote=ids.vote, kind=ConcernKind.LIGHT)),
    Row(lambda ids: concerns.PickBand(vote=ids.vote, band=FloorBand.LOW)),
    Row(lambda ids: concerns.RewriteConcern(vote=ids.vote)),
    Row(lambda ids: concerns.SendConcern(vote=ids.vote)),
    Row(lambda ids: concerns.DropPhotos(vote=ids.vote)),
    _everybody(lambda _: concerns.MyConcerns(), Says.OWN),
    _everybody(lambda _: concerns.MyConcerns(page=99), Says.OWN),
    _of_staff(menus.ConcernsInCharge()),
    _of_staff(menus.ConcernsInCharge(page=-1)),
    *(
        Row(lambda ids, one=one: one(concern=ids.concern))
        for one in (
            concerns.AddToConcern,
            concerns.ShowConcernPhotos,
            concerns.ShowMyConcern,
            concerns.ShowConcern,
            concerns.AnswerConcern,
            concerns.AskWho,
        )
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
    # ballots from paper and by phone
    *(Row(lambda ids, one=one: one(vote=ids.vote)) for one in (menus.OpenEntries, entries.ListWaiting, entries.ListContradictions)),
    *(Row(lambda ids, channel=channel: entries.PickPlace(vote=ids.vote, channel=channel)) for channel in (Channel.PAPER, Channel.PHONE)),
    Row(lambda ids: entries.PickEntrance(vote=ids.vote, channel=Channel.PAPER, building=0, entrance=0)),
    Row(lambda ids: entries.PickBallotHome(vote=ids.vote, channel=Channel.PAPER, home=ids.home)),
    Row(lambda ids: entries.PickBallotHome(vote=ids.vote, channel=Channel.PHONE, home=ids.home, owner=ids.owner)),
    *(
        Row(lambda ids, one=one: one(entry=ids.entry))
        for one in (entries.SendPhotoAgain, entries.ChooseAgain, entries.RecordEntry, entries.DropEntry)
    ),
    Row(lambda ids: entries.PickChoice(entry=ids.entry, choice=Choice.AGREE)),
    *(Row(lambda ids, sure=sure: entries.UndoEntry(entry=ids.entry, sure=sure)) for sure in (False, True)),
    *(Row(lambda ids, one=one: one(entry=ids.entry)) for one in (entries.AskAgent, entries.SignBy, entries.NewPower)),
    Row(lambda ids: entries.PickAgent(power=ids.power, owner=ids.owner)),
    *(Row(lambda ids, one=one: one(power=ids.power)) for one in (entries.UntilClose, entries.RegisterPower, entries.DropPower)),
    *(Row(lambda ids, one=one: one(power=ids.standing)) for one in (entries.WithdrawPower, entries.PickAgent)),
    Row(lambda ids: entries.CastByProxy(power=ids.standing, choice=Choice.AGREE)),
    Row(lambda ids: entries.ListPowers(vote=ids.vote)),
    Row(lambda ids: entries.OpenTable(vote=ids.vote)),
    *(Row(lambda ids, one=one: one(batch=ids.batch)) for one in (entries.ConfirmTable, entries.DropTable)),
    Row(lambda ids: entries.WantPhotos(vote=ids.vote)),
    Row(lambda ids: entries.WantPhotos(vote=ids.vote, entry=ids.entry)),
    Row(lambda ids: entries.ShowWaiting(entry=ids.waiting)),
    *(Row(lambda ids, agree=agree: entries.ConfirmEntry(entry=ids.waiting, agree=agree)) for agree in (True, False)),
    *(
        Row(lambda ids, way=way, sure=sure: entries.SettleBy(vote=ids.vote, head=1, owner=ids.owner, way=way, sure=sure))
        for way in entry_rules.Way
        for sure in (True, False)
    ),
    Row(lambda ids: entries.PickReason(vote=ids.vote, head=1, owner=ids.owner, way=entry_rules.Way.PAPER, reason="asked_owner")),
    # deliveries
    Row(lambda ids: menus.OpenDeliveries(vote=ids.vote)),
    Row(lambda ids: deliveries.PickBuilding(vote=ids.vote, building=0)),
    Row(lambda ids: deliveries.PickEntrance(vote=ids.vote, way=Way.HANDED, building=0, entrance=0)),
    *(Row(lambda ids, on=on: deliveries.MarkDelivery(vote=ids.vote, way=Way.HANDED, home=ids.home, on=on)) for on in (True, False)),
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
            votes.DropClause,
            votes.PractiseDraft,
            votes.PutAside,
            votes.DropDraft,
        )
    ),
    Row(lambda ids: votes.PracticeCast(practice=ids.practice, choice=Choice.AGREE)),
    Row(lambda ids: votes.PracticeShow(practice=ids.practice)),
)
