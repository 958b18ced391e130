"""A press nobody knows is answered all the same (ease.md, complaint 9)."""

from tests.wire import Person, Wire

WANG = Person(1, "王桂芳")


async def test_an_unknown_press_says_what_to_do(wire: Wire) -> None:
    answer = await wire.press(WANG, "nothing:1")
    assert answer is not None
    assert answer.show_alert
    assert "菜单" in (answer.text or "")
