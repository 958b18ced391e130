"""A resident says something on a topic: short, shown once as others would read it, and out only when somebody in charge lets it."""

from datetime import datetime

from bot.actions.residents.common import actor_of, arrive
from bot.actions.shown import renew_shown
from bot.actions.statements.common import OUT, home_in, lives_in, news_key, renew_cards, sent_topic, words_of
from bot.actions.statements.moderating import tell_moderators
from bot.actions.unit import Form, UnitOfWork
from bot.rules.marks import is_marked
from bot.rules.ports import Language
from bot.rules.residents import Actor
from bot.rules.statements import (
    MOST_STATEMENTS,
    WAITING_AT_ONCE,
    StatementState,
    check_open,
    check_step,
    same_words,
    statement_from,
)
from bot.rules.statements.facts import JoinFirst, MyStatement, MyStatements, Proposing, StatementWithdrawn
from bot.rules.statements.violations import FormGone, StatementThere, StatementUnknown, TooManyStatements, TopicUnknown
from storage.statements.records import Statement
from storage.statements.topic_records import Topic

PROPOSING = "statements.proposing"
# The words wait; then they are shown, and only a button hands them in (words typed then take their place).
WORDS, CONFIRM = "words", "confirm"
KEPT = (StatementState.WAITING, StatementState.SHOWN)


async def open_proposing(unit: UnitOfWork, *, topic_id: str, telegram_id: int, language: Language, now: datetime) -> Proposing | JoinFirst:
    """「我来说」 in the private chat, or on the way there from a group."""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        topic = await sent_topic(unit, topic_id, write=False)
        opened: Proposing | JoinFirst = JoinFirst(topic.compound_id)
        if actor.bindings:
            await _check_may_propose(unit, actor, topic, now)
            await unit.forms.keep(telegram_id, Form(PROPOSING, WORDS, {"topic": topic.id}), now)
            opened = Proposing(topic.text)
        await unit.commit()
    return opened


async def _check_may_propose(unit: UnitOfWork, actor: Actor, topic: Topic, received_at: datetime) -> None:
    home_in(actor, topic.compound_id)
    check_open(topic.state, topic.text.closes_at, received_at)
    there = await unit.statements.of_topic(topic, KEPT)
    own = sum(one.person_id == actor.person_id and one.state is StatementState.WAITING for one in there)
    if own >= WAITING_AT_ONCE:
        raise TooManyStatements(most=WAITING_AT_ONCE, own=True)
    if len(there) >= MOST_STATEMENTS:
        raise TooManyStatements(most=MOST_STATEMENTS, own=False)


async def _form(unit: UnitOfWork, telegram_id: int, now: datetime) -> Form:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != PROPOSING:
        raise FormGone
    return form


