"""linli profile list, linli profile show: by which law votes are held."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import answer, answer_json, settings_or_stop, stop

if TYPE_CHECKING:
    from bot.rules.profiles import MatterLaw, Profile, Profiles
    from bot.rules.votes.decision import Bar

profile = typer.Typer(help="按哪一份规定表决。 / By which legal profile votes are held.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")]
UNCHECKED = "还没有律师核对 / to be checked by a lawyer"


def profiles_or_stop(settings: Any, day: date | None = None) -> "Profiles":
    """As other bad settings: every mistake is a sentence, and nothing is started. `day`: one has to be in force then."""
    from bot.runtime.legal import load_profiles, profile_in_force
    from bot.runtime.settings import SettingsError

    try:
        found = load_profiles(settings)
        if day is not None:
            profile_in_force(found, day)
    except SettingsError as error:
        stop("\n".join(error.sentences))
    return found


def today(settings: Any) -> date:
    from zoneinfo import ZoneInfo

    from bot.runtime.clock import SystemClock

    return SystemClock().now().astimezone(ZoneInfo(settings.timezone)).date()


@profile.command("list")
def list_profiles(as_json: Json = False) -> None:
    """列出；* 是现在用的。 / List them; * is the one in use."""
    settings = settings_or_stop()
    found = profiles_or_stop(settings)
    used = _used(found, today(settings))
    if as_json:
        answer_json([{"id": one.id, "title": one.title, "used": one.id == used, "checked_by": one.checked_by} for one in found.known])
        return
    for one in found.known:
        answer(f"{'*' if one.id == used else ' '} {one.id}  {one.title} / {one.title_en}{'' if one.checked_by else f'  （{UNCHECKED}）'}")


@profile.command("show")
def show_profile(
    name: Annotated[str, typer.Argument(help="名字，或名字@日期；空着就是现在用的 / name, or name@date")] = "", as_json: Json = False
) -> None:
    """写着什么。 / What it says."""
    settings = settings_or_stop()
    one = _named(profiles_or_stop(settings), name or settings.legal_profile, today(settings))
    if as_json:
        answer_json(_document(one))
        return
    for line in _lines(one):
        answer(line)


def _used(found: "Profiles", day: date) -> str:
    from bot.rules.profiles import NoProfileInForce

    try:
        return found.on(day).id
    except NoProfileInForce:
        return ""


def _named(found: "Profiles", wanted: str, day: date) -> "Profile":
    """By its id, else the version of that name that is in force, else its newest."""
    from bot.rules.profiles import in_force

    exact = [one for one in found.known if one.id == wanted]
    versions = [one for one in found.known if one.name == wanted]
    if not exact and not versions:
        stop(f"没有「{wanted}」这一份，先看 linli profile list。 / There is none called {wanted}; see linli profile list.")
    return exact[0] if exact else in_force(versions, day) or versions[-1]


def _document(one: "Profile") -> dict[str, Any]:
    """With the same names as in its file."""
    fields: dict[str, Any] = {
        name: getattr(one, name) for name in ("id", "name", "title", "title_en", "valid_from", "valid_until", "source", "checked_by")
    }
    numbers = ("channel_allowed", "notice_days", "change", "proxy_cap", "paper_by", "objection_days", "audit_for")
    fields |= {name: getattr(one, name) for name in numbers}
    return {**fields, **{name: _law(getattr(one, name)) for name in ("ordinary", "special", "unanimous")}}


def _law(law: "MatterLaw") -> dict[str, Any]:
    rule = law.rule
    return {
        "article": law.article,
        "article_en": law.article_en,
        "quorum": None if rule.quorum is None else _bar(rule.quorum),
        "majority": _bar(rule.majority),
        "of": "all" if rule.of_all else "participating",
    }


def _bar(bar: "Bar") -> dict[str, Any]:
    return {"share": [bar.part, bar.whole], "strictly": bar.strictly}


def _lines(one: "Profile") -> list[str]:
    from bot.rules.votes.decision import Matter
    from messages.votes import rule_words

    until = one.valid_until or "…"
    allowed = ("可以", "allowed") if one.channel_allowed else ("不可以，只叫意向征询", "not allowed, a consultation only")
    cap = "不限 / any" if one.proxy_cap is None else str(one.proxy_cap)
    lines = [
        f"{one.id}  {one.title} / {one.title_en}",
        f"有效 / in force: {one.valid_from} – {until}",
        f"依据 / source: {one.source}",
        f"核对 / checked by: {one.checked_by or UNCHECKED}",
        f"在群里表决 / votes in the chat: {allowed[0]} / {allowed[1]}",
        f"公告 / notice: {one.notice_days} 天 / days",
        f"改票 / changes: {one.change}",
        f"一人最多代几位 / heads per agent: {cap}",
        f"登记纸质票 / who enters paper: {one.paper_by}",
        f"审计文件给谁 / who is given the audit file: {', '.join(one.audit_for) or '谁也不给 / nobody'}",
        f"结果询异 / objections to a result: {'手填 / by hand' if one.objection_days is None else f'{one.objection_days} 天 / days'}",
    ]
    for matter in (Matter.ORDINARY, Matter.SPECIAL, Matter.UNANIMOUS):
        law = one.law(matter)
        assert law is not None
        said = f"{law.article}，{rule_words('zh', rule=law.rule)} / {law.article_en}: {rule_words('en', rule=law.rule)}"
        lines.append(f"{matter}: {said}")
    return lines


def app_command(app: typer.Typer) -> None:
    app.add_typer(profile, name="profile")
