"""A text that is too long for the platform keeps its beginning and its last line."""

from hypothesis import given
from hypothesis import strategies as st

from messages.rendering import LEFT_OUT, fitted, plain_text, units


def test_what_fits_is_left_alone() -> None:
    assert fitted("<b>菜单</b>\n点一下", 6) == "<b>菜单</b>\n点一下"


def test_lines_before_the_last_go() -> None:
    text = "<b>名册</b>\n" + "\n".join(f"第 {number} 行" for number in range(99)) + "\n点「导入」"
    short = fitted(text, 40)
    assert short.startswith("<b>名册</b>\n第 0 行")
    assert short.endswith(f"{LEFT_OUT}\n点「导入」")
    assert units(short) <= 40


def test_one_long_line_is_cut_between_signs() -> None:
    assert fitted("🗳" * 30, 21) == "🗳" * 9 + LEFT_OUT


@given(st.lists(st.sampled_from(["<b>题目</b>", "1 &lt; 2", "🗳🗳🗳", "一二三四五六七八九十", ""]), min_size=1), st.integers(12, 60))
def test_it_always_fits_and_its_marks_are_whole(lines: list[str], limit: int) -> None:
    short = fitted("\n".join(lines), limit)
    assert units(short) <= limit
    assert short.count("<b>") == short.count("</b>")
    assert "<" not in plain_text(short).replace("1 < 2", "").replace("1 <", "")
