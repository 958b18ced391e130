"""Metric 10: the longest stall of the event loop while the worker process reads a workbook and draws a chart of its homes."""

import asyncio
import io
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.bench.metric import Metric

if TYPE_CHECKING:
    from bot.rules.votes.grids import PictureHome

ROWS = 20_000


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(["楼栋", "单元", "房号", "面积", "业主"])
    for number in range(ROWS):
        sheet.append([f"{number // 400 + 1}栋", f"{number % 4 + 1}单元", f"{number // 4 % 100 + 101:04d}", "89.35", f"业主{number}"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def homes() -> "tuple[PictureHome, ...]":
    """Those of the workbook, as 「看进度」 hands them over; two of three have answered."""
    from bot.rules.votes.grids import PictureHome

    places = ((number, number // 4 % 100 + 101) for number in range(ROWS))
    return tuple(PictureHome(f"{number // 400 + 1}栋", f"{number % 4 + 1}单元", f"{room:04d}", number % 3 > 0) for number, room in places)


async def longest_stall(data: bytes) -> float:
    """Milliseconds beyond what was asked for, while 20,000 rows are read and drawn beside the loop."""
    from bot.files.pictures import draw_pictures
    from bot.files.rosters import read_roster
    from bot.runtime.collector import collector_waits
    from bot.runtime.processes import WorkerProcess

    worst, done, answered = 0.0, asyncio.Event(), homes()

    async def watch() -> None:
        nonlocal worst
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - before - 0.001)

    with WorkerProcess() as run:
        await run(len, b"")  # the process is there before the watch begins, as it is in a running Linli
        watcher = asyncio.create_task(watch())
        with collector_waits():  # as the job that reads a roster has it (bot/runtime/work/compounds.py)
            reading = await run(read_roster, data, "花名册.xlsx")
        pictures = await run(draw_pictures, answered, as_of=datetime.now(UTC), closed=False, language="zh")
        done.set()
        await watcher
    assert sum(picture.homes_in for picture in pictures) == sum(home.answered for home in answered)
    assert len(reading.homes) + len(reading.gaps) == ROWS
    return worst * 1000


def measure() -> list[Metric]:
    figure = round(asyncio.run(longest_stall(workbook())), 1)
    return [Metric(10, "longest stall of the event loop while a chart or a workbook is made (ms)", f"{figure}", "≤ 10 ms", "", [figure])]
