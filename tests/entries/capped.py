"""A vote under a profile that caps agents."""

from bot.rules.profiles import Profiles
from bot.rules.profiles.reading import read_profiles
from tests.entries.worlds import office
from tests.fixtures import Units
from tests.profiles import SHIPPED, TEXTS
from tests.votes.houses import Houses
from tests.wire import Wire


async def open_capped(uow: Units, wire: Wire, *, cap: int) -> tuple[Houses, str]:
    text = TEXTS["national.toml"].replace('name = "national"', 'name = "capped"').replace('proxy_cap = "none"', f"proxy_cap = {cap}")
    [profile] = read_profiles({"capped.toml": text})
    assert profile.proxy_cap == cap
    return await office(uow, wire, profiles=Profiles((*SHIPPED, profile), "capped"))
