"""The tally a second time, as plainly as section 8 is written and sharing nothing with the first: lists, filters, inequalities."""

from itertools import pairwise
from typing import Any

from bot.rules.votes import BallotRow, RosterRow, TallyRules


def naive_tally(rows: list[RosterRow], ballots: list[BallotRow], rules: TallyRules) -> dict[str, Any]:
    """The JSON document of `linli tally`, `follow_majority` reduced to outcome, counts and margins."""
    counted = [row for row in rows if row.kind == "home" or rules.parking == "count"]
    heads: list[list[RosterRow]] = []
    for row in counted:
        same = [head for head in heads if _same_head(head[0], row)]
        if same:
            same[0].append(row)
        else:
            heads.append([row])

    live, invalid, opinions, delivered = _sift(heads, ballots, rules)
    choices: list[str | None] = []
    disputed: list[str] = []
    contradictory = set()
    for index, head in enumerate(heads):
        said_by_owners = []
        for owner in {owner for row in head for owner in row.owners}:
            said = _owner_says([entry for entry in live if entry[0] == index and entry[1] == owner], rules, head, invalid)
            if len(said) == 2 or len(said) == 3:
                invalid.append((_first_home(head), "contradiction_unresolved"))
                contradictory.add(index)
            else:
                said_by_owners += said
        if len(set(said_by_owners)) > 1:
            disputed.append(_first_home(head))
            choices.append("disputed")
        else:
            choices.append(said_by_owners[0] if said_by_owners else None)

    document = {"matter": str(rules.matter), "disputed": disputed, "opinions": opinions}
    document["invalid"] = sorted(invalid)
    document |= _result(heads, choices, rules)
    document["follow_majority"] = None
    if rules.follow_majority is not None:
        joined = _larger(document)
        followed = [
            joined if choice is None and index in delivered and index not in contradictory else choice
            for index, choice in enumerate(choices)
        ]
        document["follow_majority"] = _result(heads, followed, rules)
        del document["follow_majority"]["totals"]
    return document


def _same_head(one: RosterRow, other: RosterRow) -> bool:
    if one.developer or other.developer:
        return one.developer and other.developer
    return set(one.owners) == set(other.owners)


def _first_home(head: list[RosterRow]) -> str:
    row = ([row for row in head if row.kind == "home"] + head)[0]
    return f"{row.building}-{row.entrance}-{row.room}"


def _sift(heads: list[list[RosterRow]], ballots: list[BallotRow], rules: TallyRules) -> tuple[list[Any], list[Any], int, set[int]]:
    live: list[Any] = []
    invalid: list[Any] = []
    opinions = 0
    delivered = set()
    agents: list[tuple[str, int]] = []
    for number in sorted(range(len(ballots)), key=lambda number: (ballots[number].received_at, number)):
        ballot = ballots[number]
        ref = f"{ballot.building}-{ballot.entrance}-{ballot.room}"
        found = [(index, row) for index, head in enumerate(heads) for row in head if f"{row.building}-{row.entrance}-{row.room}" == ref]
        if not found:
            invalid.append((ref, "not_on_roster"))
            continue
        index, row = found[0]
        in_time = ballot.received_at <= rules.closes_at
        if ballot.delivered and in_time:
            delivered.add(index)
        if ballot.choice is None and not ballot.retracts:
            continue
        if not ballot.verified:
            opinions += 1
        elif not in_time:
            invalid.append((ref, "late"))
        elif rules.scheme is not None and ballot.scheme != rules.scheme:
            invalid.append((ref, "superseded_scheme"))
        elif ballot.proxy and ballot.proxy not in row.owners:
            invalid.append((ref, "no_proxy"))
        elif ballot.proxy and _over_cap(agents, ballot.voter, index, rules.proxy_cap):
            invalid.append((ref, "proxy_cap"))
        elif not ballot.proxy and ballot.voter not in row.owners:
            invalid.append((ref, "no_proxy"))
        else:
            owner = ballot.proxy or ballot.voter
            if ballot.proxy:
                agents.append((ballot.voter, index))
            named = [row.designated for row in heads[index] if row.designated and not row.developer]
            if named and named[0] != owner:
                opinions += 1
            else:
                live.append((index, owner, ballot.channel, bool(ballot.proxy), ballot.choice, ref))
    return live, invalid, opinions, delivered


