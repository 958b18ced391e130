"""The command line: one thin module per feature, each with `app_command(app)`."""

from importlib import import_module

import typer

# In the order of `linli --help`.
COMMANDS = ("init", "serving", "roles", "rosters", "tally", "profiles", "proofs", "sheets", "keeping", "doctor")


def register(app: typer.Typer, names: tuple[str, ...]) -> None:
    for name in names:
        import_module(f"bot.cli.{name}").app_command(app)
