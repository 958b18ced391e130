"""Whom a tap speaks for, and what stands once it was judged (R4, R5, R7, R12, R16)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.rules.ports import Language
from bot.rules.residents import BindingState, HomeRole
from bot.rules.votes.ballots import (
    BallotState,
    ChangePolicy,
    ChangeVerdict,
    Channel,
    Choice,
    Former,
    HeadVerdict,
    Standing,
    ballot_state,
    check_change,
    resolve_head,
    standing_after,
)
from bot.rules.votes.electorates import Elector, Electorate, RosterHome
from bot.rules.votes.facts import Heading, OpinionReason
from bot.rules.votes.heads import Head
from bot.rules.votes.violations import BindingPending, BindingSuspended, HomeNotAsked

COUNTED = frozenset({BallotState.AGREE, BallotState.AGAINST, BallotState.ABSTAIN})
WRITTEN = frozenset({ChangeVerdict.FIRST, ChangeVerdict.CHANGE, ChangeVerdict.AGAIN})


@dataclass(frozen=True, slots=True)
class VoterBinding:
    home_id: str
    role: HomeRole
    owner_id: str | None
    state: BindingState
    owns: bool = True
    """The roster as it is now still names that owner at that home."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Who taps. Without an active binding anywhere it is somebody not bound."""

    telegram_id: int
    person_id: str | None = None
    started: bool = False
    """Has a private chat with the bot; somebody who has blocked it finds the receipt when they come back."""
    bindings: tuple[VoterBinding, ...] = ()
    language: Language | None = None
    """The one they chose."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """One head that the voter speaks for as one of its owners, or as the buyer of its only home (R16)."""

    elector: Elector
    owner: str
    as_buyer: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """An answer that is kept and never counted (R7)."""

    home: RosterHome
    reason: OpinionReason


@dataclass(frozen=True, slots=True)
class Voices:
    """All that one tap says; both empty: not bound anywhere."""

    mandates: tuple[Mandate, ...] = ()
    opinions: tuple[Opinion, ...] = ()


def voices(electorate: Electorate, voter: Voter, heading: Heading) -> Voices:
    """Which heads a tap votes for, and which homes it only has an opinion about.

    A RuleViolation for somebody bound elsewhere, or whose binding here is not active; nothing at all for a stranger.
    """
    said = spoken(electorate, voter)
    if not said.mandates and not said.opinions:
        _explain(electorate, voter, heading)
    return said


def spoken(electorate: Electorate, voter: Voter) -> Voices:
    """The same, and both empty for whatever reason."""
    mandates: dict[int, Mandate] = {}
    opinions: dict[int, Opinion] = {}
    active = [binding for binding in voter.bindings if binding.state is BindingState.ACTIVE]
    for binding in active:
        _speak(electorate, binding, mandates, opinions)
    for number in _on_hold(electorate, voter):
        mandates.pop(number, None)
    for number in mandates:
        opinions.pop(number, None)
    return Voices(tuple(mandates[number] for number in sorted(mandates)), tuple(opinions[number] for number in sorted(opinions)))


def _on_hold(electorate: Electorate, voter: Voter) -> set[int]:
    """Heads at which an objection holds this person's binding, and none of theirs is active: another home does not speak for them."""

    def at(state: BindingState) -> set[int]:
        found = [electorate.of_home(one.home_id) for one in voter.bindings if one.state is state]
        return {elector.number for elector in found if elector is not None}

    return at(BindingState.SUSPENDED) - at(BindingState.ACTIVE)


def held_heads(electorate: Electorate, voter: Voter, said: Voices) -> list[tuple[Elector, bool]]:
    """Heads for which an owner has no ballot as long as the registration waits, or (True) is on hold after an objection."""
    spoken_for = {mandate.elector.number for mandate in said.mandates}
    held: dict[int, tuple[Elector, bool]] = {}
    for binding in voter.bindings:
        waits = binding.role is HomeRole.OWNER and binding.state in {BindingState.PENDING, BindingState.SUSPENDED}
        elector = electorate.of_home(binding.home_id) if waits else None
        if elector is not None and elector.number not in spoken_for:
            held[elector.number] = elector, binding.state is BindingState.SUSPENDED
    return [held[number] for number in sorted(held)]


