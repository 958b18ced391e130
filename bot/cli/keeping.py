"""linli migrate, backup, restore, dead-letters, settings: keeping the thing alive."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.common import BAD_INPUT, answer, answer_json, open_units, run, say, settings_or_stop, stop

dead_letters = typer.Typer(help="没处理好的更新。 / Updates that could not be handled.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")]


def migrate(as_json: Json = False) -> None:
    """把数据库升级到这个版本（run 会自己做）。 / Bring the database to this version."""

    async def work() -> None:
        from bot.runtime.database import damage_of, open_database
        from storage.migrating import head_revision

        chosen = settings_or_stop()
        # A migration looks at the tables that it changes; who says that all is well has looked at every page.
        if (damaged := await damage_of(chosen)) is not None:
            raise damaged
        database = await open_database(chosen, say)
        await database.dispose()
        version = head_revision()
        answer_json({"version": version}) if as_json else answer(f"数据库已是版本 {version}。 / The database is at version {version}.")

    run(work)


def without_password(value: str) -> str:
    """An address as it may be shown: without the password that stands before its host."""
    return re.sub(r"://([^:/?#]*):.+@", r"://\1:***@", value)


def settings(as_json: Json = False) -> None:
    """现在的设置；秘密不显示。 / The settings in force; secrets are not shown."""
    values = settings_or_stop().model_dump(mode="json")
    shown = {name.upper(): "" if value is None else without_password(str(value)) for name, value in values.items()}
    if as_json:
        answer_json(shown)
        return
    for name, value in shown.items():
        answer(f"{name}={value}")


def backup(
    to: Annotated[Path | None, typer.Option(help="写到哪个文件或文件夹 / a file or a folder")] = None, as_json: Json = False
) -> None:
    """备份成一个文件，不用停。 / One file, while it runs."""

    async def work() -> None:
        from bot.runtime.backups import NotBackedUp, write_backup

        chosen = settings_or_stop()
        try:
            path = await write_backup(chosen, to)
        except NotBackedUp as error:
            stop(str(error), BAD_INPUT)
        answer_json({"file": str(path), "bytes": path.stat().st_size}) if as_json else answer(f"已备份到 {path}。 / Backed up to {path}.")

    run(work)


def restore(file: Path, as_json: Json = False) -> None:
    """把备份放进空的 DATA_DIR。 / Put a backup into an empty DATA_DIR."""

    async def work() -> None:
        from bot.runtime.restoring import NotRestored, read_backup

        chosen = settings_or_stop()
        try:
            await read_backup(chosen, file)
        except NotRestored as error:
            stop(str(error), BAD_INPUT)
        where = str(chosen.data_dir)
        answer_json({"data_dir": where}) if as_json else answer(f"已恢复到 {where}。 / Restored to {where}.")

    run(work)


@dead_letters.command("list")
def list_dead_letters(as_json: Json = False) -> None:
    """列出。 / List them."""

    async def work() -> None:
        from messages.formatting import local

        async with open_units() as units, units.read() as unit:
            letters = await unit.updates.dead_letters()
        rows: list[dict[str, Any]] = [
            {"id": one.id, "update_id": one.update_id, "reason": one.reason, "died_at": one.died_at, "replayed_at": one.replayed_at}
            for one in letters
        ]
        if as_json:
            answer_json(rows)
            return
        for row in rows:
            replayed = "，已重放 / replayed" if row["replayed_at"] else ""
            answer(f"{row['id']}  {local(row['died_at']):%Y-%m-%d %H:%M}  {row['reason']}{replayed}")
        if not rows:
            answer("没有。 / None.")

    run(work)


@dead_letters.command("replay")
def replay_dead_letters(
    ids: Annotated[list[int] | None, typer.Argument(help="list 里的编号 / numbers from `list`", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """再处理一次；正在运行的邻里会在一分钟内接手。 / Handle them once more; the running Linli takes them within a minute."""
    if not ids:
        stop("要写编号，例如 linli dead-letters replay 3。先看 linli dead-letters list。 / Name the numbers; see linli dead-letters list.")

    async def work() -> None:
        from bot.runtime.clock import SystemClock

        async with open_units() as units, units.write() as unit:
            replayed = {one.id: one.replayed_at is not None for one in await unit.updates.dead_letters()}
            if unknown := [str(one) for one in ids if one not in replayed]:
                stop(f"没有编号 {'、'.join(unknown)}。先看 linli dead-letters list。 / There is no such number.")
            if done := [str(one) for one in ids if replayed[one]]:
                stop(f"{'、'.join(done)} 已经重放过；又没成的会有新的编号。 / Replayed already; if it failed again it has a new number.")
            now = SystemClock().now()
            for one in ids:
                await unit.schedule.plan("updates.replay", str(one), now)
            await unit.commit()
        answer_json({"queued": ids}) if as_json else answer(f"已排上 {len(ids)} 条。 / {len(ids)} queued.")

    run(work)


def app_command(app: typer.Typer) -> None:
    app.command("migrate")(migrate)
    app.command("settings")(settings)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.add_typer(dead_letters, name="dead-letters")
