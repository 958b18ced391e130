"""The official answer: typed, shown as the group would read it, and sent; to its writer alone, or to the group as well."""

from datetime import datetime

from bot.actions.concerns.common import card_of, groups_to_tell, handled, renew, said_of, tell_author
from bot.actions.concerns.posting import post
from bot.actions.unit import Form, UnitOfWork
from bot.rules.concerns import ConcernState, check_step, words_from
from bot.rules.concerns.facts import AnswerShown, ConcernCard, ConcernPosted, News
from bot.rules.concerns.violations import ConcernMovedOn, FormGone, NoGroupToPost, VoteCalledOff
from bot.rules.marks import is_marked
from bot.rules.votes.facts import CALLED_OFF
from storage.concerns import Concern

# The words wait, then the preview: only its buttons send it.
ANSWERING, ANSWER = "concerns.answering", "concerns.answer"


async def ask_answer(unit: UnitOfWork, *, concern_id: str, telegram_id: int, now: datetime) -> ConcernCard:
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id)
        check_step(concern.state, ConcernState.ANSWERED)
        await unit.forms.keep(telegram_id, Form(ANSWERING, "words", {"concern": concern.id}), now)
        card = await card_of(unit, concern)
        await unit.commit()
    return card


async def type_answer(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> AnswerShown:
    answer = words_from(typed)
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != ANSWERING:
            raise FormGone
        concern, _ = await handled(unit, form.facts["concern"], telegram_id)
        check_step(concern.state, ConcernState.ANSWERED)
        await unit.forms.keep(telegram_id, Form(ANSWER, "confirm", {"concern": concern.id, "answer": answer}), now)
        shown = await _shown(unit, concern, answer)
        await unit.commit()
    return shown


async def _shown(unit: UnitOfWork, concern: Concern, answer: str) -> AnswerShown:
    posted = ConcernPosted(await said_of(unit, concern), answer, ConcernState.ANSWERED)
    return AnswerShown(posted, len(await groups_to_tell(unit, concern)))


async def send_answer(unit: UnitOfWork, *, concern_id: str, telegram_id: int, group: bool, mark: str, now: datetime) -> ConcernCard:
    """As it was shown, word by word; `mark` is that of the words above the button."""
    async with unit:
        concern, actor = await handled(unit, concern_id, telegram_id)
        check_step(concern.state, ConcernState.ANSWERED)
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != ANSWER or form.facts["concern"] != concern_id or not is_marked(mark, form.facts["answer"]):
            raise FormGone
        answered = {"answer": form.facts["answer"], "answered_by": actor.person_id, "answered_at": now}
        await unit.concerns.change(concern.compound_id, concern.id, state=ConcernState.ANSWERED, **answered)
        await unit.schedule.cancel(concern.id)
        await unit.forms.clear(telegram_id)
        if group:
            await _post(unit, concern_id, now, answered=False)
        concern = await renew(unit, concern_id, "answered", now)
        await tell_author(unit, concern, News.ANSWERED, now, text=concern.answer, posted=group)
        card = await card_of(unit, concern)
        await unit.commit()
    return card


async def post_answer(unit: UnitOfWork, *, concern_id: str, telegram_id: int, now: datetime) -> ConcernCard:
    """「发到群里」 later."""
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id)
        if concern.posted_at is not None or not concern.answer:
            raise ConcernMovedOn(state=concern.state.value)
        await _post(unit, concern_id, now, answered=True)
        concern = await renew(unit, concern_id, "posted", now)
        await tell_author(unit, concern, News.POSTED, now, posted=True)
        card = await card_of(unit, concern)
        await unit.commit()
    return card


async def read_posting(unit: UnitOfWork, *, concern_id: str, telegram_id: int) -> AnswerShown:
    """What the group would read, before it does."""
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id, write=False)
        if concern.posted_at is not None or not concern.answer:
            raise ConcernMovedOn(state=concern.state.value)
        await _check_vote(unit, concern, answered=True)
        return await _shown(unit, concern, concern.answer)


async def _check_vote(unit: UnitOfWork, concern: Concern, *, answered: bool) -> None:
    vote = await unit.votes.vote(concern.vote_id)
    if vote is not None and vote.state in CALLED_OFF:
        raise VoteCalledOff(answered=answered)


async def _post(unit: UnitOfWork, concern_id: str, now: datetime, *, answered: bool) -> None:
    """`answered`: whoever raised it had the answer before."""
    concern = await unit.concerns.concern(concern_id)
    assert concern is not None
    await _check_vote(unit, concern, answered=answered)
    if not await groups_to_tell(unit, concern):
        raise NoGroupToPost
    if not concern.words:
        raise ConcernMovedOn(state=concern.state.value)
    await unit.concerns.change(concern.compound_id, concern_id, posted_at=now)
    await post(unit, concern, now)
