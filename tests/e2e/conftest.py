"""One platform for all tests of a worker: each test finds it empty, with a `linli run` and data of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Platform, Stage
from tests.e2e.processes import FORKS


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    shared = Platform(tmp_path_factory.mktemp("platform"))
    yield shared
    shared.process.end()
    FORKS.close()


@pytest.fixture
def stage(tmp_path: Path, platform: Platform) -> Iterator[Stage]:
    made = Stage(tmp_path, platform)
    yield made
    made.close()