def _speak(electorate: Electorate, binding: VoterBinding, mandates: dict[int, Mandate], opinions: dict[int, Opinion]) -> None:
    elector = electorate.of_home(binding.home_id)
    owner = binding.owner_id if binding.role is HomeRole.OWNER else None
    if owner is not None:
        mandates.update({mine.number: Mandate(mine, owner) for mine in electorate.of_owner(owner)})
        # Somebody whom a newer roster does not name there any more has bought nothing.
        if elector is not None and owner not in elector.head.owners and len(elector.homes) == 1 and binding.owns:
            mandates.setdefault(elector.number, Mandate(elector, owner, as_buyer=True))
    if elector is not None and elector.number not in mandates:
        home = next(home for home in elector.homes if home.id == binding.home_id)
        opinions.setdefault(elector.number, Opinion(home, _why_no_ballot(binding)))


def _why_no_ballot(binding: VoterBinding) -> OpinionReason:
    if binding.role is not HomeRole.OWNER:
        return OpinionReason.NOT_AN_OWNER
    if binding.owner_id is None:
        return OpinionReason.OWNER_UNNAMED
    return OpinionReason.HOMES_OF_OTHERS if binding.owns else OpinionReason.NOT_ON_ROSTER


def _explain(electorate: Electorate, voter: Voter, heading: Heading) -> None:
    here = {binding.state for binding in voter.bindings if electorate.of_home(binding.home_id) is not None}
    if BindingState.SUSPENDED in here:
        raise BindingSuspended
    if BindingState.PENDING in here:
        raise BindingPending
    if any(binding.state is BindingState.ACTIVE for binding in voter.bindings):
        raise HomeNotAsked(heading.compound, heading.building, heading.entrance)


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands in one stream, with the receipt that its owner holds."""

    former: Former
    receipt: str
    received_at: datetime
    person_id: str | None = None
    """Who made it: several accounts may be verified as one roster owner. None: entered from paper or by phone, so the owner's own."""
    set_aside: bool = False
    """A person settled a contradiction for another channel of this owner (R13); any newer ballot of theirs opens the question anew."""


Stream = tuple[str, Channel, bool]


