"""Where nothing can listen, the sentence says what is true: taken, or no such address."""

import socket

import pytest

from bot.runtime.settings import Settings
from bot.sandbox.process import Wish, run_sandbox
from tests.e2e.harness import free_port
from tests.profiles import NATIONAL

SERVER_ONLY = Wish(server_only=True)


@pytest.mark.parametrize("host", ["not a host", "a..b", "203.0.113.5", "x" * 70])
def test_a_host_that_is_none_is_not_a_taken_port(host: str) -> None:
    sentence = run_sandbox(Settings(web_host=host, web_port=free_port()), SERVER_ONLY, NATIONAL)
    assert sentence is not None
    assert sentence.startswith("WEB_HOST")
    assert host in sentence
    assert "WEB_HOST=127.0.0.1" in sentence
    assert "别的程序" not in sentence


def test_a_taken_port_is_said_to_be_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = run_sandbox(Settings(web_port=port), SERVER_ONLY, NATIONAL)
    assert sentence is not None
    assert f"端口 {port} 已经有别的程序在用" in sentence
