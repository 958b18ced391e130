"""The hottest update there is, a choice pressed on a card in a group, without the way through aiogram.

The same caster decides and the same template words it; whatever is not simply recorded goes on to the handler, with what was
decided. aiogram's parsing and dispatching took three times the work of the ballot itself (performance.md, Advice 9).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from aiogram.methods import AnswerCallbackQuery

from bot.actions.ballots import Recorded, VoteCaster
from bot.actions.votes.older_cards import OlderCards
from bot.rules.ports import Clock, Language
from bot.rules.violations import RuleViolation
from bot.rules.votes import Choice
from bot.rules.votes.facts import NotBound, Receipt
from handlers.votes.callbacks import VoteCast
from handlers.votes.cards.voting import recorded_answer

_PREFIX = f"{VoteCast.__prefix__}{VoteCast.__separator__}"
# Three for each open vote and scheme; the same few words come with every press of a rush.
KEPT_BUTTONS = 1024
_GROUPS = frozenset({"group", "supergroup"})


@dataclass(frozen=True, slots=True)
class Tap:
    """A press of 同意, 反对 or 弃权 on a card in a group."""

    update_id: int
    query_id: str
    person: int
    app_language: str
    chat_id: int
    message_id: int
    vote_id: str
    choice: Choice
    scheme: int


_pressed = lru_cache(KEPT_BUTTONS)(VoteCast.unpack)


def tap_of(raw: dict[str, Any]) -> Tap | None:
    """None for everything else, and for what has not quite the shape: that is parsed and judged as any other update."""
    query = raw.get("callback_query")
    if not isinstance(query, dict) or not str(query.get("data", "")).startswith(_PREFIX):
        return None
    try:
        message, person = query["message"], query["from"]
        if message["chat"]["type"] not in _GROUPS:
            return None
        data = _pressed(query["data"])
        where = int(message["chat"]["id"]), int(message["message_id"])
        return Tap(
            raw["update_id"],
            str(query["id"]),
            int(person["id"]),
            person.get("language_code") or "",
            *where,
            data.vote,
            data.choice,
            data.scheme,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class Decided:
    """In the caster's place: what it said of this tap already, so that the handler words it and nothing is decided twice."""

    outcome: NotBound | RuleViolation

    async def cast(self, **_tap: Any) -> NotBound:
        if isinstance(self.outcome, RuleViolation):
            raise self.outcome
        return self.outcome


class Taps:
    def __init__(self, caster: VoteCaster, older_cards: OlderCards, clock: Clock) -> None:
        self._caster = caster
        self._older_cards = older_cards
        self._clock = clock

    async def take(self, tap: Tap, received_at: datetime, language: Language) -> AnswerCallbackQuery | Decided:
        """The answer of a ballot that is durable; otherwise what the handler has to word. `language`: of somebody who never chose one."""
        now = self._clock.now()
        await self._older_cards.seen(vote_id=tap.vote_id, chat_id=tap.chat_id, message_id=tap.message_id, now=now)
        try:
            recorded: Recorded = await self._caster.tap(
                vote_id=tap.vote_id,
                telegram_id=tap.person,
                choice=tap.choice,
                received_at=received_at,
                now=now,
                update_id=tap.update_id,
                scheme=tap.scheme,
            )
        except RuleViolation as refusal:
            return Decided(refusal)
        if not isinstance(recorded.outcome, Receipt):
            return Decided(recorded.outcome)
        return recorded_answer(tap.query_id, recorded.outcome, recorded.language or language)
