"""The check of the legal profile: what stops `linli run` is said here, too."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.runtime.checks.verdicts import Check, fine, wrong
from bot.runtime.legal import load_profiles, profile_in_force
from bot.runtime.settings import Settings, SettingsError

REMEDY = (
    "改好 .env 里的 LEGAL_PROFILE，或 DATA_DIR/profiles 里的文件（linli profile list 列出有的）。"
    " / Mend LEGAL_PROFILE in .env, or the file in DATA_DIR/profiles; linli profile list names what there is."
)


def check_profile(settings: Settings, now: datetime) -> Check:
    name = "profile"
    try:
        profile = profile_in_force(load_profiles(settings), now.astimezone(ZoneInfo(settings.timezone)).date())
    except SettingsError as error:
        return wrong(name, "；".join(error.sentences), REMEDY)
    return fine(name, f"按「{profile.title}」表决。 / Votes are held by: {profile.title_en}.")
