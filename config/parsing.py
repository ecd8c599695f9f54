"""From the text of an environment variable to a value: each raises ValueError saying what is wrong with it."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

SHORTEST_SECRET = 32  # characters; 32 random letters and digits hold about 190 bits


def text(raw: str) -> str:
    """Anything."""
    return raw


def secret(raw: str) -> str:
    """A key long enough to be one."""
    if len(raw) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return raw


def flag(raw: str) -> bool:
    """Yes or no, in the usual words."""
    word = raw.lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise ValueError("must be yes or no")


def one_of(*words: str) -> Callable[[str], str]:
    """One of these words."""

    def parse(raw: str) -> str:
        if raw not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return raw

    return parse


def number(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two others, both included."""

    def parse(raw: str) -> int:
        if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(raw)

    return parse


def names(raw: str) -> tuple[str, ...]:
    """A list with commas between."""
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def origins(raw: str) -> tuple[str, ...]:
    """Origins of the web, without wildcards."""
    found = names(raw)
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise ValueError(f"holds {origin!r}, which is no origin such as https://board.example.org")
        if "*" in origin:
            raise ValueError("may hold no wildcard: one person's origin could then post to another's")
    return found


def origin(raw: str) -> str:
    """One origin of the web."""
    found = origins(raw)
    if len(found) != 1:
        raise ValueError("must be one origin such as https://alongside.example.org")
    return found[0].rstrip("/")


def web(raw: str) -> str:
    """An address of the web."""
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must look like https://gateway.example.org/messages")
    return raw


def identifier(raw: str) -> str:
    """A short word that may begin names of channels and roles."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", raw):
        raise ValueError("must be a short word of small letters, digits, '_' and '-'")
    return raw


def keys(raw: str) -> tuple[tuple[str, str], ...]:
    """`id:key` pairs."""
    pairs = []
    for part in names(raw):
        key_id, colon, key = part.partition(":")
        if not colon:
            raise ValueError("must be id:key pairs with commas between them")
        pairs.append((identifier(key_id), secret(key)))
    return tuple(pairs)


def postgres(raw: str) -> str:
    """The URL of a PostgreSQL database."""
    parts = urlsplit(raw)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("must begin with postgresql://")
    if not parts.path.strip("/"):
        raise ValueError("names no database (postgresql://user:password@host:5432/NAME)")
    if not parts.username and "user" not in dict(parse_qsl(parts.query)):
        raise ValueError("names no user")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("has a bad port") from None
    return raw


def redis(raw: str) -> str:
    """The URL of a Redis."""
    parts = urlsplit(raw)
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must begin with redis:// or rediss://")
    if parts.scheme != "unix" and not parts.hostname:
        raise ValueError("names no host")
    return raw


def contact(raw: str) -> str:
    """Whom a push service may ask."""
    if not raw.startswith(("mailto:", "https://")):
        raise ValueError("must begin with mailto: or https://")
    return raw


def smtp(raw: str) -> str:
    """The URL of a mail server."""
    parts = urlsplit(raw)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("must look like smtp://user:password@host:587 or smtps://…")
    return raw
