"""The sums that ride with each ballot: participation by entrance, and the counters for the close."""

from bot.rules.votes import BallotState, Kind
from bot.rules.votes.casting import COUNTED
from bot.rules.votes.electorates import Elector
from storage.ballots import Writes


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
