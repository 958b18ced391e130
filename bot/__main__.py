"""python -m bot, and the `linli` command: every command's module is light; what is heavy is imported inside it."""

import signal

# First of all: while it loads there is nothing to finish, and Ctrl-C would print where Python stood.
LOADING = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if LOADING:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import os  # noqa: E402
import sys  # noqa: E402
from io import TextIOWrapper  # noqa: E402

import typer  # noqa: E402

from bot.cli import COMMANDS, register  # noqa: E402
from bot.cli.refusing import Clerk  # noqa: E402

app = typer.Typer(
    name="linli",
    help="邻里：小区业主群里的助手。 / The assistant in the chat groups of housing compounds.",
    no_args_is_help=True,
    cls=Clerk,
    pretty_exceptions_enable=False,
    add_completion=False,
)
register(app, COMMANDS)
if LOADING:
    # From here on Typer hears it, and a command takes away what it has begun.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> None:
    # What is written holds homes, names and codes: it is for whoever runs this, and for nobody else on the machine.
    os.umask(0o077)
    # A terminal in another encoding lacks a sign now and then; the rest can be read.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
