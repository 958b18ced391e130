"""Settings: one sentence per mistake, never a traceback."""

import os
from pathlib import Path

import pytest

from bot.runtime.settings import SettingsError, Source, load_settings
from tests.wire import TOKEN


def load(tmp_path: Path, file: str = "", **environment: str):
    path = tmp_path / ".env"
    path.write_text(file, encoding="utf-8")
    return load_settings(Source(path, environment))


def refused(tmp_path: Path, file: str = "", **environment: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, file, **environment)
    return caught.value.sentences


def test_nothing_set_is_the_sandbox(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.bot_token is None
    assert settings.database.startswith("sqlite+aiosqlite:///")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    assert load(tmp_path, "WEB_PORT=8081\n", WEB_PORT="8090").web_port == 8090


def test_an_unknown_name_is_named_with_the_nearest(tmp_path: Path) -> None:
    (sentence,) = refused(tmp_path, "BOT_TOKN=1\n")
    assert "BOT_TOKN" in sentence
    assert "BOT_TOKEN" in sentence


@pytest.mark.parametrize(
    ("environment", "part"),
    [
        ({"BOT_TOKEN": "hello"}, "BOT_TOKEN"),
        ({"WEB_PORT": "ninety"}, "WEB_PORT"),
        ({"TIMEZONE": "Asia/Nowhere"}, "TIMEZONE"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"DEFAULT_LANGUAGE": "fr"}, "DEFAULT_LANGUAGE"),
        ({"TELEGRAM_PROXY": "ftp://x"}, "TELEGRAM_PROXY"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"WEBHOOK_URL": "https://example.org/x"}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "http://example.org/x", "WEBHOOK_SECRET": "a"}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://example.org:9000/x", "WEBHOOK_SECRET": "a"}, "8443"),
        ({"WEBHOOK_URL": "https://example.org/x", "WEBHOOK_SECRET": "a b"}, "WEBHOOK_SECRET"),
        ({"BOT_TOKEN_FILE": "/nowhere/token"}, "BOT_TOKEN_FILE"),
    ],
)
def test_each_mistake_is_one_sentence(tmp_path: Path, environment: dict[str, str], part: str) -> None:
    (sentence,) = refused(tmp_path, **environment)
    assert part in sentence


def test_several_mistakes_are_several_sentences(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "NONSENSE=1\n", TIMEZONE="x", LOG_LEVEL="y")) == 3


def test_a_mistake_in_one_setting_hides_none_between_settings(tmp_path: Path) -> None:
    webhook = {"WEBHOOK_URL": "http://example.org:9000/x"}
    said = refused(tmp_path, LOG_LEVEL="loud", WEB_PORT="0", **webhook)
    assert [[name in sentence for sentence in said].count(True) for name in ("LOG_LEVEL", "WEB_PORT", "WEBHOOK_SECRET", "8443")] == [1] * 4
    assert len(said) == 4
    both = refused(tmp_path, WEBHOOK_SECRET="a b", **webhook)
    assert len(both) == 2
    # What cannot be read says nothing about what belongs to it.
    assert len(refused(tmp_path, WEBHOOK_URL="nonsense", TELEGRAM_API_BASE="banana")) == 2


@pytest.mark.parametrize("line", ["BOT_TOKN=", "BOT_TOKN=''", "export BOT_TOKN="])
def test_an_unknown_name_without_a_value_is_named_too(tmp_path: Path, line: str) -> None:
    (sentence,) = refused(tmp_path, f"{line}\n")
    assert "BOT_TOKN" in sentence
    assert "BOT_TOKEN" in sentence


def test_a_known_name_without_a_value_is_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, "BOT_TOKEN=\nWEB_PORT=\nBOT_TOKEN_FILE=\n").bot_token is None


def test_a_mistake_never_shows_the_secret(tmp_path: Path) -> None:
    assert "hunter2" not in "".join(refused(tmp_path, BOT_TOKEN="hunter2"))


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n", encoding="utf-8")
    assert load(tmp_path, BOT_TOKEN_FILE=str(tmp_path / "token")).token == TOKEN


def test_an_address_may_ask_for_an_encrypted_connection_as_servers_write_it(tmp_path: Path) -> None:
    settings = load(tmp_path, DATABASE_URL="postgres://linli@127.0.0.1/linli?sslmode=require")
    assert settings.database == "postgresql+asyncpg://linli@127.0.0.1/linli?ssl=require"
    assert load(tmp_path, DATABASE_URL="postgresql:///linli?host=/run/postgresql").database.endswith("host=/run/postgresql")