async def type_statement(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> Proposing:
    async with unit:
        form = await _form(unit, telegram_id, now)
        topic = await sent_topic(unit, str(form.facts["topic"]), write=False)
        actor = await actor_of(unit, telegram_id)
        await _check_may_propose(unit, actor, topic, now)
        own = [(one.home.room, [owner.name for owner in await unit.doors.owners(one.home.id)]) for one in actor.bindings]
        words = statement_from(typed, own)
        await _check_new(unit, topic, words)
        await unit.forms.keep(telegram_id, Form(PROPOSING, CONFIRM, {"topic": topic.id, "words": words}), now)
        await unit.commit()
    return Proposing(topic.text, words)


async def _check_new(unit: UnitOfWork, topic: Topic, words: str) -> None:
    if any(same_words(words, one.words) for one in await unit.statements.of_topic(topic, KEPT)):
        raise StatementThere


async def read_proposing(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> Proposing:
    """The question, or what was understood, for somebody who sent something else."""
    async with unit:
        form = await _form(unit, telegram_id, now)
        topic = await sent_topic(unit, str(form.facts["topic"]), write=False)
    return Proposing(topic.text, str(form.facts.get("words", "")))


async def hand_in(unit: UnitOfWork, *, topic_id: str, telegram_id: int, mark: str, received_at: datetime, now: datetime) -> MyStatements:
    """「交上去」, as it was shown: `mark` is that of the words above the button."""
    async with unit:
        topic = await sent_topic(unit, topic_id)
        form = await _form(unit, telegram_id, now)
        if form.step != CONFIRM or form.facts["topic"] != topic.id:
            raise FormGone
        if not is_marked(mark, str(form.facts["words"])):
            raise FormGone(newer=True)
        actor = await actor_of(unit, telegram_id)
        await _check_may_propose(unit, actor, topic, received_at)
        words = str(form.facts["words"])
        await _check_new(unit, topic, words)
        assert actor.person_id is not None, "somebody with a home"
        await unit.statements.add(topic, words, by=actor.person_id, now=now)
        await tell_moderators(unit, topic, telegram_id, now)
        await unit.forms.clear(telegram_id)
        shown = await _mine(unit, topic, actor.person_id)
        await unit.commit()
    return shown


async def _mine(unit: UnitOfWork, topic: Topic, person_id: str) -> MyStatements:
    """What was taken back is left out."""
    found = await unit.statements.of_person(person_id, topic.id)
    lines = [
        MyStatement(one.id, one.words, one.state, one.reason_kind, one.reason) for one in found if one.state is not StatementState.WITHDRAWN
    ]
    return MyStatements(topic.text, topic.state, tuple(lines))


async def read_mine(unit: UnitOfWork, *, topic_id: str, telegram_id: int) -> MyStatements:
    """Of somebody who lives there, or has written there."""
    async with unit:
        topic = await sent_topic(unit, topic_id, write=False)
        actor = await actor_of(unit, telegram_id)
        mine = await _mine(unit, topic, actor.person_id) if actor.person_id is not None else None
        if mine is None or not (mine.lines or lives_in(actor, topic.compound_id)):
            raise TopicUnknown
    return mine


async def _own(unit: UnitOfWork, statement_id: str, telegram_id: int, *, write: bool = True) -> tuple[Statement, Topic]:
    known = await unit.statements.statement(statement_id)
    person_id = await unit.residents.person(telegram_id)
    if known is None or person_id is None or known.person_id != person_id:
        raise StatementUnknown
    topic = await sent_topic(unit, known.topic_id, write=write)
    statement = await unit.statements.held(statement_id) if write else known
    assert statement is not None, "a statement of a topic that is held"
    return statement, topic


async def read_taking_back(unit: UnitOfWork, *, statement_id: str, telegram_id: int, now: datetime) -> tuple[MyStatement, str]:
    """Before it is asked whether to: (the statement, its topic)."""
    async with unit:
        statement, topic = await _own(unit, statement_id, telegram_id, write=False)
        check_open(topic.state, topic.text.closes_at, now)
        check_step(statement.state, StatementState.WITHDRAWN)
    return MyStatement(statement.id, statement.words, statement.state), topic.id


async def take_back(unit: UnitOfWork, *, statement_id: str, telegram_id: int, now: datetime) -> MyStatements:
    """「撤回」 while the topic runs, also what is out already: how it was answered goes with it. A second press finds it done."""
    async with unit:
        statement, topic = await _own(unit, statement_id, telegram_id)
        check_open(topic.state, topic.text.closes_at, now)
        if statement.state is not StatementState.WITHDRAWN:
            check_step(statement.state, StatementState.WITHDRAWN)
            await _withdraw(unit, statement, topic, now)
        assert statement.person_id is not None, "its author's"
        shown = await _mine(unit, topic, statement.person_id)
        await unit.commit()
    return shown


async def _withdraw(unit: UnitOfWork, statement: Statement, topic: Topic, now: datetime) -> None:
    was_out = statement.state in OUT
    await unit.statements.forget_answers(statement)
    await unit.statements.change(statement.compound_id, statement.id, state=StatementState.WITHDRAWN, words="")
    await _forget_news(unit, statement)
    gone = StatementWithdrawn(topic.id)
    await renew_shown(unit, words_of(statement.id), card="statements.statement_withdrawn", facts=gone, cause="gone", now=now)
    if was_out:
        await renew_cards(unit, topic, now)


async def _forget_news(unit: UnitOfWork, statement: Statement) -> None:
    await unit.outbox.cancel(f"{news_key(statement.id)}:")
    await unit.outbox.forget_words([f"{news_key(statement.id)}:"])


async def forget_author(unit: UnitOfWork, person_id: str, now: datetime) -> None:
    """Inside a unit: somebody leaves. What nobody has read goes; what is out stays, as do their answers, and both are nobody's."""
    for statement in await unit.statements.of_person(person_id):
        if statement.state is StatementState.WAITING:
            topic = await unit.topics.held(statement.topic_id)
            assert topic is not None, "a statement of a topic that there is"
            await _withdraw(unit, statement, topic, now)
        else:
            await _forget_news(unit, statement)
    await unit.statements.unlink_author(person_id)
    await unit.statements.unlink_voice(person_id)
