"""Python's collector has little to do here, and each of its walks holds up every tap."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# It walks what is new once there is so much more of it than was let go. A tap under way holds some hundred objects, forty of them
# some thousands, and lets them go without it: at Python's own 700 it walked them every few taps and found nothing.
YOUNG = 10_000

_waiting = 0


def collector_begins() -> None:
    """What was made at start lives on: it need not be walked again (performance.md, ceilings)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()


@contextmanager
def collector_waits() -> Iterator[None]:
    """While a roster is in memory, whose hundred thousand objects it would walk.

    For seconds, not for minutes. What was made within must be let go before it ends.
    """
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
