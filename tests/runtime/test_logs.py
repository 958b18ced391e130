"""Of an error the log has the type and the places; its words may be what somebody wrote."""

import asyncio
import json
import logging
import sys

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.runtime.logs import UPDATE_HANDLED, set_up_logs
from tests.fixtures import Units
from tests.wire import TOKEN

CANARY = "王桂芳3栋2单元301"


def test_a_librarys_error_is_logged_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    try:
        set_up_logs("DEBUG")
        try:
            raise ValueError(f"{CANARY} {TOKEN}")
        except ValueError:
            logging.getLogger("apscheduler").exception("Job %s raised", CANARY)
            logging.getLogger("asyncio").error("Task of %s", CANARY, exc_info=sys.exc_info())
    finally:
        logging.getLogger().handlers[:] = before
        structlog.reset_defaults()
    said = capsys.readouterr().err
    assert "ERROR apscheduler" in said
    assert "ValueError test_logs.py:" in said
    assert CANARY not in said
    assert TOKEN not in said


async def test_of_a_database_error_our_own_places_come_first(uow: Units, capsys: pytest.CaptureFixture[str]) -> None:
    """They were all of SQLAlchemy and the driver: nobody learnt which statement it was."""
    before = logging.getLogger().handlers[:]
    try:
        set_up_logs("INFO")
        try:
            async with uow() as unit:
                await unit.connection.execute(text("DROP TABLE chats"))
                await unit.chats.set_reachable(1, False)
        except SQLAlchemyError:
            structlog.get_logger().exception("update_failed")
    finally:
        logging.getLogger().handlers[:] = before
        structlog.reset_defaults()
    where = json.loads(capsys.readouterr().err)["where"]
    assert where[0].startswith("storage/")
    assert where[0].endswith(" set_reachable")
    assert 1 < len(where) <= 4, "and where in the library it was raised"


async def test_what_asyncio_finds_keeps_its_own_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An open session, a task that was lost: without it the line says nothing; what follows may quote what somebody wrote."""
    before = logging.getLogger().handlers[:]
    try:
        set_up_logs("INFO")
        asyncio.get_running_loop().call_exception_handler({"message": "Unclosed client session", "client_session": CANARY})
    finally:
        logging.getLogger().handlers[:] = before
        structlog.reset_defaults()
    said = capsys.readouterr().err
    assert said.splitlines() == ["ERROR asyncio Unclosed client session"]


def test_codes_and_receipts_are_masked_wherever_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    """A code from the log would open somebody's home; the letter before it still says what it was."""
    set_up_logs("INFO")
    try:
        structlog.get_logger().info("opened", payload="i_4fK9-canary", link=f"https://t.me/bot?start=v_c4nary_7Q?x=1 {TOKEN}", update=7)
    finally:
        structlog.reset_defaults()
    said = json.loads(capsys.readouterr().err)
    assert (said["payload"], said["link"]) == ("i_***", "https://t.me/bot?start=v_***?x=1 <token>")
    assert (said["event"], said["update"]) == ("opened", 7)


@pytest.mark.parametrize("each_update", [True, False])
def test_whoever_tries_the_sandbox_reads_no_line_for_each_press(capsys: pytest.CaptureFixture[str], *, each_update: bool) -> None:
    set_up_logs("INFO", each_update=each_update)
    try:
        structlog.get_logger().info(UPDATE_HANDLED, update_id=7)
        structlog.get_logger().info("refused", update_id=7)
    finally:
        structlog.reset_defaults()
    said = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert said == [*([UPDATE_HANDLED] if each_update else []), "refused"]
