"""Presses of what a compound is asked besides votes: opinions, polls, menus, topics."""

from bot.rules.opinions import Category, DemandState
from bot.rules.polls import Per, PollKind, PollStep
from bot.rules.statements import Division, Reason, Stance, TopicStep
from bot.rules.wishes import WishClass, WishStep
from handlers import menus
from handlers.opinions import callbacks as opinions
from handlers.polls import callbacks as polls
from handlers.statements import callbacks as statements
from handlers.wishes import callbacks as wishes
from tests.updates.forged_rows import AT, Row, Says, _everybody, _of_oneself, _of_staff

ASKED: tuple[Row, ...] = (
    # opinions: who is at home nowhere is told how to join, or taken to the private chat, whatever they name
    Row(lambda ids: opinions.GiveOpinion(place=ids.compound), Says.OWN, staff=Says.OWN, invented=None),
    Row(lambda ids: opinions.GiveOpinion(place=ids.building), Says.OWN, staff=Says.OWN, invented=None),
    _of_oneself(opinions.GiveOpinion()),
    Row(lambda ids: opinions.ShowDemands(place=ids.compound), Says.OWN, staff=Says.OWN),
    _of_oneself(opinions.ShowDemands()),
    _of_oneself(opinions.MyOpinions(page=99)),
    Row(lambda ids: opinions.SupportDemand(demand=ids.demand), Says.LINK, staff=Says.LINK),
    Row(lambda ids: opinions.SupportDemand(demand=ids.demand, page=3), Says.LINK, staff=Says.LINK),
    Row(lambda ids: opinions.PickCategory(opinion=ids.opinion, category=Category.LIFT)),
    *(
        Row(lambda ids, one=one: one(opinion=ids.opinion))
        for one in (
            *(opinions.RewriteOpinion, opinions.HandIn, opinions.DropOpinion, opinions.ShowMyOpinion, opinions.ShowOpinion),
            *(opinions.ShowOpinionPhoto, opinions.WriteTitle, opinions.PickDemand, opinions.UndoSorting),
        )
    ),
    *(
        Row(lambda ids, one=one, sure=sure: one(opinion=ids.opinion, sure=sure))
        for one in (opinions.TakeBackOpinion, opinions.ListOpinion, opinions.RejectOpinion)
        for sure in (True, False)
    ),
    Row(lambda ids: opinions.MergeOpinion(opinion=ids.opinion, demand=ids.demand)),
    _of_staff(menus.NewOpinions()),
    _of_staff(menus.NewOpinions(page=-1)),
    _of_staff(opinions.DemandsOfPlace()),
    Row(lambda ids: opinions.DemandsOfPlace(place=ids.compound)),
    Row(lambda ids: opinions.ShowDemand(demand=ids.demand)),
    *(Row(lambda ids, to=to: opinions.SetDemandState(demand=ids.demand, to=to, sure=True)) for to in DemandState),
    *(Row(lambda ids, stamp=stamp: opinions.PublishDemands(place=ids.compound, stamp=stamp)) for stamp in (0, 1)),
    *(Row(lambda ids, sure=sure: opinions.InviteOpinions(place=ids.compound, sure=sure)) for sure in (True, False)),
    # straw polls: who is at home nowhere is taken to the private chat, and told there how to join
    Row(lambda ids: polls.AnswerPoll(poll=ids.poll, option=0), Says.LINK, staff=Says.LINK),
    Row(lambda ids: polls.SendRank(poll=ids.poll, order="0"), Says.LINK, staff=Says.LINK),
    Row(lambda ids: polls.OpenMyPoll(poll=ids.poll), Says.OWN, staff=Says.OWN),
    Row(lambda ids: polls.RankPoll(poll=ids.poll, order="0"), Says.OWN, staff=Says.OWN),
    _of_staff(polls.PollsInCharge()),
    Row(lambda ids: polls.BeginPoll(place=ids.compound)),
    *(
        Row(lambda ids, make=make: make(ids.asked))
        for make in (
            *(lambda poll, kind=kind: polls.PickKind(poll=poll, kind=kind) for kind in PollKind),
            *(lambda poll, step=step: polls.EditPoll(poll=poll, step=step) for step in PollStep),
            lambda poll: polls.PickPer(poll=poll, per=Per.HOME),
            lambda poll: polls.PickNamed(poll=poll, named=True),
            lambda poll: polls.PickPollClosing(poll=poll, at=AT),
            lambda poll: polls.PickPollClosing(poll=poll, at=10**18),
            lambda poll: polls.SendPoll(poll=poll, stamp=0),
            lambda poll: polls.DropPoll(poll=poll),
        )
    ),
    Row(lambda ids: polls.ShowPoll(poll=ids.poll)),
    *(
        Row(lambda ids, cancel=cancel, sure=sure: polls.EndPoll(poll=ids.poll, cancel=cancel, sure=sure))
        for cancel in (True, False)
        for sure in (True, False)
    ),
    Row(lambda ids: polls.ShowVoices(poll=ids.poll, option=0)),
    # renovation menus: chosen from in private; in a group the tap leads there
    Row(lambda ids: wishes.OpenMyWishes(menu=ids.menu), Says.OWN, staff=Says.OWN),
    Row(lambda ids: wishes.OpenMyWishes(menu=ids.menu, home=ids.home, page=-1), Says.OWN, staff=Says.OWN),
    Row(lambda ids: wishes.PickWish(menu=ids.menu, home=ids.home, item=1, on=True), Says.OWN, staff=Says.OWN),
    Row(lambda ids: wishes.ShowDetails(menu=ids.menu, home=ids.home)),
    _everybody(lambda ids: wishes.OpenWishes(), Says.OWN, invented=None),
    Row(lambda ids: wishes.ShowWishes(menu=ids.menu)),
    Row(lambda ids: wishes.RetractWishes(menu=ids.menu)),
    *(
        Row(lambda ids, cancel=cancel, sure=sure: wishes.EndWishes(menu=ids.menu, cancel=cancel, sure=sure))
        for cancel in (True, False)
        for sure in (True, False)
    ),
    Row(lambda ids: wishes.BeginWishes(place=ids.compound)),
    *(
        Row(lambda ids, make=make: make(ids.written))
        for make in (
            *(lambda menu, kind=kind: wishes.AddItem(menu=menu, kind=kind) for kind in WishClass),
            *(lambda menu, step=step: wishes.AskWish(menu=menu, step=step) for step in WishStep),
            *(lambda menu, item=item: wishes.RemoveItem(menu=menu, item=item) for item in (-1, 0)),
            *(lambda menu, sure=sure: wishes.DropWishes(menu=menu, sure=sure) for sure in (True, False)),
            *(lambda menu, one=one: one(menu=menu) for one in (wishes.OpenDesk, wishes.UndoItems, wishes.PreviewWishes)),
            *(lambda menu, one=one: one(menu=menu, stamp=0) for one in (wishes.UseTable, wishes.SendWishes)),
            *(lambda menu, at=at: wishes.PickWishClosing(menu=menu, at=at) for at in (AT, 10**18)),
            lambda menu: wishes.PickUnit(menu=menu, unit=0),
        )
    ),
    # topics: who is at home nowhere is told in private how to join
    *(Row(lambda ids, one=one: one(topic=ids.topic), Says.OWN, staff=Says.OWN) for one in (statements.OpenTopic, statements.Propose)),
    *(
        Row(lambda ids, stance=stance: statements.Weigh(statement=ids.statement, stance=stance), Says.OWN, staff=Says.OWN)
        for stance in Stance
    ),
    Row(lambda ids: statements.LookBack(statement=ids.statement), Says.OWN, staff=Says.OWN),
    Row(lambda ids: statements.HandInStatement(topic=ids.topic)),
    Row(lambda ids: statements.MyOwn(topic=ids.topic)),
    *(Row(lambda ids, sure=sure: statements.TakeBackStatement(statement=ids.statement, sure=sure)) for sure in (True, False)),
    Row(lambda ids: statements.ShowReport(topic=ids.topic)),
    _everybody(lambda ids: statements.TopicsAtHome(), Says.OWN),
    _of_staff(menus.TopicsInCharge()),
    Row(lambda ids: statements.BeginTopic(place=ids.compound)),
    *(
        Row(lambda ids, make=make: make(ids.planned))
        for make in (
            *(lambda topic, step=step: statements.EditTopic(topic=topic, step=step) for step in TopicStep),
            *(lambda topic, one=one: statements.PickDivision(topic=topic, division=one) for one in Division),
            lambda topic: statements.NothingToAdd(topic=topic),
            lambda topic: statements.PickTopicClosing(topic=topic, at=AT),
            lambda topic: statements.PickTopicClosing(topic=topic, at=10**18),
            lambda topic: statements.SendTopic(topic=topic, stamp=0),
            lambda topic: statements.DropTopic(topic=topic),
        )
    ),
    *(
        Row(lambda ids, one=one: one(topic=ids.topic))
        for one in (statements.ShowTopic, statements.UnsendTopic, statements.AskPicture, statements.LookThrough, statements.ListShown)
    ),
    *(
        Row(lambda ids, cancel=cancel, sure=sure: statements.EndTopic(topic=ids.topic, cancel=cancel, sure=sure))
        for cancel in (True, False)
        for sure in (True, False)
    ),
    *(
        Row(lambda ids, one=one: one(statement=ids.statement))
        for one in (statements.ShowStatement, statements.LetOut, statements.UndoDecision)
    ),
    *(Row(lambda ids, typing=typing: statements.AskRefusal(statement=ids.statement, typing=typing)) for typing in (True, False)),
    *(Row(lambda ids, reason=reason: statements.Refuse(statement=ids.statement, reason=reason)) for reason in Reason),
)
