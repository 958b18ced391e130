"""Section 6: what an entered ballot says is read by its owner alone."""

import pytest
from sqlalchemy import select

from storage.entries import entries
from tests.entries.worlds import CHEN, EVERYBODY, enter_paper, office
from tests.fixtures import Units
from tests.votes.houses import AGAINST, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.mark.rule("S6.one_screen", "S6.nobody")
async def test_after_it_was_entered_no_page_says_what_it_says(wire: Wire, uow: Units) -> None:
    """Every role, every page about the vote: only the owner whose ballot it is reads it (section 6)."""
    _, vote = await office(uow, wire)
    await enter_paper(wire, vote, "101", AGAINST)
    before = {person.id: len(wire.in_chat(person.id)) for person in EVERYBODY}
    pages = (
        "jo:{0}",
        "jp:{0}:paper:-1",
        "jp:{0}:paper:0",
        "je:{0}:paper:0:0:0",
        "jl:{0}:0",
        "jd:{0}",
        "wv:{0}",
        "wn:{0}:0",
        "wd:{0}",
        "wl",
    )
    for person in EVERYBODY:
        for page in (*pages, "vw:{0}", "vm:{0}", "vy:{0}", "wk:{0}:0", "kl:0"):
            reply = await wire.press(person, page.format(vote))
            if person != owner(1):
                assert "反对" not in (reply.text or "" if reply is not None else ""), page
        for words in ("/receipt", "/menu"):
            await wire.say(person, words)
    await wire.deliver()
    for person in EVERYBODY:
        said = "".join(one.text for one in wire.in_chat(person.id)[before[person.id] :])
        assert ("反对" in said) is (person == owner(1)), person
    # And what stood before on the enterer's own screens is gone from them.
    assert "反对" not in "".join(wire.texts(CHEN.id))
    async with uow.read() as unit:
        assert set((await unit.connection.execute(select(entries.c.choice))).scalars()) == {None}
