"""The collector waits while a roster is in memory, and goes on afterwards whatever happened."""

import gc

import pytest

from bot.runtime.collector import YOUNG, collector_begins, collector_waits


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


def test_it_begins_with_nothing_to_walk_and_waits_for_more_than_a_rush_of_taps_holds() -> None:
    former = gc.get_threshold()
    gc.disable()
    try:
        collector_begins()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == (YOUNG, *former[1:])
    finally:
        gc.set_threshold(*former)
        gc.enable()
