"""The letters of a batch of taps: private receipts, and a word to owners whose choices differ."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.actions.ballots.buyers import Sellers
from bot.actions.ballots.differing import differ_letters
from bot.actions.ballots.elsewhere import Elsewhere, accounts_overtaken, elsewhere_key, elsewhere_letter, elsewhere_reworded
from bot.actions.ballots.entered import Gone, entered_letters, gone_letters, has_entered, is_put_down
from bot.actions.ballots.items import Cast
from bot.actions.ballots.mandates import own_mandates, receipt_of
from bot.actions.ballots.pointing import last_pointer, pointing_nowhere, told_key, with_pointers, words_reworded
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.rewording import as_told, known_receipts, receipt_key
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.letters import Letter
from bot.rules.votes import Channel
from bot.rules.votes.casting import COUNTED, HeadBook, Judged, Mandate, Voter
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import Heading, OwnersDiffer, Receipt, ReceiptKind, ReceiptReplaced
from storage.votes.records import Vote


@dataclass(frozen=True, slots=True)
class _Told:
    """Co-owners of a head who are told that the choices differ, or that they agree again."""

    vote: Vote
    elector: Elector
    owners: tuple[str, ...]
    settled: bool
    cause: str

    contradicting: frozenset[str] = frozenset()
    """Those of them whose own channels say different things."""
    checked: bool = False
    """It ends because the channels of the one who answered contradict each other."""


@dataclass(frozen=True, slots=True)
class _Concerned:
    """Owners of a head of whom somebody else's ballot there may have made a receipt untrue."""

    vote: Vote
    elector: Elector
    book: HeadBook
    """Read when the letters are written: what the whole batch came to."""
    owners: tuple[str, ...]
    by: int | None
    """Who tapped, and has an answer."""
    cause: str


@dataclass(frozen=True, slots=True)
class _Answered:
    """A roster owner who had no ballot of the head: whoever has another account of theirs waits for none any more."""

    vote: Vote
    elector: Elector
    owner: str
    book: HeadBook
    cause: str


@dataclass(frozen=True, slots=True)
class _FellOut:
    """A head for which nobody chooses any more, and when each owner took back what they had chosen."""

    heading: Heading
    elector: Elector
    since: dict[str, datetime]


