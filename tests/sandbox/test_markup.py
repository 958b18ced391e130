"""HTML as the platform reads it: the same text, the same entities, the same refusals."""

import pytest
from hypothesis import given, strategies

from bot.sandbox.entities import Entity, utf16_length
from bot.sandbox.errors import ApiError
from bot.sandbox.markup import caption_text, message_text, parse_html, typed_text


def entities(source: str) -> list[tuple[str, int, int]]:
    return [(entity.type, entity.offset, entity.length) for entity in parse_html(source).entities]


def test_tags_become_entities_in_utf16_units() -> None:
    assert parse_html("🗳 <b>屋顶</b>防水").text == "🗳 屋顶防水"
    assert entities("🗳 <b>屋顶</b>防水") == [("bold", 3, 2)]
    assert entities("<b>a<i>b</i></b>") == [("bold", 0, 2), ("italic", 1, 1)]
    assert entities("<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler><span class='tg-spoiler'>d</span><blockquote expandable>e</blockquote>") == [
        ("underline", 0, 1),
        ("strikethrough", 1, 1),
        ("spoiler", 2, 1),
        ("spoiler", 3, 1),
        ("expandable_blockquote", 4, 1),
    ]


def test_code_keeps_its_language() -> None:
    assert parse_html('<pre><code class="language-python">x</code></pre>').entities == (Entity("pre", 0, 1, language="python"),)
    assert entities("<pre>a</pre><code>b</code>") == [("pre", 0, 1), ("code", 1, 1)]


def test_links() -> None:
    link, person = parse_html('<a href="https://e.org/?a=1&amp;b=2">看</a><a href="tg://user?id=5">他</a>').entities
    assert link == Entity("text_link", 0, 1, url="https://e.org/?a=1&b=2")
    assert person == Entity("text_mention", 1, 1, user_id=5)


def test_references_and_loose_ampersands() -> None:
    assert parse_html("&lt;b&gt; &amp; &quot; &#20849; &#x5c11; &copy; R&D &").text == '<b> & " 共 少 &copy; R&D &'


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("好<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("好a</b>", "Unexpected end tag at byte offset 4"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_bad_html_is_refused(source: str, what: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {what}"


def test_what_is_not_modelled_is_not_pretended() -> None:
    for source, mode in (("<tg-emoji emoji-id='1'>x</tg-emoji>", "HTML"), ("*x*", "MarkdownV2")):
        with pytest.raises(ApiError, match="does not model"):
            message_text(source, mode)
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        message_text("x", "BBCode")


def test_limits_count_after_parsing_in_utf16() -> None:
    assert len(message_text(f"<b>{'x' * 4096}</b>", "HTML").text) == 4096
    with pytest.raises(ApiError, match="message is too long"):
        message_text("x" * 4097)
    with pytest.raises(ApiError, match="message is too long"):
        message_text("🗳" * 2049)
    with pytest.raises(ApiError, match="message text is empty"):
        message_text(" <b>\n</b> ", "HTML")
    assert caption_text(None).text == ""
    with pytest.raises(ApiError, match="message caption is too long"):
        caption_text("x" * 1025)


def test_space_at_the_ends_goes_with_its_entities() -> None:
    assert message_text("  <b>a </b> \n", "HTML").text == "a"
    assert message_text("\n\n <b>a </b>b ", "HTML").entities == (Entity("bold", 0, 2),)


def test_what_apps_find_by_themselves() -> None:
    found = [
        (entity.type, entity.offset, entity.length)
        for entity in typed_text("/start@linli_bot 看 https://e.org/a。 @wang123 #公告").entities
    ]
    assert found == [("bot_command", 0, 16), ("url", 19, 15), ("mention", 36, 8), ("hashtag", 45, 3)]
    assert typed_text("a/b 1/2 x@y.z #12").entities == ()
    assert typed_text("<b>/start</b>").entities == ()


def test_found_entities_stay_out_of_code_and_links() -> None:
    text = message_text('<code>/start</code> <a href="https://e.org">@somebody</a> <b>/vote</b>', "HTML")
    assert [entity.type for entity in text.entities] == ["code", "text_link", "bold", "bot_command"]


@given(strategies.text(alphabet="a好🗳<>&\"'/ \nb=", max_size=40))
def test_any_source_is_read_or_refused(source: str) -> None:
    try:
        read = message_text(source, "HTML")
    except ApiError:
        return
    assert read.text
    assert all(0 <= entity.offset < entity.end <= utf16_length(read.text) for entity in read.entities)
