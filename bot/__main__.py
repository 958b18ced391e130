"""python -m bot, and the `linli` command: every command's module is light; what is heavy is imported inside it."""

import os
import sys
from io import TextIOWrapper

import typer

from bot.cli import COMMANDS, register

app = typer.Typer(
    name="linli",
    help="邻里：小区业主群里的助手。 / The assistant in the chat groups of housing compounds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
register(app, COMMANDS)


def main() -> None:
    # What is written holds homes, names and codes: it is for whoever runs this, and for nobody else on the machine.
    os.umask(0o077)
    # A terminal in another encoding lacks a sign now and then; the rest can be read.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
