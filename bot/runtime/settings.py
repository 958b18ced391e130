"""Settings: read once at start from the environment and `.env`; every mistake is one sentence."""

import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator

from bot.runtime.env_file import NotText, read_settings, text_of

# Ports to which Telegram delivers (platform-and-faults.md, Telegram numbers).
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})
# Secrets that may be read from a file named by `<NAME>_FILE` (design.md, settings).
FROM_FILE = ("BOT_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL")
TOKEN_SHAPE = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{1,256}")


# What may stand behind `sslmode=` in the address of a server.
ENCRYPTION = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})


class SettingsError(Exception):
    """One sentence per mistake."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Listen:
    host: str
    port: int


class Settings(BaseModel):
    """Names are those of `.env`, in lower case."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    bot_token: SecretStr | None = Field(None, description="token from @BotFather; without it the sandbox starts")
    telegram_api_base: str = Field("https://api.telegram.org", description="another Bot API server")
    database_url: str | None = Field(None, description="PostgreSQL; without it SQLite in DATA_DIR")
    webhook_url: str | None = Field(None, description="public https address; without it long polling")
    webhook_host: str = Field("127.0.0.1", description="where the webhook listens")
    webhook_port: int = Field(8443, ge=1, le=65535)
    webhook_secret: SecretStr | None = Field(None, description="required with WEBHOOK_URL")
    web_host: str = Field("127.0.0.1", description="where the pages listen")
    web_port: int = Field(8080, ge=1, le=65535)
    data_dir: Path = Field(Path("./data"), description="database, backups, attachments")
    log_level: str = Field("INFO")
    telegram_proxy: str | None = Field(None, description="http://… or socks5://…")
    default_language: str = Field("zh", description="zh or en")
    timezone: str = Field("Asia/Shanghai")
    legal_profile: str = Field("national", description="by which law votes are counted; `linli profile list` names them")
    send_rate: int = Field(29, ge=1, le=1000, description="messages a second")

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN_SHAPE.fullmatch(value.get_secret_value().strip()):
            raise ValueError(
                "BOT_TOKEN 不像机器人的令牌（应是 数字:字母）。请从 @BotFather 复制整行。 / BOT_TOKEN does not look like a bot token."
            )
        return value

    @field_validator("log_level")
    @classmethod
    def _log_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("LOG_LEVEL 只能是 DEBUG、INFO、WARNING、ERROR。 / LOG_LEVEL must be one of these four.")
        return value.upper()

    @field_validator("default_language")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in {"zh", "en"}:
            raise ValueError("DEFAULT_LANGUAGE 只能是 zh 或 en。 / DEFAULT_LANGUAGE must be zh or en.")
        return value

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("TIMEZONE 没有这个时区，例如 Asia/Shanghai。 / TIMEZONE is not a known zone.") from error
        return value

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy(cls, value: str | None) -> str | None:
        if value is not None and _address_of(value, {"http", "socks5"}) is None:
            raise ValueError(
                "TELEGRAM_PROXY 要写完整，以 http:// 或 socks5:// 开头。 / TELEGRAM_PROXY must be complete, from http:// or socks5:// on."
            )
        return value

    @field_validator("telegram_api_base", "webhook_url")
    @classmethod
    def _address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and _address_of(value, {"http", "https"}) is None:
            name = str(info.field_name).upper()
            raise ValueError(
                f"{name} 要写完整的地址，例如 https://example.org/telegram。 / {name} must be a whole address such as https://example.org/telegram."
            )
        return value.rstrip("/") if value else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        if value is None:
            return None
        value = re.sub(r"^postgres(ql)?://", "postgresql+asyncpg://", value)
        value = re.sub(r"^sqlite:///", "sqlite+aiosqlite:///", value)
        # As servers and their manuals write it; the driver calls it otherwise.
        value = re.sub(r"([?&])sslmode=", r"\1ssl=", value)
        if not value.startswith(("postgresql+asyncpg://", "sqlite+aiosqlite:///")) or not _is_database(value):
            raise ValueError(
                "DATABASE_URL 要写完整，只认 postgresql:// 和 sqlite:///。 / DATABASE_URL must be a postgresql:// or sqlite:/// address."
            )
        return value

    @model_validator(mode="after")
    def _webhook(self) -> "Settings":
        secret = None if self.webhook_secret is None else self.webhook_secret.get_secret_value()
        if sentences := _webhook_mistakes(self.webhook_url, secret, self.telegram_api_base):
            raise ValueError("\n".join(sentences))
        return self

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'linli.db'}"

    @property
    def token(self) -> str:
        """SettingsError when there is none."""
        if self.bot_token is None:
            raise SettingsError(["还没有 BOT_TOKEN。运行 linli init，或在 .env 里写上。 / There is no BOT_TOKEN yet: run linli init."])
        return self.bot_token.get_secret_value().strip()


