"""One batch of taps inside one transaction: read what may change, judge tap by tap, write it all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.actions.ballots import receipts
from bot.actions.ballots.items import Cast, Entered, Recorded
from bot.actions.ballots.letters import Post
from bot.actions.ballots.sums import count_anew, write_standing
from bot.actions.proofs.adding import ballot_event
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import card_letters
from bot.rules.entries.violations import OwnerNotHeard, ProxyCapReached, ProxyNotHeard
from bot.rules.proofs import BallotEntry, Chain
from bot.rules.violations import RuleViolation
from bot.rules.votes import ChangeVerdict, Choice, InvalidReason, VoteClosed, check_open
from bot.rules.votes.casting import HeadBook, Judged, Mandate, Opinion, Sorted, Voices, Voter, in_order, judge, sort_mandates, voices
from bot.rules.votes.facts import NotBound, Receipt, VoteState
from bot.rules.votes.receipts import receipt_code
from bot.rules.votes.violations import (
    ChangeNotAllowed,
    NothingToRetract,
    SchemeReplaced,
    SellerHasVoted,
    VoteCancelled,
    VoteRetracted,
    VoteUndecided,
    VoteUnknown,
)
from storage.ballots import RETRACT, LedgerRow, Writes
from storage.votes.records import Vote

Outcome = Recorded | RuleViolation


async def record_ballots(unit: UnitOfWork, casts: Sequence[Cast]) -> list[Outcome]:
    """The outcome of each tap, in their order; taps of one batch see what those before them did."""
    batch = _Batch(unit)
    await batch.read(casts)
    outcomes = [batch.outcome(cast) for cast in casts]
    await batch.write(max(cast.now for cast in casts))
    return outcomes


@dataclass(slots=True)
class _Batch:
    unit: UnitOfWork
    writes: Writes = field(default_factory=Writes)
    post: Post = field(default_factory=Post)
    votes: dict[str, Vote] = field(default_factory=dict)
    voters: dict[int, Voter] = field(default_factory=dict)
    voices: dict[int, Voices | RuleViolation] = field(default_factory=dict)
    """By the identity of the tap."""
    books: dict[str, dict[int, HeadBook]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    earlier: dict[int, list[LedgerRow]] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    stood_in: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    """By vote and agent the heads that the agent has cast a ballot for."""

    async def read(self, casts: Sequence[Cast]) -> None:
        """The votes first, and held: on PostgreSQL that is what makes two processes take turns."""
        self.votes = await self.unit.votes.lock(sorted({cast.vote_id for cast in casts}))
        self.chains = {vote.id: vote.chain for vote in self.votes.values() if vote.chain is not None}
        self.seen = await self.unit.ballots.seen({cast.update_id for cast in casts if cast.update_id is not None})
        self.earlier = await self.unit.ballots.of_updates(self.seen) if self.seen else {}
        self.voters = await self.unit.ballots.voters({cast.telegram_id for cast in casts})
        wanted: dict[str, set[int]] = {}
        for cast in casts:
            said = self.voices[id(cast)] = self._voices(cast)
            if isinstance(said, Voices) and said.mandates:
                wanted.setdefault(cast.vote_id, set()).update(mandate.elector.number for mandate in said.mandates)
        for cast in casts:
            if cast.agent is not None:
                self.stood_in[cast.vote_id, cast.agent] = await self.unit.ballots.heads_of_agent(cast.vote_id, cast.agent)
        for vote_id, heads in wanted.items():
            self.books[vote_id] = await self.unit.ballots.books(vote_id, sorted(heads))

    def _voices(self, cast: Cast) -> Voices | RuleViolation:
        vote = self.votes.get(cast.vote_id)
        if vote is None:
            return VoteUnknown()
        if cast.entered is not None:
            return _entered_voice(cast, cast.entered)
        try:
            return voices(cast.electorate, self._voter(cast), vote.heading, vote.compound_id)
        except RuleViolation as refusal:
            return refusal

    def _voter(self, cast: Cast) -> Voter:
        return self.voters.get(cast.telegram_id) or Voter(cast.telegram_id)

    def outcome(self, cast: Cast) -> Outcome:
        try:
            return Recorded(self._outcome(cast), self._voter(cast).language)
        except RuleViolation as refusal:
            return refusal

    def _outcome(self, cast: Cast) -> Receipt | NotBound:
        vote = self.votes.get(cast.vote_id)
        if vote is None:
            raise VoteUnknown
        said = self.voices[id(cast)]
        if cast.scheme is not None and cast.scheme > vote.scheme_version:
            raise VoteUnknown
        is_former = cast.scheme is not None and cast.scheme < vote.scheme_version
        if cast.update_id in self.earlier and not is_former:
            may, beside = self._sorted(cast, said) if isinstance(said, Voices) else (Sorted((), (), ()), ())
            return receipts.again(vote, cast, self.earlier[cast.update_id], self.books.get(cast.vote_id, {}), beside=beside, sold=may.sold)
        _check_state(vote)
        try:
            check_open(cast.received_at, vote.closes_at)
        except VoteClosed:
            self._note_void(cast, said, InvalidReason.LATE)
            raise
        if is_former:
            self._note_void(cast, said, InvalidReason.SUPERSEDED_SCHEME)
            raise SchemeReplaced(changed_at=vote.scheme_changed_at or vote.opened_at)
        if isinstance(said, RuleViolation):
            raise said
        if not said.mandates and not said.opinions:
            return NotBound(vote.id, cast.choice, vote.heading.compound)
        if cast.update_id is not None:
            self.writes.updates.append(cast.update_id)
        return self._answer(vote, cast, said)

    def _sorted(self, cast: Cast, said: Voices) -> tuple[Sorted, tuple[Opinion, ...]]:
        """What the tap may do, and all that it merely thinks; one for a single head says nothing of others."""
        mandates = [one for one in said.mandates if cast.head in {None, one.elector.number}]
        may = sort_mandates(mandates, self.books.get(cast.vote_id, {}))
        return may, (*(said.opinions if cast.head is None else ()), *may.opinions)

    def _answer(self, vote: Vote, cast: Cast, said: Voices) -> Receipt:
        if cast.head is not None and cast.head not in {one.elector.number for one in said.mandates}:
            raise VoteUnknown
        may, opinions = self._sorted(cast, said)
        if cast.agent is not None:
            self._check_agent(vote, cast, cast.agent, may)
        if cast.entered is not None and not may.ballots:
            raise OwnerNotHeard
        if may.ballots:
            receipt = self._ballots(vote, cast, may, receipts.Whole(self._voter(cast).person_id, said.mandates, opinions, may.sold))
        elif opinions:
            receipt = self._opinion(vote, cast, opinions, may.sold)
        else:
            home = may.sold[0].elector.homes[0].row
            raise SellerHasVoted(home.building, home.entrance, home.room)
        if may.ballots and opinions:
            self._keep_opinions(cast, opinions)
        return receipt

    def _check_agent(self, vote: Vote, cast: Cast, agent: str, may: Sorted) -> None:
        """Past the cap it is kept with its reason, in the order of receipt; a head is used up once a ballot gets this far (R11)."""
        if not may.ballots:
            raise ProxyNotHeard
        [mandate] = may.ballots
        cap, used = vote.terms.proxy_cap if vote.terms else None, self.stood_in[vote.id, agent]
        if cap is not None and mandate.elector.number not in used and len(used) >= cap:
            self._note(cast, mandate, cast.received_at, refused=InvalidReason.PROXY_CAP)
            raise ProxyCapReached(cap=cap)
        used.add(mandate.elector.number)

    def _ballots(self, vote: Vote, cast: Cast, may: Sorted, whole: receipts.Whole) -> Receipt:
        """A tap that comes a second time and left no ballot the first time is shown what stands."""
        voter = self._voter(cast)
        books = self.books[vote.id]
        again = cast.update_id in self.seen
        given = self.writes.receipts.get(vote.id, vote.receipts)
        code = receipt_code(vote.id, given)
        judged = [] if again else [self._judge(vote, cast, mandate, books[mandate.elector.number], code) for mandate in may.ballots]
        written = [one for one in judged if one.written]
        refused = [one.former for one in judged if one.verdict is ChangeVerdict.REFUSED and one.former is not None]
        if refused and not written:
            raise ChangeNotAllowed(received_at=refused[0].received_at, policy=vote.change_policy, aside=refused[0].set_aside)
        if not written and not again and cast.choice is None:
            raise NothingToRetract
        if not written:
            return receipts.standing(vote, cast, may.ballots, books, whole=whole)
        self.writes.receipts[vote.id] = given + 1
        receipt = receipts.written(vote, cast, written, books, code=code, whole=whole)
        if cast.entered is None:
            self.post.receipt(voter, receipt, changed=any(one.former is not None for one in written))
            self.post.other_accounts(vote, voter, written, receipt, books)
        return receipt

    def _judge(self, vote: Vote, cast: Cast, mandate: Mandate, book: HeadBook, code: str) -> Judged:
        received_at = in_order(cast.received_at, cast.now, book.stand(mandate.owner, cast.channel, by_proxy=cast.by_proxy))
        contradicted = book.contradicts(mandate.owner)
        judged = judge(
            mandate,
            book,
            cast.choice,
            policy=vote.change_policy,
            receipt=code,
            received_at=received_at,
            person_id=None if cast.entered else self._voter(cast).person_id,
            channel=cast.channel,
            by_proxy=cast.by_proxy,
        )
        if judged.verdict is ChangeVerdict.REFUSED:
            self._note(cast, mandate, received_at, refused=InvalidReason.CHANGE_REFUSED)
        if judged.written:
            self._note(cast, mandate, received_at, receipt=code)
            self._stand(vote, judged, book)
            self.post.owners(vote, cast, judged, book)
            if book.contradicts(mandate.owner) and not contradicted:
                self.post.differ.append((vote, mandate, code))
            self.post.others(vote, cast, judged, book)
        return judged

    def _stand(self, vote: Vote, judged: Judged, book: HeadBook) -> None:
        for stream in (judged.stream, *judged.reopened):
            write_standing(self.writes, vote.id, book, stream)
        count_anew(self.writes, vote.id, judged.mandate.elector, before=judged.counted_before, after=judged.counted_after)

    def _opinion(self, vote: Vote, cast: Cast, opinions: Sequence[Opinion], sold: Sequence[Mandate]) -> Receipt:
        if cast.choice is None:
            raise NothingToRetract
        if cast.update_id not in self.seen:
            self._keep_opinions(cast, opinions)
        receipt = receipts.opinion(vote, cast, opinions, sold)
        if cast.update_id not in self.seen:
            self.post.receipt(self._voter(cast), receipt, changed=True)
        return receipt

    def _keep_opinions(self, cast: Cast, opinions: Sequence[Opinion]) -> None:
        person_id = self._voter(cast).person_id
        if person_id is None or cast.choice is None:
            return
        for opinion in opinions:
            row = {"vote_id": cast.vote_id, "person_id": person_id, "home_id": opinion.home.id, "choice": cast.choice}
            self.writes.opinions[cast.vote_id, person_id, opinion.home.id] = {**row, "given_at": cast.received_at}

    def _note_void(self, cast: Cast, said: Voices | RuleViolation, why: InvalidReason) -> None:
        """A ballot that came too late, or on a former scheme, is kept with its reason; whoever had none to cast has none to keep (R8)."""
        if isinstance(said, RuleViolation) or cast.update_id in self.seen:
            return
        may = sort_mandates(said.mandates, self.books.get(cast.vote_id, {}))
        for mandate in may.ballots:
            self._note(cast, mandate, cast.received_at, refused=why)
        if may.ballots and cast.update_id is not None:
            self.writes.updates.append(cast.update_id)

    def _note(
        self, cast: Cast, mandate: Mandate, received_at: datetime, *, receipt: str = "", refused: InvalidReason | None = None
    ) -> None:
        said = RETRACT if cast.choice is None else Choice(cast.choice)
        photo = cast.entered.photo_sha256 if cast.entered else None
        whose_choice = (mandate.elector.number, mandate.owner, cast.channel, cast.by_proxy)
        scheme = cast.scheme or self.votes[cast.vote_id].scheme_version
        entry = BallotEntry(*whose_choice, said, refused, receipt, received_at, photo, cast.agent, scheme)
        added = ballot_event(self.chains.get(cast.vote_id), cast.vote_id, entry)
        if added is not None:
            self.writes.events.append(added)
        whose = {**self._whose(cast), "update_id": cast.update_id}
        self.writes.ledger.append({"vote_id": cast.vote_id, **entry.values(), **whose, "event": added.event.height if added else None})

    def _whose(self, cast: Cast) -> dict[str, str | None]:
        """Every row names all of them: a batch is written in one statement."""
        if cast.entered is None:
            return {"person_id": self._voter(cast).person_id, "entered_by": None, "confirmed_by": None}
        return {"person_id": None, "entered_by": cast.entered.entered_by, "confirmed_by": cast.entered.confirmed_by}

    async def write(self, now: datetime) -> None:
        compounds = {vote.id: vote.compound_id for vote in self.votes.values()}
        await self.unit.ballots.record(self.writes, compounds, now)
        await self.unit.proofs.record(self.writes.events, compounds, now)
        moved = sorted({vote_id for (vote_id, _, _), sums in self.writes.participation.items() if any(sums)})
        letters = await self.post.letters(self.unit, now)
        for vote_id in moved:
            version = str(self.writes.receipts.get(vote_id, self.votes[vote_id].receipts))
            letters += await card_letters(self.unit, self.votes[vote_id], version, now)
        await self.unit.mailing.put_all(letters, now)


def _entered_voice(cast: Cast, entered: Entered) -> Voices:
    """Of the one head that the ballot is for; whoever bought it in mid-vote has a paper ballot, too (R16)."""
    elector = cast.electorate.elector(cast.head or 0)
    return Voices((Mandate(elector, entered.owner_id, as_buyer=entered.owner_id not in elector.head.owners),))


def _check_state(vote: Vote) -> None:
    if vote.state is VoteState.CANCELLED:
        raise VoteCancelled(cancelled_at=vote.closed_at or vote.closes_at)
    if vote.state is VoteState.RETRACTED:
        raise VoteRetracted
    if vote.state is VoteState.UNDECIDED:
        raise VoteUndecided(closed_at=vote.closes_at)
    if vote.state is VoteState.CLOSED:
        raise VoteClosed(closed_at=vote.closes_at)