def _over_cap(agents: list[tuple[str, int]], voter: str, index: int, cap: int | None) -> bool:
    mine = {head for agent, head in agents if agent == voter}
    return cap is not None and len(mine | {index}) > max(cap, len(mine))


def _owner_says(entries: list[Any], rules: TallyRules, head: list[RosterRow], invalid: list[Any]) -> list[str]:
    """The different choices that stand for one owner: none, one, or several (a contradiction)."""
    standing: dict[bool, set[str]] = {True: set(), False: set()}
    for proxied in (False, True):
        for channel in ("chat", "paper", "phone"):
            history: list[Any] = []
            for entry in entries:
                if entry[2] != channel or entry[3] != proxied:
                    continue
                changes = sum(1 for before, now in pairwise(history) if before != now)
                most = {"never": 0, "once": 1, "until_close": 10**9}[rules.change]
                if history and entry[4] != history[-1] and changes >= most:
                    invalid.append((entry[5], "change_refused"))
                else:
                    history.append(entry[4])
            if history and history[-1] is not None:
                standing[proxied].add(str(history[-1]))
    return sorted(standing[False] or standing[True])


def _larger(document: dict[str, Any]) -> str:
    agree, against = document["agree"], document["against"]
    if agree["heads"] > against["heads"] and agree["area_cm2m"] > against["area_cm2m"]:
        return "agree"
    if agree["heads"] < against["heads"] and agree["area_cm2m"] < against["area_cm2m"]:
        return "against"
    return "abstain"


def _result(heads: list[list[RosterRow]], choices: list[str | None], rules: TallyRules) -> dict[str, Any]:
    def weigh(*wanted: str) -> dict[str, int]:
        chosen = [head for head, choice in zip(heads, choices, strict=True) if not wanted or choice in wanted]
        return {"area_cm2m": sum(row.area_cm2m for head in chosen for row in head), "heads": len(chosen)}

    total, taking_part, agree = weigh(), weigh("agree", "against", "abstain"), weigh("agree")
    ta, th, pa, ph = total["area_cm2m"], total["heads"], taking_part["area_cm2m"], taking_part["heads"]
    aa, ah = agree["area_cm2m"], agree["heads"]
    quorum = 3 * pa >= 2 * ta and 3 * ph >= 2 * th
    margins = [-(-2 * ta // 3) - pa, -(-2 * th // 3) - ph, 0, 0]
    if rules.matter == "ordinary":
        carried = 2 * aa > pa and 2 * ah > ph
        margins[2:] = [pa // 2 + 1 - aa, ph // 2 + 1 - ah]
    elif rules.matter == "special":
        carried = 4 * aa >= 3 * pa and 4 * ah >= 3 * ph
        margins[2:] = [-(-3 * pa // 4) - aa, -(-3 * ph // 4) - ah]
    elif rules.matter == "unanimous":
        quorum, carried = True, ah == th
        margins = [0, 0, ta - aa, th - ah]
    else:
        quorum, carried = True, True
        margins = [0, 0, 0, 0]
        if rules.threshold:
            up, down = (1, 2) if rules.threshold.share == "1/2" else (2, 3)
            carried = down * ah >= up * th and (not rules.threshold.by_area or down * aa >= up * ta)
            margins[2] = -(-up * ta // down) - aa if rules.threshold.by_area else 0
            margins[3] = -(-up * th // down) - ah
    outcome = "passed" if quorum and carried else "rejected" if quorum else "no_quorum"
    if rules.matter == "consultation" and not rules.threshold:
        outcome = "counted"
    names = ("quorum_area", "quorum_heads", "majority_area", "majority_heads")
    return {
        "outcome": outcome,
        "totals": total,
        "participating": taking_part,
        "agree": agree,
        "against": weigh("against"),
        "abstain": weigh("abstain"),
        "margins": {name: max(0, margin) for name, margin in zip(names, margins, strict=True)},
    }
