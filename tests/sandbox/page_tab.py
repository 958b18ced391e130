"""What the browser tests of the page share: a browser, a tab over the page's server, and measures taken inside the page."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
# A tap is answered in a moment; a machine that is busy with other tests gets more of it.
PATIENCE_MS = 8000


def missing(what: str) -> None:
    """Where the browser is required its absence is a failure, elsewhere a skip."""
    if os.environ.get("LINLI_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{what} is missing, and LINLI_REQUIRE_BROWSER=1 asks for it")
    pytest.skip(f"{what} is missing")


@contextmanager
def chromium() -> Iterator[Any]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        missing("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        missing("playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Tab:
    """One tab; `outside` are requests that left the page's own server, `errors` what its console complained about."""

    page: Any
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.outside.append(request.url) if not self._is_ours(request.url) else None)
        self.page.on("websocket", lambda socket: self.outside.append(socket.url) if not self._is_ours(socket.url) else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self._heard(message.type, message.text))

    def _is_ours(self, url: str) -> bool:
        return url.partition("://")[2].startswith(self.url.partition("://")[2]) or url.startswith(("data:", "blob:"))

    def _heard(self, kind: str, text: str) -> None:
        # A server that was stopped on purpose is complained about by the browser itself.
        if kind == "error" and "ERR_CONNECTION" not in text and "WebSocket" not in text:
            self.errors.append(text)

    def open(self, address: str = "") -> None:
        self.page.goto(self.url + address)
        self.page.wait_for_selector("#app:not([hidden])")

    def see(self, selector: str, text: str | None = None) -> Any:
        """Waits until it is visible."""
        found = self.page.locator(selector, has_text=text) if text else self.page.locator(selector)
        found.first.wait_for(state="visible")
        return found.first

    def gone(self, selector: str) -> None:
        self.page.locator(selector).first.wait_for(state="hidden")

    def tap(self, label: str) -> None:
        """The newest button with this label in the open chat."""
        self.page.locator("#screen .key", has_text=label).last.click()

    def be(self, slug: str) -> None:
        self.page.click(f'#people [data-person="{slug}"]')
        self.see(f'#people [data-person="{slug}"][aria-current=true]')

    def chat(self, slug: str) -> None:
        self.page.click(f'#chats [data-chat="{slug}"]')

    def focused(self) -> str:
        """Where focus is: the nearest part of the page that has a name."""
        return self.page.evaluate(FOCUSED)

    def overflow(self) -> int:
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")


def open_tab(browser: Any, url: str, *, width: int = 1440, height: int = 900, **more: Any) -> Tab:
    context = browser.new_context(viewport={"width": width, "height": height}, **more)
    context.set_default_timeout(PATIENCE_MS)
    tab = Tab(context.new_page(), url)
    tab.watch()
    return tab


Opening = Callable[..., Tab]


FOCUSED = """() => {
  const node = document.activeElement;
  const part = node.closest('dialog,#head,#guide,#people,#bar,#chats,#screen,#compose,#top,#strips,#behind');
  return part?.id || part?.role || node.tagName;
}"""

# Texts that can be seen, each with its size, its colour and the colour behind it.
_TEXTS = """
  const rgba = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      layers.push(color);
      if (color[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    if (node.closest('.sr,noscript,script,style,.spoiler')) continue;
    const box = node.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    texts.push({ node, words: walker.currentNode.data.trim().slice(0, 30), size: parseFloat(getComputedStyle(node).fontSize) });
  }
"""

SMALLEST = f"() => {{ {_TEXTS} return texts.filter(({{ size }}) => size < 14).map(({{ words, size }}) => `${{words}} ${{size}}`); }}"

FAINT = f"""() => {{ {_TEXTS}
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  return texts.map(({{ node, words }}) => {{
    const back = behind(node);
    return {{ words, ratio: ratio(over(rgba(getComputedStyle(node).color), back), back) }};
  }}).filter(({{ ratio }}) => ratio < 4.5).map(({{ words, ratio }}) => `${{words}} ${{ratio.toFixed(2)}}`);
}}"""

# Buttons smaller than 44 px even with the invisible edge that they may have.
TIGHT = """() => [...document.querySelectorAll('button,textarea,a[href],[role=option]')]
  .filter((node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
  .map((node) => {
    const { width, height } = node.getBoundingClientRect();
    const edge = getComputedStyle(node, '::before');
    const grown = edge.content !== 'none' && edge.position === 'absolute' ? [edge.left, edge.top] : [];
    const [x, y] = [0, 1].map((side) => 2 * Math.max(0, -parseFloat(grown[side]) || 0));
    return { name: (node.getAttribute('aria-label') || node.textContent).slice(0, 20), width: width + x, height: height + y };
  })
  .filter(({ height, width }) => height < 43.9 || width < 43.9)
  .map(({ name, height, width }) => `${name} ${width}×${height}`)"""

# Words of the page's own that are in the wrong language and are not marked as foreign.
UNMARKED = (
    """(pattern) => { """
    + _TEXTS
    + """
  return texts.filter(({ node, words }) => new RegExp(pattern).test(words) && !node.closest('[lang]:not(html)')).map(({ words }) => words);
}"""
)

# Boxes whose words do not fit in them.
CUT = """(selector) => [...document.querySelectorAll(selector)]
  .filter((node) => node.checkVisibility() && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1))
  .map((node) => node.textContent.slice(0, 30))"""