@dataclass(slots=True)
class HeadBook:
    """One head while ballots are recorded: what stands in each of its streams, and what counts."""

    number: int
    designated: str | None = None
    counted: BallotState | None = None
    streams: dict[Stream, Stand] = field(default_factory=dict)
    registered: bool = False
    """`designated` was registered by staff during the vote; otherwise the roster says so."""

    def stand(self, owner: str, channel: Channel = Channel.CHAT, *, by_proxy: bool = False) -> Stand | None:
        """This owner's own choice by one channel, or (`by_proxy`) that of whoever stands in."""
        return self.streams.get((owner, channel, by_proxy))

    def own(self, owner: str) -> dict[Channel, Stand]:
        """What stands of this owner's own, by whatever channel, with a choice."""
        return self._standing(owner, by_proxy=False)

    def by_agent(self, owner: str) -> bool:
        """Whether it is their agent's ballots that speak for this owner, who has none of their own (R11)."""
        return not self.own(owner) and bool(self._standing(owner, by_proxy=True))

    def speaking(self, owner: str) -> dict[Channel, Stand]:
        """The ballots among which one counts for this owner: their own, or where they have none their agent's."""
        return self._standing(owner, by_proxy=self.by_agent(owner))

    def _standing(self, owner: str, *, by_proxy: bool) -> dict[Channel, Stand]:
        found = ((channel, self.stand(owner, channel, by_proxy=by_proxy)) for channel in Channel)
        return {channel: stand for channel, stand in found if stand is not None and stand.former.choice is not None}

    def contradicts(self, owner: str) -> bool:
        """Whether the channels that speak for this owner say different things, and nobody has settled it (R13)."""
        if len(self.streams) < 2:
            # Of most heads: one ballot contradicts nothing, and is asked about several times a tap.
            return False
        return len({stand.former.choice for stand in self.speaking(owner).values() if not stand.set_aside}) > 1

    @property
    def choosing(self) -> set[str]:
        """The owners of whom a choice stands, by whatever channel."""
        return {owner for (owner, _, _), stand in self.streams.items() if stand.former.choice is not None}

    @property
    def takes_part(self) -> bool:
        """An accepted, undisputed ballot: what the card counts."""
        return self.counted in COUNTED

    def verdict(self, elector: Elector) -> HeadVerdict:
        return resolve_head(
            self._speaking(elector),
            (
                Standing(owner, channel, by_proxy, stand.former.choice)
                for (owner, channel, by_proxy), stand in self.streams.items()
                if stand.former.choice is not None and not stand.set_aside
            ),
        )

    def owners_differ(self, elector: Elector) -> bool:
        """Its joint owners chose differently, so that it does not count; channels of one owner that differ are another matter (R13)."""
        return self.counted is BallotState.DISPUTED and self.verdict(elector).disputed

    def settle(self, owner: str, channel: Channel) -> list[Stream]:
        """From now on only this channel's ballot counts of those that speak for the owner. The streams that are set aside."""
        by_proxy = self.by_agent(owner)
        others: list[Stream] = [(owner, other, by_proxy) for other in self.speaking(owner) if other is not channel]
        for stream in others:
            self.streams[stream] = replace(self.streams[stream], set_aside=True)
        return others

    def reopen(self, owner: str, *, by_proxy: bool) -> list[Stream]:
        """A newer ballot of this owner, or of their agent: what was settled before was about others. The streams that were set aside."""
        mine = ((stream, stand) for stream, stand in self.streams.items() if (stream[0], stream[2]) == (owner, by_proxy))
        aside = [stream for stream, stand in mine if stand.set_aside]
        for stream in aside:
            self.streams[stream] = replace(self.streams[stream], set_aside=False)
        return aside

    def speaker(self, elector: Elector) -> str | None:
        """Whose choice alone is the head's; None: every owner's own.

        Whoever staff registered speaks also before having chosen, a seller like a buyer. Whom the sellers designated in the roster speaks
        no more once a choice of somebody who bought from them stands (R16). The developer's head has no designated voter (section 8).
        """
        by_roster = not self.registered and self.designated in elector.head.owners
        if elector.head.developer or (by_roster and self._buyers(elector)):
            return None
        return self.designated

    def hears(self, elector: Elector, owner: str) -> bool:
        """Whether a choice of this owner's is a ballot, and no opinion beside somebody else's (R4)."""
        return self.speaker(elector) in {None, owner}

    def _buyers(self, elector: Elector) -> set[str]:
        return self.choosing - set(elector.head.owners)

    def _speaking(self, elector: Elector) -> Head:
        """The head as it is now, with its buyers."""
        speaker = self.speaker(elector)
        head = elector.with_designated(speaker)
        buyers = (self._buyers(elector) | ({speaker} if speaker is not None else set())) - set(head.owners)
        if not buyers:
            return head
        rows = (replace(head.rows[0], owners=(*head.owners, *sorted(buyers))), *head.rows[1:])
        return Head(head.key, rows, developer=head.developer)

    def recount(self, elector: Elector) -> BallotState | None:
        """What counts now; None when nobody has answered."""
        state = ballot_state(self.verdict(elector), delivered=True)
        self.counted = None if state is BallotState.DELIVERED else state
        return self.counted


@dataclass(frozen=True, slots=True)
class Judged:
    """One ballot of one head, judged."""

    mandate: Mandate
    verdict: ChangeVerdict
    former: Stand | None
    counted_before: BallotState | None
    counted_after: BallotState | None
    stream: Stream
    reopened: tuple[Stream, ...] = ()
    """Of the same owner, and no longer set aside."""
    differed: bool = False
    """Before it the joint owners chose differently (R4); channels of one owner that differ are another matter (R13)."""
    differs: bool = False
    """Since it."""

    @property
    def starts_dispute(self) -> bool:
        return self.differs and not self.differed

    @property
    def ends_dispute(self) -> bool:
        return self.differed and self.counted_after in COUNTED

    @property
    def written(self) -> bool:
        """Whether the ledger has a new version: the same choice once more has not, unless it was set aside."""
        return self.verdict in WRITTEN


