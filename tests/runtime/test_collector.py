"""The collector waits while a roster is in memory, and goes on afterwards whatever happened."""

import gc

import pytest

from bot.runtime.collector import collector_waits


def test_it_waits_once_for_all_who_ask() -> None:
    with collector_waits():
        assert not gc.isenabled()
        with collector_waits():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(RuntimeError), collector_waits():
        raise RuntimeError
    assert gc.isenabled()


def test_who_has_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with collector_waits():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
