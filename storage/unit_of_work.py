"""One unit of work: one transaction, the repositories on it, and what happens after its commit."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.asks import Asks
from storage.ballots import Ballots
from storage.base import Database
from storage.chats import Chats
from storage.compounds import Compounds
from storage.concerns import Concerns
from storage.deliveries import Deliveries
from storage.entries import Entries
from storage.entries_powers import Powers
from storage.forms import Forms
from storage.groups import Groups
from storage.intakes import Intakes
from storage.jobs import Jobs
from storage.leases import Lease, Leases
from storage.mailing import Mailing
from storage.mydata import MyData
from storage.opinions.demands import Demands
from storage.opinions.records import Opinions
from storage.outbox import Outbox
from storage.photos import Photos, concern_photos, opinion_photos
from storage.polls import Polls
from storage.proofs import Proofs
from storage.quotes import Quotes
from storage.residents import Residents
from storage.residents.calls import HelpCalls
from storage.residents.codes import Invites
from storage.residents.doors import Doors
from storage.residents.homes import Bindings
from storage.residents.roles import Appointments
from storage.roster_switches import RosterSwitches
from storage.roster_work import RosterWork
from storage.rosters import Rosters
from storage.schedule import Schedule
from storage.starts import Starts
from storage.statements.records import Statements
from storage.statements.topic_records import Topics
from storage.takeovers import Takeovers
from storage.taps import UndoneTaps
from storage.updates import Updates
from storage.votes.drafts import Drafts
from storage.votes.electorates import Electorates
from storage.votes.knocks import Knocks
from storage.votes.openings import Openings
from storage.votes.pictures import Pictures
from storage.votes.records import Votes
from storage.votes.schemes import Schemes
from storage.votes.tellings import Tellings
from storage.wishes import WishMenus


class DuplicateUpdate(Exception):
    """This update has had its effect already: the intake answers it again and acknowledges it."""

    def __init__(self, update_id: int) -> None:
        super().__init__(update_id)
        self.update_id = update_id


class UnitOfWork:
    """Entered it holds a transaction; left without `commit()` it rolls back.

    A writing unit that belongs to an update notes the update's id first: the same update entering a second time raises
    `DuplicateUpdate`, so an effect happens once. `after_commit` callbacks run once the commit is durable.
    """

    connection: AsyncConnection
    appointments: Appointments
    asks: Asks
    ballots: Ballots
    bindings: Bindings
    chats: Chats
    compounds: Compounds
    concern_photos: Photos
    concerns: Concerns
    deliveries: Deliveries
    demands: Demands
    doors: Doors
    entries: Entries
    groups: Groups
    help_calls: HelpCalls
    intakes: Intakes
    invites: Invites
    jobs: Jobs
    knocks: Knocks
    schemes: Schemes
    residents: Residents
    outbox: Outbox
    forms: Forms
    updates: Updates
    roster_switches: RosterSwitches
    roster_work: RosterWork
    rosters: Rosters
    schedule: Schedule
    starts: Starts
    takeovers: Takeovers
    electorates: Electorates
    mailing: Mailing
    mydata: MyData
    opinion_photos: Photos
    opinions: Opinions
    openings: Openings
    pictures: Pictures
    polls: Polls
    powers: Powers
    proofs: Proofs
    quotes: Quotes
    statements: Statements
    tellings: Tellings
    topics: Topics
    undone_taps: UndoneTaps
    vote_drafts: Drafts
    votes: Votes
    wishes: WishMenus

    def __init__(
        self,
        database: Database,
        *,
        write: bool,
        update_id: int | None = None,
        now: datetime | None = None,
        on_commit: Callable[[], None] = lambda: None,
        on_jobs: Callable[[], None] = lambda: None,
        guard: Lease | None = None,
    ) -> None:
        self.database = database
        self.write = write
        self.update_id = update_id
        self._now = now
        self._on_commit = on_commit
        self._on_jobs = on_jobs
        self._guard = guard
        self._stack = contextlib.AsyncExitStack()
        self._after: list[Callable[[], None]] = []

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as stack:
            if self.write and self.database.is_sqlite:
                await stack.enter_async_context(self.database.write_queue)
            engine = self.database.writer if self.write else self.database.reader
            self.connection = await stack.enter_async_context(engine.connect())
            self._open_repositories()
            if self.write:
                await self._note_update()
            self._stack = stack.pop_all()
        return self

    async def _note_update(self) -> None:
        if self.update_id is None or self._now is None:
            return
        if not await self.updates.note(self.update_id, self._now):
            raise DuplicateUpdate(self.update_id)

    def _open_repositories(self) -> None:
        self.appointments = Appointments(self.connection)
        self.asks = Asks(self.connection)
        self.ballots = Ballots(self.connection)
        self.bindings = Bindings(self.connection)
        self.chats = Chats(self.connection)
        self.compounds = Compounds(self.connection)
        self.concern_photos = Photos(self.connection, concern_photos, "concern_id")
        self.concerns = Concerns(self.connection)
        self.deliveries = Deliveries(self.connection)
        self.demands = Demands(self.connection)
        self.doors = Doors(self.connection)
        self.entries = Entries(self.connection)
        self.groups = Groups(self.connection)
        self.help_calls = HelpCalls(self.connection)
        self.intakes = Intakes(self.connection)
        self.invites = Invites(self.connection)
        self.jobs = Jobs(self.connection)
        self.knocks = Knocks(self.connection)
        self.schemes = Schemes(self.connection)
        self.residents = Residents(self.connection)
        self.outbox = Outbox(self.connection)
        self.forms = Forms(self.connection)
        self.updates = Updates(self.connection)
        self.roster_switches = RosterSwitches(self.connection)
        self.roster_work = RosterWork(self.connection)
        self.rosters = Rosters(self.connection)
        self.schedule = Schedule(self.connection)
        self.starts = Starts(self.connection)
        self.takeovers = Takeovers(self.connection)
        self._open_repositories_of_what_is_asked()

    def _open_repositories_of_what_is_asked(self) -> None:
        self.electorates = Electorates(self.connection)
        self.mailing = Mailing(self.connection)
        self.mydata = MyData(self.connection)
        self.opinion_photos = Photos(self.connection, opinion_photos, "opinion_id")
        self.opinions = Opinions(self.connection)
        self.openings = Openings(self.connection)
        self.pictures = Pictures(self.connection)
        self.polls = Polls(self.connection)
        self.powers = Powers(self.connection)
        self.proofs = Proofs(self.connection)
        self.quotes = Quotes(self.connection)
        self.statements = Statements(self.connection)
        self.tellings = Tellings(self.connection)
        self.topics = Topics(self.connection)
        self.undone_taps = UndoneTaps(self.connection)
        self.vote_drafts = Drafts(self.connection)
        self.votes = Votes(self.connection)
        self.wishes = WishMenus(self.connection)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # The connection's own exit rolls back whatever was not committed.
        await self._stack.aclose()

    def after_commit(self, callback: Callable[[], None]) -> None:
        self._after.append(callback)

    async def commit(self) -> None:
        """Raises LeaseLost, with nothing written, when this unit acts under a role that another process holds now."""
        if self._guard is not None:
            await Leases(self.connection).check(self._guard)
        await self.connection.commit()
        for callback in self._after:
            callback()
        self._on_commit()
        if self.jobs.is_queued:
            self._on_jobs()

    def beside(self) -> "UnitOfWork":
        """A reading unit of the same database, so that a long look holds no writer."""
        return UnitOfWork(self.database, write=False)

    def aside(self) -> "UnitOfWork":
        """A writing unit that belongs to no update: for what is prepared in small transactions before the effect."""
        return UnitOfWork(self.database, write=True, now=self._now, guard=self._guard)

    def lent(self) -> "LentUnit":
        """For an action inside an action: its entering, leaving and committing is this unit's to do, once."""
        return LentUnit(self)


class LentUnit(UnitOfWork):
    """An entered unit of work in other hands."""

    def __init__(self, lender: UnitOfWork) -> None:
        self._lender = lender

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lender, name)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None

    async def commit(self) -> None:
        return None

    def aside(self) -> UnitOfWork:
        return self

    def beside(self) -> UnitOfWork:
        """The lender's own transaction: what it has written so far is seen there alone."""
        return self
