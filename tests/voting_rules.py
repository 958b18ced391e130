"""Every rule of a vote and each of its cases, by number; tests bear the numbers: `@pytest.mark.rule("R4.differ")`.

`python -m tests.voting_rules` writes docs/voting-rules-and-tests.md, which says for each case what shows it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/voting-rules-and-tests.md"

# Rule → what it is about, and its cases: what follows the dot in a case's number, and what has to be so.
RULES: dict[str, tuple[str, dict[str, str]]] = {
    "S1": (
        "Is it a legal vote?",
        {
            "consultation": "what is asked in the chat is called 意向征询 unless the profile allows the channel",
            "allowed": "a profile that allows the channel turns it into 表决",
        },
    ),
    "S2": (
        "Numbers",
        {
            "integers": "areas and heads are integers; no float takes part in a decision",
            "shown": "percentages are truncated to two places",
            "fraction": "the raw fraction stands beside the percentage",
        },
    ),
    "R1": (
        "A frozen set of homes",
        {
            "compound": "a vote asks a compound",
            "building": "or a building: the others are not asked",
            "entrance": "or an entrance",
            "hash": "the hash of the frozen roster is stored when the vote opens, and covers everything a denominator comes from",
            "denominators": "a roster that changes later changes no denominator",
        },
    ),
    "R2": (
        "Area per home, and gaps",
        {
            "source": "register, else survey, else contract; the source is stored",
            "gap": "a home without an area, or a row that could not be read, is an open gap",
            "stops": "a vote over an open gap cannot open; one beside it can",
            "filled": "staff fill the gap",
            "struck": "staff strike the row with a reason, which the report prints",
        },
    ),
    "R3": (
        "Heads",
        {
            "home": "one home is one head; homes of unknown owners are not one owner",
            "owners": "all homes of one owner set are one head",
            "developer": "all unsold or undelivered homes of the developer are one head",
            "area": "the area is always summed",
        },
    ),
    "R4": (
        "Jointly owned homes",
        {
            "lone": "one owner's lone choice stands",
            "equal": "equal choices are that choice",
            "differ": "differing choices: disputed, counted nowhere, listed",
            "designated": "the designated voter speaks; the others have an opinion",
            "registered": "whoever is registered during the vote ends the dispute",
            "told": "both are told that the choices differ, never what the other chose",
            "overlap": "overlapping but different owner sets are two heads, flagged in the report",
        },
    ),
    "R5": (
        "One choice per head",
        {
            "homes": "a choice counts for all homes of the head, whichever of them it names",
            "heads": "a tap votes for every head that the tapper owns a part of",
            "names": "the answer names each home",
            "separately": "the private receipt has 「各户分别表决」",
        },
    ),
    "R6": (
        "Parking places and storage rooms",
        {
            "asked": "an explicit yes or no when the vote is drafted, no default",
            "count": "yes: they count, by their area",
            "ignore": "no: they do not, nor do answers for them",
        },
    ),
    "R7": (
        "Who casts a ballot",
        {
            "owner": "a verified owner, bound as a named roster owner",
            "waiting": "a binding that waits or is suspended casts none, one that ended is nobody's",
            "family": "the answer of family or a tenant is an opinion, kept and never counted",
            "told": "they are told so",
            "unverified": "an unverified member's answer is an opinion",
            "no_proxy": "a verified voter who is neither owner nor proxy: `no_proxy`",
        },
    ),
    "R8": (
        "States of a ballot",
        {
            "not_delivered": "not_delivered",
            "delivered": "delivered",
            "agree": "agree",
            "against": "against",
            "abstain": "abstain",
            "disputed": "disputed",
            "invalid": "invalid, with each of the seven reasons",
            "retracted": "a retracted ballot returns to delivered; it is no abstention",
        },
    ),
    "R9": ("Participation", {"abstain": "abstaining counts in participation and not in agreement"}),
    "R10": (
        "Not returned",
        {
            "strict": "what was not returned takes no part",
            "follow": "delivered and silent ballots join the larger of agree and against",
            "clause": "only where a clause says so",
            "delivery": "only with a proof of delivery",
            "beside": "the strict result is printed beside it",
            "tie": "on a tie, or where area and heads differ, they abstain",
            "never": "heads that are disputed or contradictory never follow",
        },
    ),
    "R11": (
        "Written powers",
        {
            "written": "names agent, home, matter and term, with its photo",
            "term": "after its term it casts nothing",
            "uncapped": "without a cap one agent may stand in for any number",
            "cap": "past the profile's cap ballots are invalid in order of receipt",
            "own_later": "the owner's own ballot beats the agent's when it came later",
            "own_earlier": "and when it came earlier",
            "own_retracted": "a retracted own ballot leaves the agent's standing",
        },
    ),
    "R12": (
        "Changing",
        {
            "never": "`never`",
            "once": "`once`; a retraction is a change",
            "until_close": "`until_close`",
            "same": "the same choice again is no change",
            "versions": "every version stays in the ledger",
            "refused": "a refused change is recorded, too",
            "one_standing": "one standing choice per (vote, head, owner, channel, own-or-proxy) in the database",
            "one_counted": "one counted choice per (vote, head) in the database",
        },
    ),
    "R13": (
        "One ledger for paper, phone and chat",
        {
            "paper": "paper, entered with its photo",
            "phone": "phone, confirmed by a second person",
            "agree": "channels that say the same are no contradiction",
            "contradiction": "channels that contradict each other for one owner: disputed until a person resolves it",
            "resolved": "resolved by channel it counts so",
            "unresolved": "unresolved at the close: invalid",
            "same_channel": "a later ballot through the same channel is a change, no contradiction",
        },
    ),
    "R14": (
        "The closing time",
        {
            "at": "what is received at the closing time counts",
            "after": "what is received after it is late",
            "intake": "the time is the intake's, kept through retries",
            "waits": "the close waits for what was received in time and is unfinished",
            "ten": "but ten seconds and no longer",
            "result": "what is due is looked at every second, so that the result stands in time",
            "extension": "an extension only before the close",
            "down": "down for more than 120 s in the last hour: no tally, the drafter is asked",
            "down_at": "or at the close",
            "extend": "the drafter extends by 24 h, announced in the group",
            "as_it_is": "or closes as it is",
            "sheet": "the sheet names the gap",
        },
    ),
    "R15": (
        "A changed scheme file",
        {
            "void": "ballots on another version are void",
            "unnamed": "also those that name no version",
            "bound": "a vote takes along the SHA-256 of its scheme",
            "asked_again": "in the bot: the ballots cast are void, every household is asked again and told why",
        },
    ),
    "R16": (
        "Sold in mid-vote",
        {
            "seller": "the seller's ballot stands if cast",
            "buyer": "else the buyer votes",
            "total": "the head total does not change",
        },
    ),
    "S5": (
        "Decision",
        {
            "quorum": "two thirds of all, by area and by heads, the number included",
            "ordinary": "more than half of those taking part, by both",
            "special": "at least three quarters, by both",
            "unanimous": "every interested head",
            "counted": "a consultation without a threshold: counted",
            "threshold": "with one: held against all heads, with or without the area",
            "never_no_quorum": "a consultation never lacks a quorum",
            "margins": "all four inequalities with their margins",
            "old_thresholds": "shares of all are never the default of a matter of law",
            "two_votes": "a matter that needs two votes at once opens both and reports both",
        },
    ),
    "S6": (
        "What people see, and when",
        {
            "nobody": "before the close no query, page or letter gives for or against, to any role",
            "paradox": "why: with 9 equal owners and 5 for, a sixth against makes it pass",
            "one_screen": "a ballot that is entered is seen on its own screens, and leaves them once it is confirmed",
            "logged": "who entered, confirmed, settled: kept with name and time",
            "by_channel": "a contradiction is settled by channel, without naming choices",
            "own": "nobody settles their own",
            "who_enters": "staff enter paper; building heads only where the profile says so",
            "homes": "cards count homes with an accepted, undisputed ballot, and area",
            "heads": "where heads differ from homes, both are written, with one line why",
            "result": "after the close the result with all margins",
            "few": "no breakdown of fewer than 5 participating heads",
            "head_of_building": "a building's head sees who has not returned, never how anybody voted",
            "names": "no name is published; a list by home has room and area only",
            "audit": "the audit file is sealed until the close, and then for those whom the profile entitles",
        },
    ),
    "S7": (
        "Notice and publication",
        {
            "notice": "the days of notice of the profile, whole days, are a condition of a vote of law",
            "fields": "the sheet holds every field",
            "preliminary": "first a preliminary sheet that says how to object and until when",
            "final": "then the final one",
        },
    ),
    "S8": (
        "The tally command",
        {
            "json": "one JSON document with these fields",
            "exit": "exit 2 with the row's number on bad input",
            "files": "CSV (UTF-8, BOM, GB18030) and XLSX, Chinese and English headers",
            "alone": "no import of the bot's framework or of the database",
            "parking": "`--parking` is needed where the roster has any",
            "order": "each row meets the checks in their order",
            "file_order": "ballots are read by time, then by file order",
            "designated": "the other owners' ballots are opinions, by row",
            "developer": "the developer's head has no designated voter; its owners are compared like joint owners",
            "first": "the first ballot is no change, even a retraction",
            "channels": "one entry for each owner whose channels contradict, named by the head's first home",
            "empty": "a roster without a counted row: exit 2",
            "twice": "a second implementation, which shares no code with the first, gives the same",
            "bot": "the bot counts what section 8 counts",
        },
    ),
    "case 1": ("F: 6Y", {"passed": "quorum exactly 2/3: passed"}),
    "case 2": ("F: 5Y", {"no_quorum": "no_quorum, short of 1 head and 100.00 m²"}),
    "case 3": ("F: 5Y 1N", {"passed": "passed"}),
    "case 4": ("F: 3Y 3N", {"rejected": "exactly half: rejected"}),
    "case 5": ("F special", {"passed": "6Y 2N: passed", "rejected": "5Y 2N: rejected"}),
    "case 6": ("F: 3Y 1N 2A", {"rejected": "rejected"}),
    "case 9": ("F, spouses differ", {"undesignated": "no_quorum, 1 disputed", "designated": "passed"}),
    "case 12": ("F: 4Y 2N, then one Y to N", {"changed": "until_close or once: rejected", "never": "passed and one change_refused"}),
    "case 13": ("F: 5Y, a sixth one second late", {"late": "no_quorum, one invalid `late`"}),
    "case 15": ("F: 5Y and an unverified Y", {"opinion": "no_quorum, opinions 1"}),
    "case 21": ("F: 6Y", {"retracts": "one retracts: no_quorum", "abstains": "one changes to abstain: passed 5 of 6"}),
    "case 25": ("nobody votes", {"quorum": "ordinary or special: no_quorum", "unanimous": "unanimous: rejected"}),
}

# What has no test because it is not there yet, and why. A case that gets its test leaves this list.
NOT_BUILT: dict[str, str] = {}


def cases() -> dict[str, str]:
    """Number → what has to be so."""
    return {f"{rule}.{case}": words for rule, (_, its) in RULES.items() for case, words in its.items()}


@dataclass(frozen=True, order=True)
class Shown:
    """A test that bears numbers of cases. `elsewhere`: it needs a browser, an office or the black box, so `make test` leaves it out."""

    path: str
    name: str
    numbers: tuple[str, ...]
    elsewhere: bool


@cache
def shown() -> list[Shown]:
    """Every test that bears a number, as its source says it."""
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "mark.rule(" in source:
            tree = ast.parse(source)
            found += list(_in(tree, path.relative_to(ROOT).as_posix(), _marks(tree)))
    return found


def _in(tree: ast.Module, path: str, all_marks: set[str]) -> Iterator[Shown]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        marks = [one for one in ast.walk(ast.Module(list(node.decorator_list), [])) if _mark(one) is not None]
        numbers = tuple(
            argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else "?"
            for one in marks
            if isinstance(one, ast.Call) and _mark(one.func) == "rule"
            for argument in one.args
        )
        if numbers:
            others = {str(_mark(one)) for one in marks} | all_marks
            yield Shown(path, node.name, numbers, bool(others & {"browser", "office", "blackbox", "skip", "skipif"}))


def _mark(node: ast.AST) -> str | None:
    """`x` of `pytest.mark.x`."""
    if isinstance(node, ast.Call):
        return _mark(node.func)
    held = node.value if isinstance(node, ast.Attribute) else None
    return node.attr if isinstance(node, ast.Attribute) and isinstance(held, ast.Attribute) and held.attr == "mark" else None


def _marks(tree: ast.Module) -> set[str]:
    """Of the whole file: `pytestmark`."""
    assigned = [node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"]
    return {str(_mark(one)) for node in assigned for one in ast.walk(node) if _mark(one) is not None}


def document() -> str:
    """docs/voting-rules-and-tests.md as it has to be."""
    by_case: dict[str, list[str]] = {}
    for test in shown():
        for number in test.numbers:
            by_case.setdefault(number, []).append(f"`{test.path.removeprefix('tests/')}` {test.name}")
    lines = [
        "# The rules of a vote, and what shows each of them",
        "",
        "Written by `python -m tests.voting_rules` from the numbers that tests bear, and held to them by a test of the architecture.",
        "R1 to R16 are the rules of roster and ballots, S… the other sections of the voting rules, `case …` the worked cases for a",
        "compound of nine equal homes (F; Y agree, N against, A abstain). Paths are those in `tests/`.",
    ]
    for rule, (about, its) in RULES.items():
        lines += ["", f"## {rule}: {about}", "", "| case | what has to be so | shown by |", "|---|---|---|"]
        for case, words in its.items():
            number = f"{rule}.{case}"
            missing = f"**not built: {NOT_BUILT[number]}**" if number in NOT_BUILT else "**nothing**"
            lines.append(f"| {number} | {words} | {'<br>'.join(by_case.get(number, [missing]))} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
