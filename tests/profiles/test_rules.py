"""What a profile's file may say, which version counts on a day, and that the national one says what the law says."""

from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import verify
from bot.rules.profiles import NoProfileInForce, Profiles
from bot.rules.profiles.reading import BadProfile, read_profile, read_profiles
from bot.rules.proofs import terms_facts
from bot.rules.votes import CIVIL_CODE, Bar, ChangePolicy, Matter, MatterRule, Weight, decide
from bot.rules.votes.terms import PaperBy
from tests.profiles import CITY_PROFILE, CITY_TEXT, FOLDER, NATIONAL, SHIPPED, TEXTS, national

DAY = date(2026, 2, 27)
GOOD = TEXTS["national.toml"]


@pytest.mark.parametrize("matter", CIVIL_CODE)
def test_the_national_profile_says_what_the_law_says(matter: Matter) -> None:
    """The named constants of bot/rules/votes/weights.py, with their articles, are the same as the data."""
    law = national().law(matter)
    assert law is not None
    assert law.rule == CIVIL_CODE[matter]


def test_the_national_profile_is_the_default_of_the_specification() -> None:
    one = national()
    assert (one.channel_allowed, one.notice_days, one.change, one.proxy_cap) == (False, 15, ChangePolicy.UNTIL_CLOSE, None)
    assert one.paper_by is PaperBy.STAFF
    assert national().law(Matter.CONSULTATION) is None


def test_every_example_is_marked_to_be_checked_and_allows_nothing() -> None:
    examples = [path for path in FOLDER.glob("*.toml") if path.name != "national.toml"]
    assert {path.stem for path in examples} == {"beijing", "shanghai-lift", "renovation"}
    assert all(path.read_text(encoding="utf-8").startswith("# 例子，由律师核对后才能用") for path in examples)
    assert not [one.id for one in SHIPPED if one.channel_allowed or one.checked_by]
    assert all(one.source for one in SHIPPED)


