"""`linli doctor`: what is right, what is wrong, and what to do about it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import FAILED, answer, answer_json, run, settings_or_stop
from bot.runtime.late_models import import_aiogram

if TYPE_CHECKING:
    from bot.runtime.checks import Check

MARKS = {"ok": "✓", "warning": "!", "wrong": "✗"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")] = False) -> None:
    """检查令牌、网络、数据库、群里的权限和时钟。 / Check token, network, database, rights and clock."""
    import_aiogram()
    from bot.runtime.checks import examine
    from bot.runtime.clock import SystemClock

    settings = settings_or_stop()
    checks = run(lambda: examine(settings, SystemClock().now))
    healthy = is_healthy(checks)
    if as_json:
        answer_json({"ok": healthy, "checks": [asdict(check) for check in checks]})
    else:
        show(checks)
    if not healthy:
        raise typer.Exit(FAILED)


def is_healthy(checks: "list[Check]") -> bool:
    """Warnings do not count: it runs."""
    return all(check.state != "wrong" for check in checks)


def show(checks: "list[Check]", tell: Callable[[str], None] = answer) -> None:
    for check in checks:
        title = check.name.partition(":")[2]
        tell(f"{MARKS[check.state]} {f'「{title}」' if title else ''}{check.verdict}")
        if check.remedy:
            tell(f"    → {check.remedy}")


def app_command(app: typer.Typer) -> None:
    app.command("doctor")(doctor)
