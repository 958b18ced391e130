"""Legal profiles, read once at start: those that come with Linli, and those of the installation in DATA_DIR/profiles."""

import difflib
from datetime import date
from pathlib import Path

from bot.rules import profiles as shipped
from bot.rules.profiles import NoProfileInForce, Profile, Profiles
from bot.rules.profiles.reading import BadProfile, read_profiles
from bot.runtime.settings import Settings, SettingsError

SHIPPED = Path(shipped.__file__).parent
OWN = "profiles"


def load_profiles(settings: Settings) -> Profiles:
    """SettingsError with a sentence for every mistake in any of the files, or in LEGAL_PROFILE."""
    own = settings.data_dir / OWN
    files = [*sorted(SHIPPED.glob("*.toml")), *sorted(own.glob("*.toml"))]
    texts, mistakes = {}, []
    for path in files:
        try:
            texts[str(path if path.parent == own else path.name)] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            mistakes.append(f"{path} 编码读不出来，请另存为 UTF-8。 / {path} cannot be read as text: save it as UTF-8.")
        except OSError as error:
            mistakes.append(f"{path} 读不了（{error.strerror}）。 / {path} cannot be read ({error.strerror}).")
    known: tuple[Profile, ...] = ()
    try:
        known = read_profiles(texts)
    except BadProfile as error:
        mistakes += error.sentences
    if not mistakes and settings.legal_profile not in {one.name for one in known}:
        mistakes.append(_unknown(settings.legal_profile, known))
    if mistakes:
        raise SettingsError(mistakes)
    return Profiles(known, settings.legal_profile)


def _unknown(chosen: str, known: tuple[Profile, ...]) -> str:
    names = sorted({one.name for one in known})
    nearest = difflib.get_close_matches(chosen, names, n=1)
    hint = f"是不是 {nearest[0]}？ / did you mean {nearest[0]}?" if nearest else f"有的是： / there are: {', '.join(names)}"
    return f"LEGAL_PROFILE 没有「{chosen}」这一份，{hint}"


def profile_in_force(profiles: Profiles, day: date) -> Profile:
    """For the start, and the command line: SettingsError where the chosen one is not in force that day."""
    try:
        return profiles.on(day)
    except NoProfileInForce as error:
        versions = [one for one in profiles.known if one.name == profiles.chosen]
        spans = "、".join(f"{one.valid_from} 至 {one.valid_until or ''}" for one in versions)
        sentence = (
            f"LEGAL_PROFILE「{profiles.chosen}」在 {day} 没有有效的版本（有的是 {spans}）。"
            f" / LEGAL_PROFILE {profiles.chosen} has no version in force on {day}."
        )
        raise SettingsError([sentence]) from error
