"""Texts through an HTTP gateway: `POST SMS_URL` with our id, `GET SMS_URL/<our id>` to ask what became of it.

Body {"id", "to", "text"}; answer {"id": the gateway's name for it}. Asked it says {"state": "sent" | "delivered" |
"failed"}, and 404 for what it never had. No redirects are followed.
"""

import http.client
import json
import ssl
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from apps.notifications.outgoing.said import (
    AGAIN,
    NEVER_HAD,
    REFUSED,
    SILENT,
    TAKEN,
    UNCLEAR,
    Letter,
    Said,
)

TIMEOUT_S: Final = 8.0
"""For each step: connecting, and the answer."""
LONGEST_ANSWER: Final = 10_000
LONGEST_WAIT_S: Final = 3600
_LATER: Final = frozenset({401, 403, 404, 408, 425, 429})
"""Our name or the address is wrong, or it has too much to do: mended, the same text goes through."""
_WENT: Final = {"sent": TAKEN, "delivered": TAKEN, "queued": TAKEN, "failed": REFUSED}


class Http:
    """The operator's SMS gateway."""

    def send(self, letter: Letter) -> Said:
        """Hand one text over."""
        body = {"id": str(letter.id), "to": letter.to, "text": letter.text}
        return self._call("POST", "", json.dumps(body).encode(), _of_a_try)

    def ask(self, message_id: UUID) -> Said:
        """What became of an earlier try."""
        return self._call("GET", f"/{message_id}", None, _of_a_question)

    def _call(self, method: str, path: str, body: bytes | None, read: Any) -> Said:
        parts = urlsplit(settings.SMS_URL)
        is_secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if is_secure else http.client.HTTPConnection
        link = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
        broken = UNCLEAR if method == "POST" else SILENT
        try:
            link.connect()
        except (OSError, ssl.SSLError):
            link.close()
            return Said(AGAIN if method == "POST" else SILENT, "no_server")
        try:
            headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}", "Content-Type": "application/json"}
            link.request(method, parts.path.rstrip("/") + path, body, headers)
            answer = link.getresponse()
            said: Said = read(answer.status, _json(answer.read(LONGEST_ANSWER)), _seconds(answer))
            return said
        except TimeoutError:
            return Said(broken, "timeout")
        except (OSError, http.client.HTTPException):
            return Said(broken, "cut_off")
        finally:
            link.close()


def _of_a_try(status: int, said: dict[str, Any], wait_s: int) -> Said:
    if status in (200, 201, 202):
        return Said(TAKEN, provider_id=str(said.get("id", ""))[:120])
    if status in _LATER:
        return Said(AGAIN, f"status_{status}", retry_after_s=wait_s)
    if 400 <= status < 500:
        return Said(REFUSED, f"status_{status}")
    return Said(UNCLEAR, f"status_{status}")  # it may have broken down after sending


def _of_a_question(status: int, said: dict[str, Any], _wait_s: int) -> Said:
    if status == 404:
        return Said(NEVER_HAD)
    went = _WENT.get(str(said.get("state", ""))) if status == 200 else None
    return Said(went, provider_id=str(said.get("id", ""))[:120]) if went else Said(SILENT, f"status_{status}")


def _json(raw: bytes) -> dict[str, Any]:
    try:
        said = json.loads(raw)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _seconds(answer: http.client.HTTPResponse) -> int:
    value = answer.headers.get("Retry-After") or ""
    return min(int(value), LONGEST_WAIT_S) if value.isascii() and value.isdigit() and len(value) < 8 else 0