@dataclass(slots=True)
class Post:
    """Collects what one batch causes; of several receipts of one person only the newest goes out."""

    receipts: dict[str, tuple[int, Receipt, bool]] = field(default_factory=dict)
    taken_over: dict[str, Receipt] = field(default_factory=dict)
    """Receipts of this batch whose ballot another account of the same owner took over in it."""
    accounts: dict[str, int] = field(default_factory=dict)
    """Of the people who have tapped in it."""
    told: list[_Told] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    answered: list[_Answered] = field(default_factory=list)
    fell_out: list[_FellOut] = field(default_factory=list)
    differ: list[tuple[Vote, Mandate, str]] = field(default_factory=list)
    """Owners whose own channels say different things from now on, with the receipt of the newer ballot (R13)."""
    concerned: list[_Concerned] = field(default_factory=list)
    entered: dict[tuple[str, int], tuple[Vote, Elector, HeadBook, str]] = field(default_factory=dict)
    """Heads with ballots that were entered, and the cause of the last word on each."""
    gone: list[Gone] = field(default_factory=list)
    touched: dict[tuple[str, int], tuple[Vote, HeadBook, str]] = field(default_factory=dict)
    """Heads that have been answered before: another account may have been told that its answer counts no more."""
    joint: dict[tuple[str, int], tuple[Vote, Elector, HeadBook, str]] = field(default_factory=dict)
    """Heads of which several owners have answered, in the same way: what they were told of it may be true no more."""
    sellers: Sellers = field(default_factory=Sellers)

    def receipt(self, voter: Voter, receipt: Receipt, *, changed: bool) -> None:
        """Only to somebody who started the bot; `changed`: an older receipt may be there."""
        if voter.started:
            key = receipt_key(receipt.heading.vote_id, voter.telegram_id)
            known = self.receipts.get(key)
            self.taken_over.pop(key, None)
            if voter.person_id is not None:
                self.accounts[voter.person_id] = voter.telegram_id
            self.receipts[key] = (voter.telegram_id, receipt, changed or (known is not None and known[2]))

    def owners(self, vote: Vote, cast: Cast, judged: Judged, book: HeadBook) -> None:
        """Both owners are told that the choices differ, never what the other chose (R4): the one who tapped in the answer."""
        cause = str(cast.update_id if cast.update_id is not None else cast.received_at.timestamp())
        self.sellers.note(vote, cast.choice, judged, book, cause)
        if judged.written and (judged.former is not None or len(book.streams) > 1):
            self.touched[vote.id, book.number] = (vote, book, cause)
        if len({owner for owner, _, _ in book.streams}) > 1:
            self.joint[vote.id, book.number] = (vote, judged.mandate.elector, book, cause)
        if judged.written and not book.choosing:
            tapped = (one for one in book.streams.items() if one[0][1:] == (Channel.CHAT, False))
            since = {owner: stand.received_at for (owner, _, _), stand in tapped}
            if len(since) > 1:
                self.fell_out.append(_FellOut(vote.heading, judged.mandate.elector, since))
        if not judged.starts_dispute and not judged.ends_dispute:
            return
        standing = {owner for (owner, _, _), stand in book.streams.items() if stand.former.choice is not None}
        # Of whom a ballot was entered did not tap, and has read nothing yet.
        others = tuple(sorted(standing - ({judged.mandate.owner} if cast.entered is None else set())))
        if others:
            contradicting = frozenset(owner for owner in others if book.contradicts(owner))
            checked = book.contradicts(judged.mandate.owner)
            self.told.append(_Told(vote, judged.mandate.elector, others, judged.ends_dispute, cause, contradicting, checked))
            self.concerned.append(_Concerned(vote, judged.mandate.elector, book, others, None, cause))

    def settled(self, vote: Vote, elector: Elector, book: HeadBook, owners: Iterable[str], *, agree: bool, cause: str) -> None:
        """A contradiction was settled by channel: since then the joint owners choose differently, or do so no more."""
        self.joint[vote.id, elector.number] = (vote, elector, book, cause)
        known = tuple(sorted(owners))
        if not known:
            return
        contradicting = frozenset(owner for owner in known if book.contradicts(owner))
        self.told.append(_Told(vote, elector, known, agree, cause, contradicting, checked=False))
        self.concerned.append(_Concerned(vote, elector, book, known, None, cause))

    def others(self, vote: Vote, cast: Cast, judged: Judged, book: HeadBook) -> None:
        """Joint owners who took theirs back read whether the home counts; other accounts of the same owner what stands there.

        Of a single ballot of a single channel nobody else holds anything: most taps ask for nothing here.
        """
        mine, streams = judged.mandate.owner, book.streams.items()
        owners = set[str]()
        if (judged.counted_before in COUNTED) != (judged.counted_after in COUNTED):
            owners = {owner for (owner, channel, _), one in streams if channel is Channel.CHAT and one.former.choice is None} - {mine}
        by_others = any(owner == mine and channel is not Channel.CHAT for (owner, channel, _), _ in streams)
        # Another account may hold the receipt of what it took back.
        after_retraction = judged.former is not None and (judged.former.former.choice is None or cast.choice is None)
        if cast.entered is None and (by_others or cast.head is not None or after_retraction):
            owners.add(mine)
        if owners:
            by, cause = None if cast.entered else cast.telegram_id, str(cast.update_id or cast.received_at.timestamp())
            self.concerned.append(_Concerned(vote, judged.mandate.elector, book, tuple(sorted(owners)), by, cause))
        if judged.written and is_put_down(judged.stream) and judged.former is not None and judged.former.former.choice is not None:
            cause = str(cast.received_at.timestamp())
            self.gone.append(Gone(vote, judged.mandate.elector, judged.stream, judged.former, cast.choice is None, cause))
        if has_entered(book):
            cause = str(cast.update_id or cast.received_at.timestamp())
            self.entered[vote.id, book.number] = (vote, judged.mandate.elector, book, cause)

    def other_accounts(self, vote: Vote, voter: Voter, written: Sequence[Judged], receipt: Receipt, books: Mapping[int, HeadBook]) -> None:
        """Whoever spoke for the same owner before learns that it counts no more, never what was chosen instead."""
        firsts = [one.mandate for one in written if one.former is None or one.former.former.choice is None]
        self.answered += [_Answered(vote, one.elector, one.owner, books[one.elector.number], receipt.code) for one in firsts]
        taken = [
            (judged.mandate, judged.former.person_id)
            for judged in written
            if judged.former is not None and judged.former.former.choice is not None and judged.former.person_id != voter.person_id
        ]
        for person in {person for _, person in taken}:
            key = receipt_key(vote.id, self.accounts.get(person or "", 0))
            if key in self.receipts:
                self.taken_over[key] = self.receipts.pop(key)[1]
        if taken:
            self.elsewhere.append(Elsewhere(vote, receipt, tuple(taken), voter.telegram_id))

    async def letters(self, unit: UnitOfWork, now: datetime) -> list[Letter]:
        rest, words, gone = await self._to_other_accounts(unit, now)
        told = await self._accounts_told(unit)
        reworded = await self._receipts_of_owners(unit, taken=rest.keys() | gone.keys())
        reworded |= await self.sellers.letters(unit, self.receipts, {**rest, **reworded}, but=gone)
        replaced = {key: receipt for key, (_, receipt, changed) in self.receipts.items() if changed}
        replaced |= await self._below_opinions(unit)
        await self._after_twice(unit, replaced.keys() & self.receipts.keys())
        # What was written before and waits still would say that it counts.
        unsent = await unit.outbox.overtaken(gone)
        return [
            *await self._pointers(unit, replaced),
            *await self._pointers(unit, gone, elsewhere=True),
            *await self._older_pointers(unit, {key: gone[key] for key in sorted(unsent)}),
            *self._receipts(),
            *rest.values(),
            *reworded.values(),
            *await with_pointers(unit, words, {key: one.facts.heading for key, one in words.items()}, now),
            *await elsewhere_reworded(unit, self.touched.values(), but=words),
            *(to_owners := await self._to_owners(unit, told, now)),
            *await self._after_settled(unit, now),
            *[letter for one in self.differ for letter in await differ_letters(unit, *one, now)],
            *[letter for one in self.joint.values() for letter in await words_reworded(unit, *one, written=to_owners)],
            *[letter for one in self.entered.values() for letter in await entered_letters(unit, *one)],
            *await gone_letters(unit, self.gone),
        ]

    async def _to_other_accounts(self, unit: UnitOfWork, now: datetime) -> tuple[dict[str, Letter], dict[str, Letter], dict[str, Receipt]]:
        """(the receipts that go on for what they keep, what is told of the homes that count elsewhere, the receipts that count for nothing
        any more with the one that does). Whoever tapped anew in this batch has a receipt of it."""
        rest, words, gone = dict[str, Letter](), dict[str, Letter](), dict[str, Receipt]()
        for one in self.elsewhere:
            for account, taken in (await accounts_overtaken(unit, one)).items():
                if (word := await elsewhere_letter(unit, one, account, taken, now)) is not None:
                    words[elsewhere_key(one.vote.id, account)] = word
                key = receipt_key(one.vote.id, account)
                if key in self.receipts:
                    continue
                if (kept := await self._rest(unit, one, account)) is not None:
                    rest[key] = kept
                else:
                    gone[key] = one.receipt
        return rest, words, gone

    async def _rest(self, unit: UnitOfWork, one: Elsewhere, account: int) -> Letter | None:
        """Of the homes that it keeps it is the receipt still."""
        key = receipt_key(one.vote.id, account)
        rest = receipt_of(one.vote, await own_mandates(unit, account, one.vote))
        known = self.taken_over.get(key) or ((await known_receipts(unit, [key])).get(key) if rest is not None else None)
        if rest is None or known is None:
            return None
        also = tuple(head for head in rest.also if not set(head.homes) <= set(known.beside))
        rest = replace(rest, beside=known.beside, also=also)
        return Letter(f"{key}:rest:{one.receipt.code}", account, "votes.receipt", rest, coalesce_key=key, live_key=key)

    def _receipts(self) -> list[Letter]:
        return [
            Letter(
                key=f"{key}:{receipt.code or receipt.received_at.timestamp()}",
                chat_id=telegram_id,
                card="votes.receipt",
                facts=receipt,
                coalesce_key=key,
                live_key=key,
            )
            for key, (telegram_id, receipt, _) in self.receipts.items()
        ]

    async def _after_twice(self, unit: UnitOfWork, keys: Collection[str]) -> None:
        """Where one before it may have arrived twice, one of these stays as it was: the newest says that it holds."""
        for key in await unit.outbox.maybe_twice(keys) if keys else ():
            account, receipt, changed = self.receipts[key]
            self.receipts[key] = (account, replace(receipt, after_twice=True), changed)

    async def _below_opinions(self, unit: UnitOfWork) -> dict[str, Receipt]:
        """First ballots of people who merely thought something before: these are told below, too, and are not edited into that opinion.

        One that is about other homes is still kept as it says, so that its message is nobody's receipt to be edited any more."""
        firsts = {key: receipt for key, (_, receipt, changed) in self.receipts.items() if not changed}
        living = await unit.ballots.living(list(firsts)) if firsts else {}
        known = await known_receipts(unit, living)
        opinions = {key: set(older.homes) for key, older in known.items() if older.kind is ReceiptKind.OPINION}
        below = {key: firsts[key] for key, homes in opinions.items() if homes <= {*firsts[key].homes, *firsts[key].beside}}
        apart = opinions.keys() - below.keys()
        await unit.ballots.rename_living({key: f"{key}:{living[key].message_id}" for key in apart})
        return below

    async def _pointers(self, unit: UnitOfWork, replaced: Mapping[str, Receipt], *, elsewhere: bool = False) -> list[Letter]:
        """An older receipt stays where it is and says that a newer one stands (the newer one names what it replaces), or `elsewhere`."""
        living = await unit.ballots.living(list(replaced)) if replaced else {}
        renamed = {key: f"{key}:{message.message_id}" for key, message in living.items()}
        await unit.ballots.rename_living(renamed)
        return [
            Letter(
                key=f"{renamed[key]}:replaced",
                chat_id=message.chat_id,
                card="votes.receipt_replaced",
                facts=ReceiptReplaced(replaced[key].heading, replaced[key].received_at, elsewhere),
                live_key=renamed[key],
            )
            for key, message in living.items()
        ]

    async def _older_pointers(self, unit: UnitOfWork, gone: Mapping[str, Receipt]) -> list[Letter]:
        """A receipt that comes no more was pointed to already."""
        found = {key: await last_pointer(unit, key) for key in gone}
        return [
            Letter(
                key=f"{message.live_key}:elsewhere:{gone[key].code}",
                chat_id=message.chat_id,
                card="votes.receipt_replaced",
                facts=ReceiptReplaced(gone[key].heading, gone[key].received_at, elsewhere=True),
                live_key=message.live_key,
            )
            for key, message in found.items()
            if message is not None
        ]

    async def _accounts_told(self, unit: UnitOfWork) -> list[tuple[_Told, str, int]]:
        return [(told, owner, account) for told in self.told for owner, account in await unit.electorates.accounts_of_owners(told.owners)]

    async def _receipts_of_owners(self, unit: UnitOfWork, *, taken: Collection[str]) -> dict[str, Letter]:
        """A receipt that says 「不改就按这个计入」 is edited at once, by night too: the word to its owner may wait for the morning.

        So is one that says 「还没点」 of what another account of the same owner has answered. `taken`: keys of receipts that are
        written anew already, or stand for nothing any more.
        """
        concerned = await self._accounts_concerned(unit)
        # Those of people who tapped in this batch are being written.
        keys = {receipt_key(one.vote.id, account) for one, account, _ in concerned}
        known = await known_receipts(unit, keys - self.receipts.keys() - set(taken))
        edits: dict[str, Letter] = {}
        for one, account, owners in concerned:
            key = receipt_key(one.vote.id, account)
            if key in self.receipts:
                _, receipt, changed = self.receipts[key]
                facts = await as_told(unit, receipt, one.vote, one.elector, one.book, owners=owners, account=account)
                self.receipts[key] = (account, facts, changed)
            elif key in known:
                facts = await as_told(unit, known[key], one.vote, one.elector, one.book, owners=owners, account=account)
                if facts == known[key]:
                    continue
                known[key] = facts
                cause = f"{key}:owners:{one.elector.number}:{one.cause}"
                edits[key] = Letter(cause, account, "votes.receipt", facts, coalesce_key=key, live_key=key)
        return edits

    async def _accounts_concerned(self, unit: UnitOfWork) -> list[tuple[_Concerned, int, set[str]]]:
        """With each of their accounts, and as which of these owners it was verified."""
        answered = [_Concerned(one.vote, one.elector, one.book, (one.owner,), None, one.cause) for one in self.answered]
        accounts: dict[str, list[int]] = {}
        owners = sorted({owner for one in (*answered, *self.concerned) for owner in one.owners})
        for owner, account in await unit.electorates.accounts_of_owners(owners) if owners else ():
            accounts.setdefault(owner, []).append(account)
        # Whoever has just answered, from the only account of that owner, has the receipt of it.
        several = [one for one in answered if len(accounts.get(one.owners[0], ())) > 1]
        found = []
        for one in (*several, *self.concerned):
            of_account: dict[int, set[str]] = {}
            for owner in one.owners:
                for account in accounts.get(owner, ()):
                    of_account.setdefault(account, set()).add(owner)
            found += [(one, account, mine) for account, mine in of_account.items() if account != one.by]
        return found

    async def _to_owners(self, unit: UnitOfWork, accounts: Sequence[tuple[_Told, str, int]], now: datetime) -> list[Letter]:
        """What was told of the same head before says that it is old: 「暂不计入」 would stand beside 「已经计入」."""
        letters: dict[str, Letter] = {}
        headings: dict[str, Heading] = {}
        votes = {told.vote.id: [account for one, _, account in accounts if one.vote.id == told.vote.id] for told, _, _ in accounts}
        held = {vote: await unit.electorates.count_heads(vote, mine) for vote, mine in votes.items()}
        for told, owner, telegram_id in accounts:
            if told.settled and owner in told.contradicting:
                # It does not count by theirs, and their receipt says why.
                continue
            part = held[told.vote.id].get(telegram_id, 0) > 1
            how = {"settled": told.settled, "developer": told.elector.head.developer, "part": part, "checked": told.checked}
            facts = OwnersDiffer(told.vote.heading, names_of([told.elector]), told.vote.closes_at, **how)
            key = told_key(told.vote.id, told.elector.number, telegram_id)
            name, waits = f"{key}:{told.cause}", can_wait(told.vote, now)
            letters[key] = Letter(name, telegram_id, "votes.owners_differ", facts, coalesce_key=key, live_key=key, night_waits=waits)
            headings[key] = told.vote.heading
        return await with_pointers(unit, letters, headings, now)

    async def _after_settled(self, unit: UnitOfWork, now: datetime) -> list[Letter]:
        """「已经计入，不用再点」 is true no more once the last choice of the head was taken back: it points to that receipt."""
        pointers: dict[str, ReceiptReplaced] = {}
        for one in self.fell_out:
            for owner, account in await unit.electorates.accounts_of_owners(sorted(one.since)):
                key = told_key(one.heading.vote_id, one.elector.number, account)
                pointers[key] = ReceiptReplaced(one.heading, one.since[owner])
        if not pointers:
            return []
        unsent = await unit.outbox.overtaken(list(pointers))
        living = await unit.ballots.living(list(pointers))
        nowhere = {key: pointers[key].heading for key in sorted(unsent - living.keys())}
        renamed = {key: f"{key}:{message.message_id}" for key, message in living.items()}
        await unit.ballots.rename_living(renamed)
        return [
            *await pointing_nowhere(unit, nowhere, str(int(now.timestamp()))),
            *(
                Letter(f"{renamed[key]}:replaced", message.chat_id, "votes.receipt_replaced", pointers[key], live_key=renamed[key])
                for key, message in living.items()
            ),
        ]