def test_a_loopback_platform_takes_any_webhook(tmp_path: Path) -> None:
    settings = load(tmp_path, TELEGRAM_API_BASE="http://127.0.0.1:9", WEBHOOK_URL="http://127.0.0.1:9000/x", WEBHOOK_SECRET="s")
    assert settings.webhook_url == "http://127.0.0.1:9000/x"


def refused_bytes(tmp_path: Path, file: bytes) -> list[str]:
    path = tmp_path / ".env"
    path.write_bytes(file)
    with pytest.raises(SettingsError) as caught:
        load_settings(Source(path, {}))
    return caught.value.sentences


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_file_may_be_saved_by_any_chinese_editor(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / ".env"
    path.write_bytes("# 邻里助手的设置\nWEB_PORT=8091\nDATA_DIR=数据\n".encode(encoding))
    settings = load_settings(Source(path, {}))
    assert (settings.web_port, settings.data_dir) == (8091, Path("数据"))


@pytest.mark.parametrize("file", [b"\xff\xfe\n", "WEB_PORT=8091\n".encode("utf-16"), "WEB_PORT=8091\n".encode("utf-16-le")])
def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path, file: bytes) -> None:
    (sentence,) = refused_bytes(tmp_path, file)
    assert ".env" in sentence
    assert "UTF-8" in sentence


@pytest.mark.parametrize("line", ["BOT_TOKEN", "=hunter2", "hunter2 hunter2", "DATA_DIR='hunter2"])
def test_a_line_that_sets_nothing_is_named_without_its_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], line: str
) -> None:
    first, second = refused_bytes(tmp_path, f"# 邻里\nWEB_PORT=8091\n{line}\nTIMEZONE=x\n".encode())
    assert ".env" in first
    assert " 3 " in first
    assert "hunter2" not in first
    assert "TIMEZONE" in second
    assert (caplog.records, capfd.readouterr().err) == ([], "")


@pytest.mark.parametrize(("account", "remedy"), [(0, "chmod u+rw"), (1, "sudo chown")])
def test_a_file_that_may_not_be_read_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: int, remedy: str) -> None:
    """A service runs as an account of its own: for it no chmod helps."""
    path = tmp_path / ".env"
    path.write_text("LOG_LEVEL=INFO\n")
    me = path.stat().st_uid + account

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "geteuid", lambda: me)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SettingsError) as caught:
        load_settings(Source(path, {}))
    [sentence] = caught.value.sentences
    assert f"{remedy} " in sentence
    assert sentence.rstrip(".").endswith(str(path)), "the whole path: whoever mends it stands elsewhere"
    assert (account == 0) == ("chmod" in sentence)


def test_a_secrets_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe\n")
    (sentence,) = refused(tmp_path, BOT_TOKEN_FILE=str(tmp_path / "token"))
    assert "BOT_TOKEN_FILE" in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_API_BASE", "banana"),
        ("TELEGRAM_API_BASE", "http://[x"),
        ("WEBHOOK_URL", "nonsense"),
        ("WEBHOOK_URL", "https://example.org:ninety/x"),
        ("TELEGRAM_PROXY", "socks5://[x"),
        ("DATABASE_URL", "postgresql://linli@127.0.0.1:ninety/linli"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://linli@127.0.0.1/linli?foo=bar"),
        ("DATABASE_URL", "postgresql://linli@127.0.0.1/linli?sslmode=what"),
        ("WEB_PORT", "99999"),
        ("WEBHOOK_PORT", "0"),
        ("SEND_RATE", "fast"),
        ("SEND_RATE", "2.5"),
    ],
)
def test_a_sentence_names_its_setting_in_our_own_words(tmp_path: Path, name: str, value: str) -> None:
    (sentence,) = refused(tmp_path, **{name: value, "WEBHOOK_SECRET": "s"})
    chinese, _, english = sentence.partition(" / ")
    assert chinese.startswith(name)
    assert english.startswith(name)
    assert not any(word in sentence for word in ("Input", "valid", "Port", "IPv6"))


def test_the_bounds_are_said(tmp_path: Path) -> None:
    assert refused(tmp_path, WEB_PORT="99999") == [
        "WEB_PORT 要是 1 到 65535 之间的整数。 / WEB_PORT must be a whole number from 1 to 65535."
    ]
