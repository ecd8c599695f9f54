"""Where a push may be sent: the browser names the address, so it is checked like anything a stranger sends."""

import ipaddress
import socket
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST: Final = 1000
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Unsafe(Exception):
    """This address is not one to which anything is sent; says why in one word."""


def check(endpoint: str) -> SplitResult:
    """The parts of an endpoint of an allowed push service; raises Unsafe for everything else."""
    if len(endpoint) > LONGEST or not endpoint.isascii() or any(letter <= " " for letter in endpoint):
        raise Unsafe("malformed")
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Unsafe("malformed") from error
    if settings.PUSH_LOOPBACK and host in LOOPBACK and parts.scheme == "http":
        return parts
    if parts.scheme != "https" or port not in (None, 443):
        raise Unsafe("not_https")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Unsafe("malformed")
    if not any(_fits(host, allowed) for allowed in settings.PUSH_HOSTS):
        raise Unsafe("host")
    return parts


def _fits(host: str, allowed: str) -> bool:
    """A name, or with a dot in front everything below it."""
    return host.endswith(allowed) if allowed.startswith(".") else host == allowed


def address_of(host: str, port: int) -> str:
    """The one address that is then connected to, so that a second look-up cannot give another.

    Raises Unsafe when a public name leads into a private network, OSError when it leads nowhere.
    """
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if settings.PUSH_LOOPBACK and host in LOOPBACK:
        return found[0]
    for address in found:
        ip = ipaddress.ip_address(address)
        if not ip.is_global or ip.is_multicast:
            raise Unsafe("private_address")
    return found[0]
