"""A roster's preview that nobody confirmed: after a day its clerk hears that nothing was imported."""

from datetime import timedelta

from bot.actions.compounds.forgetting import KEPT_ANEW
from bot.actions.unit import Form
from storage.forms import FORM_LIFE
from tests.compounds.test_roster_chat import CHEN, ROWS, compound, homes, imported, send
from tests.wire import Wire

__all__ = ["compound"]


def told(wire: Wire) -> list[str]:
    return [text for text in wire.texts(CHEN.id) if "名册没有导入" in text]


async def a_day_later(wire: Wire) -> None:
    wire.clock.move(FORM_LIFE + KEPT_ANEW + timedelta(minutes=1))
    while await wire.due():
        pass
    await wire.deliver()


async def test_whoever_did_not_confirm_it_hears_that_it_is_not_kept(wire: Wire, compound) -> None:
    preview = await send(wire, ROWS)
    await a_day_later(wire)
    [text] = told(wire)
    assert "和平小区" in text
    assert "请把表格再发一次" in text
    assert await homes(wire, compound) == {}
    answer = await wire.tap(CHEN, preview, "导入")
    assert answer is not None
    assert "再发一次" in (answer.text or "")
    await a_day_later(wire)
    assert len(told(wire)) == 1


async def test_one_that_was_imported_or_put_aside_is_not_spoken_of(wire: Wire, compound) -> None:
    await imported(wire)
    await a_day_later(wire)
    await wire.tap(CHEN, await send(wire, ROWS[:3]), "先不")
    await a_day_later(wire)
    assert told(wire) == []


async def test_a_second_file_speaks_for_both(wire: Wire, compound) -> None:
    await send(wire, ROWS[:3])
    wire.clock.move(timedelta(hours=3))
    await send(wire, ROWS)
    await a_day_later(wire)
    assert len(told(wire)) == 1


async def test_another_form_in_its_place_does_not_hide_it(wire: Wire, compound) -> None:
    """A draft was begun meanwhile: the preview cannot be confirmed any more."""
    await send(wire, ROWS)
    async with wire.app.unit(True) as unit:
        await unit.forms.keep(CHEN.id, Form("votes.drafting", "title", {}), wire.clock.now())
        await unit.commit()
    await a_day_later(wire)
    assert len(told(wire)) == 1
