"""`linli profile` as the operator runs it, and a start with a bad profile: a sentence, exit 2, nothing begun."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from tests.profiles import CITY_TEXT, TEXTS


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this installation's own profiles."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "data" / "profiles"
    folder.mkdir(parents=True)
    return folder


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_profiles_are_listed(own: Path) -> None:
    done = linli("profile", "list", "--json")
    assert done.exit_code == 0, done.output
    found = {one["id"]: one for one in json.loads(done.stdout)}
    assert len(found) == len(TEXTS)
    assert [one["id"] for one in found.values() if one["used"]] == ["national@2021-01-01"]
    said = linli("profile", "list").stdout
    assert "* national@2021-01-01" in said
    assert said.count("还没有律师核对") == len(TEXTS)


def test_a_profile_is_shown_as_its_file_says_it(own: Path) -> None:
    document = json.loads(linli("profile", "show", "beijing", "--json").stdout)
    assert (document["id"], document["change"], document["proxy_cap"]) == ("beijing@2021-01-01", "once", None)
    assert document["special"]["majority"] == {"share": [3, 4], "strictly": False}
    said = linli("profile", "show").stdout
    assert "ordinary: 民法典第278条，三分之二以上参与，同意过半数 / Civil Code 278: at least two thirds take part" in said
    assert "unanimous: 民法典第279条，全体同意" in said
    missing = linli("profile", "show", "nowhere")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "没有「nowhere」" in missing.stderr


def test_a_city_brings_its_own_without_changing_code(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "city.toml").write_text(CITY_TEXT, encoding="utf-8")
    monkeypatch.setenv("LEGAL_PROFILE", "city")
    assert json.loads(linli("profile", "show", "--json").stdout)["channel_allowed"] is True
    assert "本市" in linli("profile", "list").stdout


@pytest.mark.parametrize("command", [("run",), ("sandbox",), ("profile", "list"), ("profile", "show")])
def test_a_bad_file_stops_the_start(own: Path, command: tuple[str, ...]) -> None:
    (own / "city.toml").write_text(CITY_TEXT.replace("notice_days = 15", 'notice_days = "15"'), encoding="utf-8")
    (own / "other.toml").write_bytes("name = '全国'".encode("gb18030"))
    done = linli(*command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "city.toml 里的 notice_days 要写整数" in done.stderr
    assert "other.toml 编码读不出来" in done.stderr
    assert sorted(path.name for path in own.parent.iterdir()) == ["profiles"], "nothing was begun"


@pytest.mark.parametrize(("chosen", "said"), [("nationl", "是不是 national"), ("xyz", "有的是")])
def test_a_name_that_nobody_knows_stops_the_start(own: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, said: str) -> None:
    monkeypatch.setenv("LEGAL_PROFILE", chosen)
    done = linli("run")
    assert done.exit_code == 2
    assert f"LEGAL_PROFILE 没有「{chosen}」这一份，{said}" in done.stderr


def test_a_profile_that_is_not_in_force_yet_stops_the_start(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "city.toml").write_text(CITY_TEXT.replace("valid_from = 2021-01-01", "valid_from = 2098-01-01"), encoding="utf-8")
    monkeypatch.setenv("LEGAL_PROFILE", "city")
    for command in (("run",), ("sandbox",)):
        done = linli(*command)
        assert done.exit_code == 2
        assert "没有有效的版本（有的是 2098-01-01 至 ）" in done.stderr
