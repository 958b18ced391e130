"""Where the sandbox listens, and the name by which this computer reaches it there: the guard answers to no other."""

import getpass
import ipaddress
import os
import socket

from bot.runtime.listening import PortUnusable
from bot.runtime.settings import Settings
from bot.sandbox.guard import is_local


def reached_at(settings: Settings) -> str:
    """Host and port as they are written into an address. PortUnusable."""
    host = _everywhere(settings.web_host) or settings.web_host.lower()
    if not is_local(host):
        raise PortUnusable(
            f"WEB_HOST（{settings.web_host}）用不了：沙盒只答这台电脑自己。写 WEB_HOST=127.0.0.1 make run 换一个。"
            f" / WEB_HOST ({settings.web_host}): the sandbox answers this computer only: WEB_HOST=127.0.0.1 make run."
        )
    return f"[{host}]:{settings.web_port}" if ":" in host else f"{host}:{settings.web_port}"


def _everywhere(host: str) -> str | None:
    """What listens on all addresses of the machine is reached by the loopback one of that family."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    if not address.is_unspecified:
        return None
    return "127.0.0.1" if address.version == 4 else "::1"


def tunnel(place: str, port: int) -> str:
    """The command that brings the page to the computer somebody sits at, when this is a remote shell."""
    if "SSH_CONNECTION" not in os.environ:
        return ""
    parts = os.environ["SSH_CONNECTION"].split()
    host = parts[2] if len(parts) > 2 else socket.gethostname()
    return f"ssh -L {port}:{place} {getpass.getuser()}@{host}"
