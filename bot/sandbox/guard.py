"""Only this computer's own page may talk to the sandbox: any web page in the world may call loopback."""

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from aiohttp import web

from bot.runtime.settings import is_loopback

# Everything comes from here and nothing is framed; people's words cannot bring scripts along.
CONTENT_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# All that a link on another page may open; whatever else is asked for may do something.
PAGE_PATH = "/"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def refusal(headers: Mapping[str, str], path: str = PAGE_PATH) -> str | None:
    """Why this request is not ours, or None. A page that sends its reader here by a link has no Origin, only these marks."""
    host = headers.get("Host", "")
    if not is_local(_name(host) or ""):
        return "foreign Host"
    origin = headers.get("Origin")
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        return "foreign Origin"
    opens_the_page = headers.get("Sec-Fetch-Mode") == "navigate" and path == PAGE_PATH
    if headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") and not opens_the_page:
        return "request of a foreign page"
    return None


@lru_cache(maxsize=64)
def is_local(name: str) -> bool:
    """Whether a browser on this computer, or at the end of an SSH tunnel, reaches the sandbox by this name."""
    return is_loopback(name)


@lru_cache(maxsize=64)
def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    why = refusal(request.headers, request.path)
    if why is not None:
        return web.Response(status=403, text=f"403: {why}\n")
    response = await handler(request)
    if not response.prepared:
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)
    return response
