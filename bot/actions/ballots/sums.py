"""What rides with each ballot: what stands in its stream, participation by entrance, and the counters for the close."""

from bot.rules.votes import BallotState, Kind
from bot.rules.votes.casting import COUNTED, HeadBook, Stream
from bot.rules.votes.electorates import Elector
from storage.ballots import Writes


def write_standing(writes: Writes, vote_id: str, book: HeadBook, stream: Stream) -> None:
    """What stands in one stream from now on."""
    owner, channel, by_proxy = stream
    stand = book.streams[stream]
    writes.standing[vote_id, book.number, *stream] = {
        "vote_id": vote_id,
        "head": book.number,
        "owner_id": owner,
        "channel": channel,
        "by_proxy": by_proxy,
        "choice": stand.former.choice,
        "changes": stand.former.changes,
        "receipt": stand.receipt,
        "received_at": stand.received_at,
        "person_id": stand.person_id,
        "set_aside": stand.set_aside,
    }


def count_anew(writes: Writes, vote_id: str, elector: Elector, *, before: BallotState | None, after: BallotState | None) -> None:
    """A head counts differently from now on."""
    if before is after:
        return
    writes.heads[vote_id, elector.number] = {"vote": vote_id, "number": elector.number, "now_counted": after}
    _add(writes, vote_id, elector, before, -1)
    _add(writes, vote_id, elector, after, +1)


def _add(writes: Writes, vote_id: str, elector: Elector, counted: BallotState | None, sign: int) -> None:
    if counted not in COUNTED:
        return
    writes.add(writes.counts, (vote_id, str(counted)), sign, sign * elector.head.weight.area_cm2m)
    for home in elector.homes:
        place = (vote_id, home.row.building, home.row.entrance)
        writes.add(writes.participation, place, sign * (home.row.kind is Kind.HOME), sign * home.row.area_cm2m)
