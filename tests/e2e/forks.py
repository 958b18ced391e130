"""python -m tests.e2e.forks: imports Linli once, then forks a process for every command asked for on its input.

A fork runs the very `main` of `python -m bot`, with its own folder, environment and output; only the seconds of importing
are saved. One JSON object a line in, one out: {"start": {...}} → {"pid": n}, {"poll": n} → {"code": n or null}.
"""

import atexit
import faulthandler
import gc
import json
import os
import signal
import sys
from typing import Any, NoReturn


def import_everything() -> None:
    """What is imported is never garbage: no fork looks through it, as each would once it is up."""
    gc.disable()
    from bot.runtime.late_models import import_aiogram, make_ready

    import_aiogram()
    make_ready()
    import bot.cli.doctor
    import bot.runtime.backups
    import bot.runtime.serving
    import bot.sandbox.process  # noqa: F401

    gc.collect()
    gc.freeze()
    gc.enable()


def start(asked: dict[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        become(asked)
    return pid


def become(asked: dict[str, Any]) -> NoReturn:
    """In the fork: what the shell would have set up, then the command."""
    code = 70
    try:
        if terminal := asked.get("terminal"):
            # It leads a session: the first terminal that it opens is its own, and Ctrl-C there is meant for it.
            os.setsid()
            streams = [(terminal, os.O_RDWR)] * 3
        else:
            streams = [("/dev/null", os.O_RDONLY), (asked["out"], APPEND), (asked["err"], APPEND)]
        for number, (path, flags) in enumerate(streams):
            os.dup2(os.open(path, flags, 0o600), number)
        if terminal:
            sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, 1, "utf-8", closefd=False) for number, mode in enumerate("rww"))
        faulthandler.enable()
        os.chdir(asked["cwd"])
        os.environ.clear()
        os.environ.update(asked["env"])
        sys.argv = ["linli", *asked["arguments"]]
        from bot.__main__ import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        # As at the end of any process: what it shares with workers is given back, whether or not it was cut off in the middle.
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT


def poll(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def serve() -> None:
    import_everything()
    running: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            pid = start(asked["start"])
            running.add(pid)
            answer: dict[str, int | None] = {"pid": pid}
        else:
            answer = {"code": poll(asked["poll"])}
            if answer["code"] is not None:
                running.discard(asked["poll"])
        print(json.dumps(answer), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    serve()
