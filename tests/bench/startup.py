"""Metric 9: CPU up to the first update / `import aiogram`; memory / a bare aiogram bot. Whole processes, in turn."""

import os
import statistics
import subprocess
import sys

from tests.bench.metric import Metric

ROUNDS = 5
BASE = [sys.executable, "-c", "import aiogram"]


def run(command: list[str]) -> tuple[float, float, float]:
    """(CPU seconds, RSS at the end in MiB as the process says, peak RSS in MiB) of one process."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    said = process.stdout.read().decode().split()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_utime + usage.ru_stime, float(said[-1]) if said else 0.0, usage.ru_maxrss / 1024


def measure() -> list[Metric]:
    ours, bare = [sys.executable, "-m", "tests.bench.first_update", "linli"], [sys.executable, "-m", "tests.bench.first_update", "bare"]
    cpu, memory = [], []
    for number in range(ROUNDS + 1):
        base, linli, plain = run(BASE), run(ours), run(bare)
        if number:  # the first round only warms the disk's cache
            cpu.append(linli[0] / base[0])
            memory.append(linli[1] / plain[1])
    figures = [round(statistics.median(cpu), 2), round(statistics.median(memory), 2)]
    name = "CPU up to the first update / `import aiogram`; RSS / a bare aiogram bot"
    return [Metric(9, name, f"{figures[0]}; {figures[1]}", "≤ 1.4; ≤ 1.5", "≤ 1.0", figures)]
