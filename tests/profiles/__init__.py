"""Legal profiles: the rules, the files, and two to vote by."""

from datetime import date
from pathlib import Path

from bot.rules import profiles as shipped
from bot.rules.profiles import Profile, Profiles
from bot.rules.profiles.reading import read_profiles

FOLDER = Path(shipped.__file__).parent
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))}
SHIPPED = read_profiles(TEXTS)
NATIONAL = Profiles(SHIPPED, "national")
# A city that takes the chat for a place to vote in, with numbers of its own.
CITY_TEXT = (
    TEXTS["national.toml"]
    .replace('name = "national"', 'name = "city"')
    .replace('title = "全国"', 'title = "本市"')
    .replace('title_en = "the whole country"', 'title_en = "the city"')
    .replace('checked_by = ""', 'checked_by = "李律师 2026-01-05"')
    .replace("channel_allowed = false", "channel_allowed = true")
    .replace('change = "until_close"', 'change = "once"')
    .replace("民法典第278条", "本市条例第9条")
    .replace("Civil Code 278", "City rules 9")
    .replace("share = [1, 2], strictly = true", "share = [3, 5], strictly = false")
)
[CITY_PROFILE] = read_profiles({"city.toml": CITY_TEXT})
CITY = Profiles((*SHIPPED, CITY_PROFILE), "city")


def national() -> Profile:
    return NATIONAL.on(date(2026, 2, 27))