def mistakes(text: str) -> list[str]:
    with pytest.raises(BadProfile) as found:
        read_profile(text, "x.toml")
    return found.value.sentences


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("notice_days = 15", "", "notice_days 没有写"),
        ("notice_days = 15", "notice_day = 15", "notice_day 不认识，是不是 notice_days"),
        ("notice_days = 15", "notice_days = 15\ncolour = 1", "colour 不认识，请删掉"),
        ("notice_days = 15", "notice_days = 15.0", "notice_days 要写整数"),
        ("notice_days = 15", "notice_days = true", "notice_days 要写整数"),
        ("notice_days = 15", "notice_days = -1", "notice_days 要在 0 到 365 之间"),
        ("channel_allowed = false", 'channel_allowed = "no"', "channel_allowed 要写true 或 false"),
        ("channel_allowed = false", "channel_allowed = true", "channel_allowed 要有律师核对过才能是 true"),
        ("valid_from = 2021-01-01", 'valid_from = "2021-01-01"', "valid_from 要写日期"),
        ("valid_from = 2021-01-01", "valid_from = 2021-01-01T00:00:00", "valid_from 要写日期"),
        ("valid_from = 2021-01-01", "valid_from = 2021-01-01\nvalid_until = 2020-12-31", "valid_until 比 valid_from 还早"),
        ('change = "until_close"', 'change = "twice"', 'change 只能是 "never"、"once"、"until_close"'),
        ('proxy_cap = "none"', "proxy_cap = -1", "proxy_cap 要在 0 到"),
        ('proxy_cap = "none"', "", "proxy_cap 没有写"),
        ('paper_by = "staff"', 'paper_by = "everybody"', "paper_by 只能是"),
        ('audit_for = ["street_staff", "community_staff"]', 'audit_for = "street_staff"', "audit_for 要写一列，写在 [ ] 里"),
        ('audit_for = ["street_staff", "community_staff"]', 'audit_for = ["street_staff", "tenant"]', "audit_for 只能列"),
        ('audit_for = ["street_staff", "community_staff"]', 'audit_for = ["street_staff", "street_staff"]', "audit_for 只能列"),
        ('audit_for = ["street_staff", "community_staff"]', 'audit_for = ["building_head"]', "audit_for 只能列"),
        ('audit_for = ["street_staff", "community_staff"]', "audit_for = []", "audit_for 只能列"),
        ('name = "national"', 'name = "全国"', "name 要用小写字母"),
        ('title = "全国"', 'title = ""', "title 要 1 到 20 个字"),
        ('title = "全国"', 'title = "全\\n国"', "title 要 1 到 20 个字"),
        ("share = [1, 2]", "share = [0.5, 1]", "ordinary.majority.share 要写成两个整数"),
        ("share = [1, 2]", "share = [1]", "ordinary.majority.share 要写成两个整数"),
        ("share = [1, 2]", "share = [3, 2]", "ordinary.majority.share 要大于 0、不超过 1"),
        ("share = [1, 2]", "share = [0, 2]", "ordinary.majority.share 要大于 0、不超过 1"),
        ("share = [1, 2], strictly = true", "share = [1, 1], strictly = true", "ordinary.majority 不可能"),
        ("share = [1, 2], strictly = true", "share = [1, 2]", "ordinary.majority.strictly 没有写"),
        ("share = [1, 2], strictly = true", "share = [1, 2], strictly = true, x = 1", "ordinary.majority.x 不认识"),
        ("[special]", "[specials]", "special 没有写"),
        ('of = "all"', 'of = "some"', 'unanimous.of 只能是 "participating"'),
        ('quorum = "none"', "", "unanimous.quorum 没有写"),
        ("[unanimous]", "[unanimous", "x.toml 不是完整的 TOML"),
    ],
)
def test_what_is_wrong_is_a_sentence_in_both_languages(old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = mistakes(GOOD.replace(old, new, 1))
    assert any(said in one for one in found), found
    assert all(" / " in one and "x.toml" in one for one in found)


@pytest.mark.parametrize("odd", ["1", "-1", "0.5", "true", '""', '"x"', "[]", "[[1]]", "{}", "{ a = 1 }", "2026-02-30", "07:00:00", "nan"])
@pytest.mark.parametrize("line", [line for line in GOOD.splitlines() if " = " in line])
def test_nothing_that_may_stand_there_is_more_than_a_sentence(line: str, odd: str) -> None:
    """Whatever somebody writes in place of a value: read, or refused in words."""
    text = GOOD.replace(line, f"{line.split(' = ', maxsplit=1)[0]} = {odd}", 1)
    with suppress(BadProfile):
        read_profile(text, "x.toml")


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("notice_days = 15", "notice_days = 999").replace("share = [1, 2]", "share = [5, 2]").replace("[special]", "[other]")
    assert len(mistakes(text)) == 4


def test_two_files_of_one_version_are_a_mistake() -> None:
    with pytest.raises(BadProfile, match=r"b\.toml 和 a\.toml 是同一份"):
        read_profiles({"a.toml": GOOD, "b.toml": GOOD})


def test_the_newest_version_that_is_in_force_counts() -> None:
    first = national()
    second = replace(first, valid_from=date(2026, 7, 1), notice_days=20)
    third = replace(first, valid_from=date(2027, 1, 1), valid_until=date(2027, 6, 30))
    both = Profiles((second, first, third), "national")
    assert both.on(DAY) == first
    assert both.on(date(2026, 6, 30)) == first
    assert both.on(date(2026, 7, 1)) == second
    assert both.on(date(2027, 6, 30)) == third
    assert both.on(date(2027, 7, 1)) == second, "what a later one replaced for a while comes back"


def test_a_day_without_a_version_has_none() -> None:
    ended = Profiles((replace(national(), valid_until=DAY),), "national")
    assert ended.on(DAY).id == "national@2021-01-01"
    for day in (DAY + timedelta(days=1), date(2020, 12, 31)):
        with pytest.raises(NoProfileInForce, match="全国"):
            ended.on(day)
    with pytest.raises(NoProfileInForce):
        Profiles(NATIONAL.known, "nowhere").on(DAY)


@pytest.mark.rule("S1.allowed", "S1.consultation")
def test_a_profile_that_allows_the_channel_makes_a_vote_of_matters_of_law_only() -> None:
    assert read_profile(CITY_TEXT, "city.toml") == CITY_PROFILE
    terms = CITY_PROFILE.terms(Matter.ORDINARY, DAY)
    assert (terms.is_vote, terms.needs_notice, terms.noticed_on) == (True, True, DAY)
    assert terms.rule == MatterRule(Bar(2, 3), Bar(3, 5))
    asked = CITY_PROFILE.terms(Matter.CONSULTATION, DAY)
    assert (asked.is_vote, asked.needs_notice, asked.rule, asked.noticed_on) == (False, False, None, None)
    assert not national().terms(Matter.ORDINARY, DAY).is_vote


BARS = st.tuples(st.integers(1, 9), st.integers(1, 9), st.booleans()).map(lambda one: Bar(min(one[:2]), max(one[:2]), one[2]))
RULES = st.builds(MatterRule, st.none() | BARS, BARS, of_all=st.booleans())
CHOICES = st.lists(st.tuples(st.sampled_from(("agree", "against", "abstain", None)), st.integers(1, 20_000)), min_size=1, max_size=12)


@settings(deadline=None)
@given(RULES, st.sampled_from((Matter.ORDINARY, Matter.SPECIAL, Matter.UNANIMOUS)), CHOICES)
def test_the_checker_counts_as_we_do_by_whatever_terms(rule: MatterRule, matter: Matter, heads: list[tuple[str | None, int]]) -> None:
    """Two programs that share no code, by every rule that a profile can hold."""

    def weight(*wanted: str | None) -> Weight:
        return Weight(sum(area for said, area in heads if said in wanted), sum(said in wanted for said, _ in heads))

    total, taking_part = weight("agree", "against", "abstain", None), weight("agree", "against", "abstain")
    ours = decide(matter, total, taking_part, weight("agree"), rule=rule)
    terms = terms_facts(replace(CITY_PROFILE.terms(matter, DAY), rule=rule))
    opened = {"matter": matter.value, "threshold": None, "by_area_too": False, "total": asdict(total), "terms": terms}
    counts = {said: asdict(weight(said)) for said in ("agree", "against", "abstain")}
    assert verify.decide(opened, counts) == (ours.outcome.value, asdict(ours.margins))
