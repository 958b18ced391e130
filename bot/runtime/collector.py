"""Python's collector waits while a roster is in memory: walking its hundred thousand objects would hold up every tap."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_waiting = 0


@contextmanager
def collector_waits() -> Iterator[None]:
    """For seconds, not for minutes. What was made within must be let go before it ends."""
    global _waiting
    if _waiting == 0 and not gc.isenabled():
        yield  # somebody else has it off, and on again
        return
    _waiting += 1
    gc.disable()
    try:
        yield
    finally:
        _waiting -= 1
        if _waiting == 0:
            gc.enable()
