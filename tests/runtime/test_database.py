"""A database that cannot be opened is one sentence, which names the setting that is to blame and the command that helps."""

from pathlib import Path

import pytest

from bot.runtime.database import DatabaseUnusable, folder_unusable, open_database
from bot.runtime.settings import Settings
from tests.e2e.harness import free_port


async def said(settings: Settings) -> str:
    with pytest.raises(DatabaseUnusable) as caught:
        await open_database(settings)
    return str(caught.value)


async def test_a_data_dir_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "it").write_text("", encoding="utf-8")
    sentence = await said(Settings(data_dir=tmp_path / "it"))
    assert sentence.startswith(f"DATA_DIR（{tmp_path / 'it'}）不是文件夹")
    assert "chown" not in sentence, "whose it is changes nothing"


def test_a_folder_with_spaces_is_quoted_in_the_command() -> None:
    assert "sudo chown -R $(id -u) '/srv/my data'" in str(folder_unusable(Path("/srv/my data"), PermissionError()))


async def test_the_data_dir_is_to_blame_beside_a_database_elsewhere_too(tmp_path: Path) -> None:
    (tmp_path / "it").write_text("", encoding="utf-8")
    address = f"postgresql://linli@127.0.0.1:{free_port()}/linli"
    assert (await said(Settings(data_dir=tmp_path / "it", database_url=address))).startswith("DATA_DIR")


async def test_an_address_that_nobody_answers(tmp_path: Path) -> None:
    sentence = await said(Settings(data_dir=tmp_path, database_url=f"postgresql://linli@127.0.0.1:{free_port()}/linli"))
    assert sentence.startswith("DATABASE_URL")
    assert "linli doctor" in sentence
    assert "linli@" not in sentence
