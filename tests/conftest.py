"""What every process of a run does; the fixtures, and all that they import, are in tests/fixtures.py."""

import gc
import signal
import threading

import pytest

# What is imported and collected stays: looked through again and again meanwhile it was a quarter of collecting.
gc.disable()

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    # Begun in the background by a script: the processes that tests start would be deaf to Ctrl-C, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """What collecting left is there to the end, as in a served process: looked through again and again it took a seventh of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    gc.enable()


def pytest_runtest_teardown() -> None:
    """`linli run` and `linli sandbox` turn the collector off while they load: refused in this process, they leave it so."""
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """Where there are workers, who begins them runs no test: without aiogram it begins them five seconds sooner."""
    if hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None):
        from bot.runtime.late_models import import_aiogram

        import_aiogram()
        from tests import fixtures

        config.pluginmanager.register(fixtures)
