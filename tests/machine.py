"""What this machine can do beside the one whose figures the specification quotes: bounds in seconds are that machine's."""

import os
import subprocess
import sys
from functools import cache

# Seconds of work of `import aiogram` on the machine of the performance figures.
THERE = 2.0


@cache
def slowness() -> float:
    """How many times longer this machine works for the same, now, with all that else it does; never below 1."""
    with subprocess.Popen([sys.executable, "-c", "import aiogram"]) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    here = used.ru_utime + used.ru_stime
    return max(1.0, here / THERE)