@dataclass(frozen=True, slots=True)
class Sorted:
    """The mandates of one tap by what may be done with them now."""

    ballots: tuple[Mandate, ...]
    opinions: tuple[Opinion, ...]
    sold: tuple[Mandate, ...]
    """Homes bought in mid-vote for which the seller has voted (R16)."""


def sort_mandates(mandates: Iterable[Mandate], books: dict[int, HeadBook]) -> Sorted:
    """Where another owner is designated the answer is an opinion (R4); where the seller's ballot stands a buyer has none, unless
    it is that buyer who was registered to speak, or whose own choice stands: the seller had not voted then, and has since."""
    ballots: list[Mandate] = []
    opinions: list[Opinion] = []
    sold: list[Mandate] = []
    for mandate in mandates:
        book = books[mandate.elector.number]
        if _is_spoken_over(mandate, book):
            opinions.append(Opinion(mandate.elector.first_home, OpinionReason.OTHER_DESIGNATED))
        elif mandate.as_buyer and mandate.owner not in {book.designated, *book.choosing} and _seller_stands(mandate, book):
            sold.append(mandate)
        else:
            ballots.append(mandate)
    return Sorted(tuple(ballots), tuple(opinions), tuple(sold))


def _is_spoken_over(mandate: Mandate, book: HeadBook) -> bool:
    """Another owner speaks for the head; whom the sellers designated in the roster does not for those who bought from them (R16)."""
    by_sellers = mandate.as_buyer and not book.registered and book.designated in mandate.elector.head.owners
    return not by_sellers and not book.hears(mandate.elector, mandate.owner)


def _seller_stands(mandate: Mandate, book: HeadBook) -> bool:
    """Another buyer is a joint owner, whose choice is compared as anybody's (R4)."""
    return bool(book.choosing & set(mandate.elector.head.owners))


def in_order(received_at: datetime, now: datetime, stand: Stand | None) -> datetime:
    """When a tap counts as received, so that the ledger keeps the order of arrival.

    What stands cannot be from the future: the clock was set back since, or another process's runs ahead of this one's.
    """
    if stand is None or stand.received_at <= now:
        return received_at
    return max(received_at, stand.received_at + timedelta(microseconds=1))


def judge(
    mandate: Mandate,
    book: HeadBook,
    choice: Choice | None,
    *,
    policy: ChangePolicy,
    receipt: str,
    received_at: datetime,
    person_id: str | None = None,
    channel: Channel = Channel.CHAT,
    by_proxy: bool = False,
) -> Judged:
    """Records one choice (None: a retraction) in the book and says what that did.

    One that arrived before what stands changes nothing: it was handled late, and what was chosen after it is newer. What was settled
    of an owner's own ballots is opened anew by the owner only, of their agent's by the agent.
    """
    before, differed = book.counted, book.owners_differ(mandate.elector)
    stream, reopened = (mandate.owner, channel, by_proxy), list[Stream]()
    stand = book.streams.get(stream)
    former = stand.former if stand else None
    verdict = check_change(policy, former, choice)
    if (verdict is ChangeVerdict.FIRST and choice is None) or (stand is not None and received_at < stand.received_at):
        verdict = ChangeVerdict.SAME
    elif verdict is ChangeVerdict.SAME and stand is not None and stand.set_aside:
        verdict = ChangeVerdict.AGAIN
    if verdict in WRITTEN:
        reopened = [one for one in book.reopen(mandate.owner, by_proxy=by_proxy) if one != stream]
        book.streams[stream] = Stand(standing_after(former, choice, verdict), receipt, received_at, person_id)
        book.recount(mandate.elector)
    differs = book.owners_differ(mandate.elector)
    return Judged(mandate, verdict, stand, before, book.counted, stream, tuple(reopened), differed, differs)