def _webhook_mistakes(url: str | None, secret: str | None, api_base: str | None) -> list[str]:
    """Between settings. `api_base` is None when it cannot be read: then nothing is known of what it takes."""
    if url is None:
        return []
    sentences = []
    if secret is None:
        sentences.append("有 WEBHOOK_URL 就必须有 WEBHOOK_SECRET。 / WEBHOOK_SECRET is required with WEBHOOK_URL.")
    elif not SECRET_SHAPE.fullmatch(secret):
        sentences.append("WEBHOOK_SECRET 只能用 1 到 256 个字母、数字、_ 和 -。 / WEBHOOK_SECRET takes 1-256 of A-Z a-z 0-9 _ -.")
    address = urlsplit(url)
    anywhere = api_base is None or is_loopback(urlsplit(api_base).hostname or "")
    if not anywhere and (address.scheme != "https" or (address.port or 443) not in WEBHOOK_PORTS):
        sentences.append("WEBHOOK_URL 要是 https，端口 443、80、88 或 8443。 / WEBHOOK_URL must be https on 443, 80, 88 or 8443.")
    return sentences


def _address_of(value: str, schemes: set[str]) -> SplitResult | None:
    """None when it is no whole address of these schemes."""
    try:
        address = urlsplit(value)
        whole = address.scheme in schemes and address.hostname and (address.port is None or address.port > 0)
    except ValueError:
        return None
    return address if whole else None


def _is_database(value: str) -> bool:
    """A file of SQLite, or a server's address with nothing behind `?` that its driver does not know."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return False
    if url.get_backend_name() == "sqlite":
        return url.database not in {None, "", ":memory:"}
    if not url.query:
        return True
    import asyncpg

    known = set(signature(asyncpg.connect).parameters)
    return set(url.query) <= known and url.query.get("ssl", "prefer") in ENCRYPTION


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Source:
    """Where settings come from; real environment variables win over the file."""

    env_file: Path = field(default_factory=lambda: Path(".env"))
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)


def load_settings(source: Source | None = None, **overrides: Any) -> Settings:
    """SettingsError with one sentence per mistake."""
    source = source or Source()
    known = {name.upper() for name in Settings.model_fields} | {f"{name}_FILE" for name in FROM_FILE}
    values, sentences = _file_values(source.env_file, known)
    values |= {name: value for name, value in source.environment.items() if name in known and value != ""}
    sentences += _read_secret_files(values)
    given = {name.lower(): value for name, value in values.items() if name in {n.upper() for n in Settings.model_fields}}
    try:
        settings = Settings(**{**given, **overrides})
    except ValidationError as error:
        sentences += _mistakes(error, given)
    if sentences:
        raise SettingsError(sentences)
    return settings


def _file_values(path: Path, known: set[str]) -> tuple[dict[str, str], list[str]]:
    if not path.is_file():
        return {}, []
    found, sentences = read_settings(path)
    for name in sorted(set(found) - known):
        nearest = difflib.get_close_matches(name.upper(), known, n=1)
        hint = f"是不是 {nearest[0]}？ / did you mean {nearest[0]}?" if nearest else "请删掉这一行。 / please delete the line."
        sentences.append(f"{path} 里的 {name} 没有这个设置，{hint}")
    return {name: value for name, value in found.items() if name in known and value}, sentences


def _read_secret_files(values: dict[str, str]) -> list[str]:
    sentences = []
    for name in FROM_FILE:
        path = values.pop(f"{name}_FILE", None)
        if path is None:
            continue
        try:
            values[name] = text_of(Path(path)).strip()
        except NotText:
            sentences.append(
                f"{name}_FILE 指的文件编码读不出来：{path}。请另存为 UTF-8。 / {name}_FILE cannot be read as text: save it as UTF-8."
            )
        except OSError as error:
            sentences.append(f"{name}_FILE 指的文件读不了：{path}（{error.strerror}）。 / cannot read it.")
    return sentences


def _mistakes(error: ValidationError, given: Mapping[str, str]) -> list[str]:
    """Those in one setting, then those between settings, which pydantic looks for only once each by itself is right."""
    alone = [one for one in error.errors() if one["loc"]]
    wrong = {one["loc"][0] for one in alone}
    base = given.get("telegram_api_base", Settings.model_fields["telegram_api_base"].default)
    between = _webhook_mistakes(
        None if "webhook_url" in wrong else given.get("webhook_url"),
        given.get("webhook_secret"),
        None if "telegram_api_base" in wrong else base,
    )
    return [_sentence(one) for one in alone] + between


def _sentence(error: Any) -> str:
    """In our own words: pydantic's are English, and say nothing to a clerk."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    field_name = str(error["loc"][0])
    name = field_name.upper()
    known = Settings.model_fields[field_name].metadata if field_name in Settings.model_fields else []
    least = next((bound.ge for bound in known if hasattr(bound, "ge")), None)
    most = next((bound.le for bound in known if hasattr(bound, "le")), None)
    if least is not None and most is not None:
        return f"{name} 要是 {least} 到 {most} 之间的整数。 / {name} must be a whole number from {least} to {most}."
    return f"{name} 的值用不了。 / {name} has a value that cannot be used."
