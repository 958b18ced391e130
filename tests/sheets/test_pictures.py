"""The sheets as LibreOffice lays them out: their pages, and that something stands on each of them.

The pictures are kept where LINLI_PICTURES says, to be looked at.
"""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from bot.files.sheets import print_sheet
from bot.rules.sheets import PaperSize, Sheet, SheetKind
from bot.rules.votes import Counts, Outcome, Weight
from bot.rules.votes.drafts import LONGEST_TITLE
from tests.sheets.samples import ABOUT, HEADING, result, sheet_of, tally

pytestmark = pytest.mark.office
# Pages of each sample; a result that grows to a third page is no notice any more.
PAGES = {SheetKind.PRELIMINARY: 2, SheetKind.FINAL: 2, SheetKind.BALLOTS: 5, SheetKind.DELIVERIES: 3}
BALLOTS = 5
# Paper in points (ISO 216), as pdfinfo says it.
POINTS = {PaperSize.A4: (595, 842), PaperSize.A3: (842, 1191)}
# Less than this of a page is black on an empty one with its footer; more is a page that nobody reads.
LEAST_INK, MOST_INK = 0.004, 0.35
# As long as a title may be, and a file's name and a community as they are met.
LONG = replace(
    ABOUT,
    heading=replace(HEADING, title="更换全小区外墙保温层、屋面防水层并改造地下车库排水照明、增设电动车充电棚的事项和费用"[:LONGEST_TITLE]),
    scheme=replace(ABOUT.scheme, name="锦绣花园外墙保温屋面防水地下车库改造方案和费用清单（第三稿，居委会已盖章）.pdf"),
    organiser="和平里东街道安定门外大街第二社区居民委员会",
)
# Five thousand homes of which too few answered: the longest numbers, and what is missing beside them.
COUNTS = Counts(Weight(12_345_678, 1_201), Weight(11_234_567, 1_099), Weight(1_234_567, 120))
LARGE = result(
    about=LONG, tally=tally(outcome=Outcome.NO_QUORUM, total=Weight(51_234_567, 5_012), homes=5_234, counts=COUNTS), heads_differ=True
)


def needed(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        if os.environ.get("LINLI_REQUIRE_OFFICE") == "1":
            pytest.fail(f"no {name}: install Debian's libreoffice-writer, poppler-utils and fonts-noto-cjk")
        pytest.skip(f"no {name} on this machine")
    return found


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sheet as .docx and .pdf: one start of LibreOffice for all."""
    office = needed("soffice")
    made = tmp_path_factory.mktemp("sheets")
    for name, (sheet, kind, paper) in samples().items():
        (made / f"{name}.docx").write_bytes(print_sheet(sheet, kind, paper))
    profile = f"-env:UserInstallation=file://{made / 'profile'}"
    run(office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(made), *map(str, sorted(made.glob("*.docx"))))
    kept = os.environ.get("LINLI_PICTURES")
    for pdf in sorted(made.glob("*.pdf")):
        run(needed("pdftoppm"), "-r", "50", "-png", str(pdf), str(pdf.with_suffix("")))
        if kept:
            run(needed("pdftoppm"), "-r", "80", "-png", str(pdf), str(Path(kept) / pdf.stem))
    return made


def samples() -> dict[str, tuple[Sheet, SheetKind, PaperSize]]:
    every = {f"{kind}-{paper}": (sheet_of(kind, ABOUT, _count(kind)), kind, paper) for kind in SheetKind for paper in PaperSize}
    long = {f"{kind}-long": (sheet_of(kind, LONG, _count(kind)), kind, PaperSize.A4) for kind in SheetKind}
    return every | long | {"preliminary-large": (LARGE, SheetKind.PRELIMINARY, PaperSize.A4)}


def _count(kind: SheetKind) -> int:
    return BALLOTS if kind is SheetKind.BALLOTS else 36


@pytest.mark.parametrize("name", samples())
def test_it_has_its_pages_on_its_paper_and_none_is_blank(folder: Path, name: str) -> None:
    _, kind, paper = samples()[name]
    said = run(needed("pdfinfo"), str(folder / f"{name}.pdf"))
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", said)
    assert size is not None
    assert (round(float(size[1])), round(float(size[2]))) == POINTS[paper]
    pictures = sorted(folder.glob(f"{name}-*.png"))
    assert len(pictures) == PAGES[kind]
    for picture in pictures:
        with Image.open(picture) as page:
            ink = 1 - ImageStat.Stat(page.convert("L")).mean[0] / 255
        assert LEAST_INK < ink < MOST_INK, (picture.name, ink)


@pytest.mark.parametrize("name", [name for name, (_, kind, _) in samples().items() if kind.is_result])
def test_conclusion_and_how_to_object_are_whole_and_chinese_is_there(folder: Path, name: str) -> None:
    """A font without Chinese leaves boxes: the text of the PDF would be there, and its fonts not."""
    text = re.sub(r"\s", "", run(needed("pdftotext"), "-layout", str(folder / f"{name}.pdf"), "-"))
    for words in ("结论", "参与", "怎样提异议", "A1B2-C3D4-E5F6-0718", "组织单位盖章"):
        assert words in text
    assert "CJK" in run(needed("pdffonts"), str(folder / f"{name}.pdf"))
