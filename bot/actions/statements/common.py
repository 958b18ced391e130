"""What the acts on topics share: who may, the card in the groups, the news to authors."""

from datetime import datetime

from bot.actions.groups.living import standing_in
from bot.actions.residents.common import actor_of
from bot.actions.staff import compounds_led
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.residents import Actor, HomeRef, Place
from bot.rules.starts import nothing_in_charge
from bot.rules.statements import TOLD_AFTER, Reason, StatementState, TopicState
from bot.rules.statements.facts import News, StatementNews, TopicCard
from bot.rules.statements.violations import NotAtHomeHere, NotConfirmedYet, NotInCharge, OwnStatement, StatementUnknown, TopicUnknown
from bot.rules.votes.drafts import DRAFTERS
from storage.base import new_id
from storage.groups import Group
from storage.statements.records import Statement
from storage.statements.topic_records import Topic

CLOSE, FORGET, DRAW = "statements.close", "statements.forget", "statements.draw"
CARD = "statements.topic_card"
# What others weigh.
OUT = (StatementState.SHOWN,)


def card_key(topic_id: str, group_id: str) -> str:
    """The living card of a topic in a group."""
    return f"topic:{topic_id}:{group_id}"


def news_key(statement_id: str) -> str:
    """Of what its author is told; its letters quote the statement."""
    return f"statement-news:{statement_id}"


def words_of(statement_id: str) -> str:
    """How the screens of those in charge that show it are known."""
    return f"statement:{statement_id}"


async def compounds_in_charge(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    """Those of a compound chief, and of staff; NotInCharge for everybody else."""
    found = await compounds_led(unit, actor)
    if not found:
        raise nothing_in_charge(actor, NotInCharge())
    return found


async def sent_topic(unit: UnitOfWork, topic_id: str, *, write: bool = True) -> Topic:
    """One that residents may know of; in a writing unit it is held."""
    topic = await (unit.topics.held if write else unit.topics.topic)(topic_id)
    if topic is None or topic.state is TopicState.DRAFT:
        raise TopicUnknown
    return topic


async def leads(unit: UnitOfWork, actor: Actor, compound_id: str) -> bool:
    compound = await unit.compounds.place(compound_id)
    return compound is not None and actor.has_role(DRAFTERS, compound)


async def in_charge(unit: UnitOfWork, topic_id: str, telegram_id: int, *, write: bool = True) -> tuple[Topic, Actor]:
    """A topic that was sent, of somebody in charge of its compound; in a writing unit it is held."""
    topic = await sent_topic(unit, topic_id, write=write)
    actor = await actor_of(unit, telegram_id)
    if not await leads(unit, actor, topic.compound_id):
        raise TopicUnknown
    return topic, actor


async def handled(unit: UnitOfWork, statement_id: str, telegram_id: int, *, write: bool = True) -> tuple[Statement, Topic, Actor]:
    """A statement, of somebody who decides on it; in a writing unit it and its topic are held."""
    known = await unit.statements.statement(statement_id)
    actor = await actor_of(unit, telegram_id)
    if known is None or not await leads(unit, actor, known.compound_id):
        raise StatementUnknown
    topic = await sent_topic(unit, known.topic_id, write=write)
    statement = await unit.statements.held(statement_id) if write else known
    # Taken back altogether while the topic was waited for.
    if statement is None or statement.state is StatementState.WITHDRAWN:
        raise StatementUnknown
    if statement.person_id is not None and statement.person_id == actor.person_id:
        raise OwnStatement
    return statement, topic, actor


def home_in(actor: Actor, compound_id: str) -> HomeRef:
    """The home from which this person speaks: owners, family and tenants alike."""
    here = [one.home for one in actor.active_bindings if one.home.compound_id == compound_id]
    if here:
        return here[0]
    waiting = any(one.home.compound_id == compound_id for one in actor.bindings)
    raise NotConfirmedYet if waiting else NotAtHomeHere


def lives_in(actor: Actor, compound_id: str) -> bool:
    return any(one.home.compound_id == compound_id for one in actor.active_bindings)


# the card in the groups
async def card_facts(unit: UnitOfWork, topic: Topic) -> TopicCard:
    homes, _ = await unit.statements.taking_part(topic)
    return TopicCard(topic.text, homes, len(await unit.statements.of_topic(topic, OUT)))


def card_letter(topic: Topic, facts: TopicCard, group: Group, cause: str, *, night_waits: bool = False) -> Letter:
    key = card_key(topic.id, group.id)
    return Letter(
        key=f"{key}:{cause}",
        chat_id=group.chat_id,
        card=CARD,
        facts=facts,
        lane=Lane.CARD,
        coalesce_key=key,
        live_key=key,
        night_waits=night_waits,
        on_unknown=OnUnknown.RENEW,
    )


async def asked_in(unit: UnitOfWork, topic: Topic) -> dict[str, Group]:
    """The groups in which its card stands, or is about to, by the card's key."""
    return await standing_in(unit, topic.compound_id, lambda group_id: card_key(topic.id, group_id))


async def renew_cards(unit: UnitOfWork, topic: Topic, now: datetime) -> None:
    """How many homes take part and how much is said, and nothing of how: an edit rings nobody. Keys stay in the outbox: they say
    neither who tapped nor when."""
    facts = await card_facts(unit, topic)
    letters = [card_letter(topic, facts, group, new_id()) for group in (await asked_in(unit, topic)).values()]
    await unit.mailing.put_all(letters, now)


# its author
async def tell_author(
    unit: UnitOfWork,
    statement: Statement,
    topic: Topic,
    what: News,
    now: datetime,
    *,
    reason_kind: Reason | None = None,
    reason: str = "",
    at_once: bool = False,
) -> None:
    """Nothing to somebody who has left. What waits is not sent: they hear once how it stands, and each slip has its time."""
    author = await unit.residents.account(statement.person_id)
    if author is None:
        return
    key = news_key(statement.id)
    await unit.outbox.cancel(f"{key}:")
    facts = StatementNews(topic.id, topic.text.compound, topic.text.title, statement.words, what, reason_kind, reason)
    letter = Letter(
        f"{key}:{what}:{now.isoformat()}",
        author,
        "statements.statement_news",
        facts,
        not_before=None if at_once else now + TOLD_AFTER,
        night_waits=True,
    )
    await unit.outbox.put(letter, now)
