"""What the features bring to the runtime: due actions, jobs, services of their own, and what they do after an outage."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.actions.asks import due as asks_due
from bot.actions.ballots import VoteCaster
from bot.actions.compounds import due as compounds_due
from bot.actions.concerns import due as concerns_due
from bot.actions.deliveries import landing
from bot.actions.entries import due as entries_due
from bot.actions.entries import standing as entries_standing
from bot.actions.groups import due as groups_due
from bot.actions.opinions import due as opinions_due
from bot.actions.opinions import standing as opinions_standing
from bot.actions.polls import due as polls_due
from bot.actions.proofs import due as proofs_due
from bot.actions.residents import due as residents_due
from bot.actions.residents import standing as residents_standing
from bot.actions.statements import due as statements_due
from bot.actions.statements import standing as statements_standing
from bot.actions.unit import UnitOfWork
from bot.actions.votes import due as votes_due
from bot.actions.votes import missed as votes_missed
from bot.actions.votes import standing as votes_standing
from bot.actions.votes.older_cards import OlderCards
from bot.actions.votes.outages import announce_outage
from bot.actions.wishes import due as wishes_due
from bot.runtime.delivery.leaving import Condition
from bot.runtime.ticker import DueAction
from bot.runtime.work import compounds as compounds_work
from bot.runtime.work import concerns as concerns_work
from bot.runtime.work import entries as entries_work
from bot.runtime.work import opinions as opinions_work
from bot.runtime.work import polls as polls_work
from bot.runtime.work import proofs as proofs_work
from bot.runtime.work import residents as residents_work
from bot.runtime.work import sheets as sheets_work
from bot.runtime.work import statements as statements_work
from bot.runtime.work import votes as votes_work
from bot.runtime.work import wishes as wishes_work
from bot.runtime.workers import JobFunction
from storage.base import Database
from storage.outbox import Landed


class Service(Protocol):
    """Something of a feature that lives as long as the process; handlers take it by its name."""

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Finishes what it has taken."""
        ...

    async def abort(self) -> None:
        """As a crash would."""
        ...


class OutageAction(Protocol):
    async def __call__(self, unit: UnitOfWork, *, began_at: datetime, ended_at: datetime, now: datetime) -> None: ...


def due_actions() -> Mapping[str, DueAction]:
    """Every kind of due row, as `<feature>.<what>`."""
    return {
        **asks_due.DUE,
        **compounds_due.DUE,
        **concerns_due.DUE,
        **entries_due.DUE,
        **groups_due.DUE,
        **opinions_due.DUE,
        **polls_due.DUE,
        **proofs_due.DUE,
        **residents_due.DUE,
        **statements_due.DUE,
        **votes_due.DUE,
        **wishes_due.DUE,
    }


def due_patience() -> Mapping[str, timedelta]:
    """Kinds that wait for updates received before they were due, and how long after it at most."""
    return {**polls_due.PATIENCE, **statements_due.PATIENCE, **votes_due.PATIENCE, **wishes_due.PATIENCE}


def letter_conditions() -> Mapping[str, Condition]:
    """Cards that go out only while something is true, or as it is true by then; asked when they are about to leave."""
    return {
        **entries_standing.CONDITIONS,
        **opinions_standing.CONDITIONS,
        **residents_standing.CONDITIONS,
        **statements_standing.CONDITIONS,
        **votes_standing.CONDITIONS,
        **votes_missed.CONDITIONS,
    }


def letter_landings() -> Mapping[str, Callable[[UnitOfWork, Sequence[Landed]], Awaitable[None]]]:
    """Cards whose delivery is looked at: it proves something, or what they say became untrue while they were under way."""
    return landing.LANDINGS


def job_functions() -> Mapping[str, JobFunction]:
    """Every kind of job, as `<feature>.<what>`."""
    return {
        **compounds_work.JOBS,
        **concerns_work.JOBS,
        **entries_work.JOBS,
        **opinions_work.JOBS,
        **polls_work.JOBS,
        **proofs_work.JOBS,
        **residents_work.JOBS,
        **sheets_work.JOBS,
        **statements_work.JOBS,
        **votes_work.JOBS,
        **wishes_work.JOBS,
    }


def jobs_given_up() -> Mapping[str, JobFunction]:
    """Kinds of jobs that tell in their own words what is to be done when the last try failed."""
    return {**concerns_work.GIVEN_UP, **entries_work.GIVEN_UP, **opinions_work.GIVEN_UP, **votes_work.GIVEN_UP}


def services(database: Database, on_commit: Callable[[], None]) -> Mapping[str, Service]:
    return {"caster": VoteCaster(database, on_commit=on_commit), "older_cards": OlderCards(database, on_commit=on_commit)}


def outage_actions() -> tuple[OutageAction, ...]:
    return (announce_outage,)
