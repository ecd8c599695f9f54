"""Hand one message to a push service. No database, no redirects, no second look-up, never longer than it may take."""

import http.client
import socket
import ssl
from dataclasses import dataclass
from typing import Final

from apps.notifications.endpoints import Unsafe, address_of, check

TIMEOUT_S: Final = 4.0
"""For each step: connecting, and the answer."""
LONGEST_WAIT_S: Final = 3600


@dataclass(frozen=True)
class Message:
    """What is sent where."""

    endpoint: str
    body: bytes
    authorization: str
    ttl_s: int


@dataclass(frozen=True)
class Said:
    """What came back: a status, or in one word why there is none."""

    status: int = 0
    error: str = ""
    retry_after_s: int = 0


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked; the certificate must still be the name's."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self.address, self.is_secure = address, is_secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), timeout=TIMEOUT_S)
        if self.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def deliver(message: Message) -> Said:
    """Send it once. Never raises: whatever happens is a word in the answer."""
    try:
        parts = check(message.endpoint)
        is_secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if is_secure else 80)
        link = _Pinned(host, port, address_of(host, port), is_secure=is_secure)
    except Unsafe as error:
        return Said(error=str(error))
    except OSError:
        return Said(error="no_address")
    headers = {
        "TTL": str(message.ttl_s),
        "Urgency": "high",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Authorization": message.authorization,
    }
    try:
        link.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), message.body, headers)
        answer = link.getresponse()
        return Said(answer.status, retry_after_s=_seconds(answer.headers.get("Retry-After")))
    except TimeoutError:
        return Said(error="timeout")
    except ssl.SSLError:
        return Said(error="certificate")
    except (OSError, http.client.HTTPException):
        return Said(error="no_answer")
    finally:
        link.close()


def _seconds(value: str | None) -> int:
    """Retry-After in seconds; a date counts as nothing, for services send numbers."""
    if value is None or not (value.isascii() and value.isdigit() and len(value) < 8):
        return 0
    return min(int(value), LONGEST_WAIT_S)
