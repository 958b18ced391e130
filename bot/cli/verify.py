#!/usr/bin/env python3
"""Checks what Linli exported of a vote. One file, Python 3.8 or newer, nothing else: python verify.py FILE [options].

    FILE             the public file: the chain of commitments and the closing totals
    --head HASH      as it stood in the group or on a sheet (64 digits, or the first 12 or more): nothing was cut off, nothing put behind
    --receipt CODE   a ballot with this receipt is in the chain
    --audit FILE     the audit file: opens every commitment and counts the vote again

Exit 0 when everything agrees, 1 when something does not (one sentence says what and where), 2 when a file cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from typing import Any

PUBLIC, AUDIT = "linli-vote/1", "linli-vote-audit/1"
ENDS = ("closed", "cancelled")
OPENED_BY_AUDIT = ("ballot", "refused", "speaker", "settled", "delivered")
TYPES = ("opened", "extended", "undecided", "scheme") + OPENED_BY_AUDIT + ENDS
CHOICES = ("agree", "against", "abstain")
LEAST_OF_A_HEAD = 12


class Wrong(Exception):
    """A sentence in Chinese and one in English: what does not agree, and where."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")


class Unreadable(Wrong):
    """The file is none of ours."""


# How a file that is not what it should be shows itself.
SEEN = (Wrong, KeyError, TypeError, AttributeError, ValueError, IndexError, ArithmeticError, RecursionError)


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_written(value: object) -> bytes:
    """The bytes of a file: any other way of writing the same is a change, too."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(path: str, format_name: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise Unreadable(f"{path} 打不开（{error.strerror}）", f"{path} cannot be opened ({error.strerror})") from None
    return parse(data, path, format_name)


def parse(data: bytes, name: str, format_name: str) -> dict[str, Any]:
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise Wrong(f"{name} 不是完整的文件，读不下去", f"{name} is not a whole file") from None
    if not isinstance(value, dict) or value.get("format") != format_name:
        raise Wrong(f"{name} 不是这种文件（应为 {format_name}）", f"{name} is not a file of this kind ({format_name})")
    if as_written(value) != data:
        raise Wrong(f"{name} 的写法被改过：多了、少了或换了字节", f"{name} was written anew: bytes were added, taken or moved")
    return value


def check_chain(public: dict[str, Any]) -> list[str]:
    """The hash of every event, in order."""
    events, parent = public.get("events"), "0" * 64
    hashes: list[str] = []
    if set(public) != {"events", "format", "head"} or not isinstance(events, list) or not events:
        raise Wrong("文件里没有记录", "the file has no events")
    for height, event in enumerate(events):
        if not isinstance(event, dict) or set(event) != {"height", "parent", "payload", "type"} or not isinstance(event["payload"], dict):
            raise Wrong(f"第 {height} 条记录不完整", f"event {height} is not whole")
        if event["height"] != height:
            raise Wrong(f"第 {height} 条的编号是 {event['height']}：少了、多了或换了顺序", f"event {height} is called {event['height']}")
        if event["parent"] != parent:
            raise Wrong(f"第 {height} 条接不上前一条：前一条或它自己被改过", f"event {height} does not follow the one before it")
        if event["type"] not in TYPES or (event["type"] == "opened") != (height == 0):
            raise Wrong(f"第 {height} 条的种类不对", f"event {height} is of a kind that cannot stand there")
        if event["type"] in ENDS and height != len(events) - 1:
            raise Wrong(f"第 {height} 条之后还有记录，结束以后不该有", f"there are events behind the end, which is event {height}")
        parent = digest(canonical(event))
        hashes.append(parent)
    if public["head"] != parent:
        raise Wrong("最后的指纹和记录对不上：最后一条被改过，或后面的被删了", "the head is not that of the last event")
    if events[-1]["type"] not in ENDS:
        raise Wrong("没有结束的那一条：后面的记录被删了", "the end is missing: events were cut off")
    return hashes


def check_head(hashes: list[str], given: str) -> int:
    """Where the head stands that somebody kept: from the group on some day, or from the sheet."""
    asked = "".join(letter for letter in given.lower() if letter not in " -")
    if len(asked) < LEAST_OF_A_HEAD or set(asked) - set("0123456789abcdef"):
        en = f"a head has 64 hexadecimal digits; give at least {LEAST_OF_A_HEAD}"
        raise Unreadable(f"指纹要 64 位，或前 {LEAST_OF_A_HEAD} 位以上", en)
    found = [height for height, one in enumerate(hashes) if one.startswith(asked)]
    if not found:
        en = "this head is not in the file: events were cut off or changed, or it is of another vote"
        raise Wrong("这个指纹不在文件里：记录被删过、改过，或者不是这次表决的", en)
    return found[-1]


def check_receipt(events: list[dict[str, Any]], given: str) -> list[int]:
    code = given.strip().upper()
    found = [event["height"] for event in events if event["type"] == "ballot" and event["payload"].get("receipt") == code]
    if not found:
        raise Wrong(f"凭证 {code} 不在记录里", f"receipt {code} is not in the chain")
    return found


def check_audit(public: dict[str, Any], audit: dict[str, Any]) -> None:
    """Opens every commitment, then counts again what they hold."""
    events, opened = public["events"], public["events"][0]["payload"]
    if set(audit) != {"entries", "format", "head", "heads", "salt"} or audit["head"] != public["head"]:
        raise Wrong("审计文件是另一份记录的", "the audit file belongs to another chain")
    if digest(f"{audit['salt']}:{canonical(audit['heads'])}") != opened["electorate"]:
        raise Wrong("审计文件里的户和开始时冻结的对不上", "the heads of the audit file are not those that were frozen")
    heads = audit["heads"]
    found = {"area_cm2m": sum(head["area_cm2m"] for head in heads), "heads": len(heads), "homes": sum(head["homes"] for head in heads)}
    if found != opened["total"]:
        raise Wrong("审计文件里的户数或面积和总数对不上", "the heads of the audit file do not add up to the totals")
    entries, wanted = audit["entries"], [event for event in events if event["type"] in OPENED_BY_AUDIT]
    if [one.get("height") for one in entries] != [event["height"] for event in wanted]:
        raise Wrong("审计文件少了或多了记录", "the audit file opens too few or too many events")
    for event, one in zip(wanted, entries):  # noqa: B905 — as long as each other, and older Pythons know no `strict`
        height = event["height"]
        if set(one) != {"entry", "height", "salt"} or digest(f"{one['salt']}:{canonical(one['entry'])}") != event["payload"]["commitment"]:
            raise Wrong(f"审计文件的第 {height} 条打不开记录里的那一条", f"entry {height} of the audit file is not what was committed to")
        if event["type"] == "ballot" and one["entry"].get("receipt") != event["payload"]["receipt"]:
            raise Wrong(f"第 {height} 条的凭证对不上", f"the receipt of entry {height} is another")
    check_times(events, entries)
    if events[-1]["type"] == "closed":
        check_totals(events[-1]["payload"], opened, audit["heads"], list(zip(wanted, entries)), last_scheme(events))  # noqa: B905


def last_scheme(events: list[dict[str, Any]]) -> int:
    """Where the scheme was changed last: every ballot before it is void. 0: never."""
    return max((event["height"] for event in events if event["type"] == "scheme"), default=0)


def check_times(events: list[dict[str, Any]], entries: list[dict[str, Any]]) -> None:
    """Whether every ballot counts, or does not, as its time and the rule for changes say: the close moves with an extension."""
    opened, by_height = events[0]["payload"], {one["height"]: one["entry"] for one in entries}
    closes_at, allowed = opened["closes_at"], {"never": 0, "once": 1}.get(opened["change_policy"])
    cap, scheme = (opened.get("terms") or {}).get("proxy_cap"), 1
    stood_in: dict[str, set[int]] = {}
    streams: dict[Any, list[str]] = {}
    for event in events:
        height = event["height"]
        if event["type"] == "extended":
            closes_at = event["payload"]["closes_at"]
        if event["type"] == "scheme":
            scheme, streams, stood_in = scheme + 1, {}, {}
            if event["payload"]["version"] != scheme:
                raise Wrong(f"第 {height} 条的方案版本不对", f"event {height} names another version of the scheme")
        if event["type"] not in ("ballot", "refused"):
            continue
        entry = by_height[height]
        said = streams.setdefault((entry["head"], entry["owner"], entry["channel"], entry["by_proxy"]), [])
        used = stood_in.setdefault(entry.get("agent", ""), set())
        past = entry["by_proxy"] and cap is not None and entry["head"] not in used and len(used) >= cap
        former = entry.get("scheme", 1) != scheme
        why = refusal(entry, said, closes_at, allowed, past=past, former=former)
        if entry["by_proxy"] and why not in ("late", "proxy_cap", "superseded_scheme"):
            used.add(entry["head"])
        # Other reasons are not told by time or by what was said before.
        judged = entry["refused"] in (None, "late", "change_refused", "proxy_cap", "superseded_scheme")
        if (event["type"] == "ballot") != (entry["refused"] is None) or (judged and entry["refused"] != why):
            en = f"entry {height} should be {why or 'accepted'} by its time and the rule for changes"
            raise Wrong(f"第 {height} 条按时间和改票的规定应是「{why or '有效'}」，记的不是", en)
        # The same once more, after a settlement for another channel, is no change.
        if event["type"] == "ballot" and (not said or said[-1] != entry["choice"]):
            said.append(entry["choice"])


def refusal(entry: dict[str, Any], said: list[str], closes_at: str, allowed: int | None, *, past: bool, former: bool) -> str | None:
    """Why a ballot does not count, from when it came and what was said before it in its stream; `allowed`: changes, None for any;
    `past`: its agent stands in for as many owners as the cap allows; `former`: it is about another scheme."""
    if entry["received_at"] > closes_at or past or former:
        return "late" if entry["received_at"] > closes_at else "superseded_scheme" if former else "proxy_cap"
    is_change = bool(said) and said[-1] != entry["choice"]
    return "change_refused" if is_change and allowed is not None and len(said) > allowed else None


def gathered(opened_entries: list[tuple[dict[str, Any], dict[str, Any]]], scheme: int) -> tuple[Any, Any, Any, dict[str, int], set[int]]:
    """By head: what stands in its streams, who was registered to speak for it, which channel was settled on; the ballots that do not
    count; whom the vote had reached. `scheme`: what was chosen or settled before that event is void."""
    streams: dict[int, dict[Any, str]] = {}
    registered: dict[int, str | None] = {}
    settled: dict[int, dict[tuple[str, bool], str]] = {}
    invalid: dict[str, int] = {}
    delivered: set[int] = set()
    for event, one in opened_entries:
        entry, is_void = one["entry"], event["height"] < scheme
        if event["type"] == "refused" or (is_void and event["type"] == "ballot"):
            why = "superseded_scheme" if is_void and entry["refused"] != "late" else entry["refused"]
            invalid[why] = invalid.get(why, 0) + 1
        elif event["type"] == "ballot":
            key = (entry["owner"], entry["channel"], entry["by_proxy"])
            streams.setdefault(entry["head"], {})[key] = entry["choice"]
            # What was settled was about the ballots before it, the owner's own or those of whoever stands in.
            settled.get(entry["head"], {}).pop((entry["owner"], entry["by_proxy"]), None)
        elif event["type"] == "settled" and not is_void:
            settled.setdefault(entry["head"], {})[entry["owner"], entry.get("by_proxy", False)] = entry["channel"]
        elif event["type"] == "speaker":
            registered[entry["head"]] = entry["owner"]
        elif event["type"] == "delivered":
            delivered = set(entry["heads"])
    return streams, registered, settled, invalid, delivered


def check_totals(closed: dict[str, Any], opened: dict[str, Any], heads: list[dict[str, Any]], opened_entries: Any, scheme: int) -> None:
    streams, registered, settled, invalid, delivered = gathered(opened_entries, scheme)
    counts = {choice: {"area_cm2m": 0, "heads": 0} for choice in CHOICES}
    disputed, followers = 0, {"area_cm2m": 0, "heads": 0}
    for head in heads:
        number = head["head"]
        state, contradictory = state_of(head, registered.get(number), streams.get(number, {}), settled.get(number, {}))
        if contradictory:
            invalid["contradiction_unresolved"] = invalid.get("contradiction_unresolved", 0) + contradictory
        if state == "disputed":
            disputed += 1
        elif state is not None or (number in delivered and not contradictory):
            joins = followers if state is None else counts[state]
            joins["area_cm2m"] += head["area_cm2m"]
            joins["heads"] += 1
    for name, found in (("counts", counts), ("disputed", disputed), ("invalid", invalid)):
        if closed[name] != found:
            en = f"counted again, {name} differ from what was published: {canonical(found)}"
            raise Wrong(f"重新数一遍，{name} 和公布的不一样：数出 {canonical(found)}", en)
    outcome, margins = decide(opened, counts)
    if closed["outcome"] != outcome or closed["margins"] != margins:
        en = f"the counts come to {outcome} and {canonical(margins)}, not to what was published"
        raise Wrong(f"按票数算出的结果是 {outcome}，和公布的不一样", en)
    found_too = follow(opened, counts, followers) if "follow_majority" in opened else None
    if closed.get("follow_majority") != found_too:
        raise Wrong(f"随多数的结果和数出的不一样：数出 {canonical(found_too)}", f"with the silent it comes to {canonical(found_too)}")


def follow(opened: dict[str, Any], counts: dict[str, dict[str, int]], followers: dict[str, int]) -> dict[str, Any]:
    """Whoever was reached and said nothing joins the larger side; where area and heads differ, or on a tie, they abstain."""
    ahead = {(counts["agree"][name] > counts["against"][name]) - (counts["agree"][name] < counts["against"][name]) for name in followers}
    joined = {1: "agree", -1: "against"}.get(ahead.pop(), "abstain") if len(ahead) == 1 else "abstain"
    with_them = {name: {one: counts[name][one] + followers[one] * (name == joined) for one in followers} for name in CHOICES}
    outcome, margins = decide(opened, with_them)
    return {"joined": joined, "followers": followers, "outcome": outcome, "counts": with_them, "margins": margins}


def state_of(
    head: dict[str, Any], registered: str | None, streams: dict[Any, str], settled: dict[tuple[str, bool], str]
) -> tuple[str | None, int]:
    """One head: a choice, `disputed`, or None, and how many owners' channels contradict each other: these have no choice.

    An owner's own choice beats a proxy's; then channels agree; then joint owners do. `registered`: who was registered during the vote
    to speak for it, and still is; `settled`: by owner the one channel that counts of their own ballots, or of their agent's.
    """
    standing = {
        (owner, channel, by_proxy): choice
        for (owner, channel, by_proxy), choice in streams.items()
        if choice != "retract" and settled.get((owner, by_proxy)) in (None, channel)
    }
    bought = any(owner not in head["owners"] for owner, _, _ in standing)
    # Whom the sellers designated speaks no more once a buyer's choice stands; whoever was registered speaks for sellers and buyers.
    speaker = registered if registered is not None or bought else head["designated"]
    if head["developer"]:
        speaker = None
    by_owner: dict[str, dict[bool, set[str]]] = {}
    for (owner, _, by_proxy), choice in standing.items():
        if speaker in (None, owner):
            by_owner.setdefault(owner, {}).setdefault(by_proxy, set()).add(choice)
    choices: set[str] = set()
    contradictory = 0
    for said in by_owner.values():
        mine = said.get(False) or said[True]
        contradictory += len(mine) > 1
        choices |= mine if len(mine) == 1 else set()
    if len(choices) > 1:
        return "disputed", contradictory
    return (choices.pop() if choices else None), contradictory


# Civil Code Articles 278 and 279, by which votes are counted whose first event names no terms: quorum of all, then the share that
# must agree, whether more than it is asked for, and whether of all.
CIVIL_CODE = {
    "ordinary": ((2, 3, False), (1, 2, True), False),
    "special": ((2, 3, False), (3, 4, False), False),
    "unanimous": (None, (1, 1, False), True),
}


def rule_of(opened: dict[str, Any]) -> tuple[Any, Any, bool]:
    """Quorum, majority, and whether the majority is one of all: by the terms that the vote took along, else by the law itself."""
    terms = opened.get("terms")
    if opened["matter"] == "consultation":
        above, below = map(int, opened["threshold"].split("/")) if opened["threshold"] else (0, 1)
        return None, (above, below, False), True
    if terms is None:
        return CIVIL_CODE[opened["matter"]]
    return None if terms["quorum"] is None else bar(terms["quorum"]), bar(terms["majority"]), terms["of_all"]


def bar(given: dict[str, Any]) -> tuple[int, int, bool]:
    part, whole = given["share"]
    if type(part) is not int or type(whole) is not int or not 0 < part <= whole or type(given["strictly"]) is not bool:
        raise Wrong("规定里的比例不像样", "a share of the terms is none")
    return part, whole, given["strictly"]


def needed(asked: tuple[int, int, bool], of: int) -> int:
    part, whole, strictly = asked
    return part * of // whole + 1 if strictly else -(-part * of // whole)


def decide(opened: dict[str, Any], counts: dict[str, dict[str, int]]) -> tuple[str, dict[str, int]]:
    """By the terms of the vote, in integers; what is still missing for each of the four inequalities."""
    quorum, majority, of_all = rule_of(opened)
    margins: dict[str, int] = {}
    for name, short in (("area_cm2m", "area"), ("heads", "heads")):
        total, agree = opened["total"][name], counts["agree"][name]
        part = sum(counts[choice][name] for choice in CHOICES)
        by_heads_only = opened["matter"] == "consultation" and name != "heads" and not opened["by_area_too"]
        margins[f"quorum_{short}"] = 0 if quorum is None else max(0, needed(quorum, total) - part)
        margins[f"majority_{short}"] = 0 if by_heads_only else max(0, needed(majority, total if of_all else part) - agree)
    if margins["quorum_area"] or margins["quorum_heads"]:
        return "no_quorum", margins
    if opened["matter"] == "consultation" and not opened["threshold"]:
        return "counted", margins
    return ("rejected" if margins["majority_area"] or margins["majority_heads"] else "passed"), margins


def check(arguments: argparse.Namespace) -> list[str]:
    """What to say when everything agrees."""
    public = read(arguments.file, PUBLIC)
    hashes, events = check_chain(public), public["events"]
    count, ballots = len(events), sum(event["type"] == "ballot" for event in events)
    said = [f"{count} 条记录一环扣一环，其中 {ballots} 条是票。 / {count} events follow one another, {ballots} of them ballots."]
    if terms := events[0]["payload"].get("terms"):
        said.append(f"按 {terms['profile']} 的规定算。 / It is counted by the terms of {terms['profile']}.")
    if roster := str(events[0]["payload"].get("roster_hash", ""))[:16].upper():
        shown = "-".join(roster[at : at + 4] for at in (0, 4, 8, 12))
        said.append(f"名册指纹 {shown}，和纸质票上印的应该一样。 / The roster's hash is {shown}, as on the ballot papers.")
    if arguments.head:
        behind = len(events) - 1 - check_head(hashes, arguments.head)
        there = f"它之后还有 {behind} 条。 / The head is in it, {behind} events came after it."
        said.append("指纹对得上，" + (there if behind else "就是最后一条。 / The head is that of the last event."))
    if changed := last_scheme(events):
        said.append(f"方案在第 {changed} 条换过，之前的票都作废。 / The scheme was changed by event {changed}; ballots before it are void.")
    if arguments.receipt:
        found = check_receipt(events, arguments.receipt)
        void = ("，方案换了以后作废", "; it is void since the scheme was changed") if found[0] < changed else ("", "")
        where = f"（第 {found[0]} 条）{void[0]}。 / The receipt is in it (event {found[0]}){void[1]}."
        said.append(f"凭证 {arguments.receipt.strip().upper()} 在里面{where}")
    if arguments.audit:
        check_audit(public, read(arguments.audit, AUDIT))
        said.append("审计文件打开了每一条，重新数出的结果一样。 / The audit file opens every event, and the count comes to the same.")
    return said


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="verify", description="核对导出的表决 / Check an exported vote")
    parser.add_argument("file")
    for option in ("--head", "--receipt", "--audit"):
        parser.add_argument(option, default="")
    parser.add_argument("--json", action="store_true")
    for stream in (sys.stdout, sys.stderr):
        # A console that knows no Chinese shows marks in its place: no reason to say that a file does not agree.
        getattr(stream, "reconfigure", dict)(errors="replace")
    arguments = parser.parse_args(argv)
    try:
        said = check(arguments)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    except SEEN as error:
        reason = str(error) if isinstance(error, Wrong) else f"文件里的内容不像样（{error!r}） / a value is not what it should be"
        if arguments.json:
            print(json.dumps({"agrees": False, "said": [reason]}, ensure_ascii=False, indent=2))
        else:
            print(f"不对：{reason}", file=sys.stderr)
        return 1
    print(json.dumps({"agrees": True, "said": said}, ensure_ascii=False, indent=2) if arguments.json else "\n".join(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
