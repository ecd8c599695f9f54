"""What a push carries: an opaque number and what proves that it arrived. No person, no place, no reason."""

import json
from typing import Final

from django.conf import settings

from apps.notifications.models import Sending
from apps.notifications.sealing import token_for

VERSION: Final = 1


def payload_of(sending: Sending) -> bytes:
    """The plaintext. The worker has the words in both languages, and only needs to know which kind and language.

    The token proves the arrival: the worker may wake long after the sign-in has ended and has no CSRF token, and
    all that it opens is to say of this one message that it came.
    """
    kind = "test" if sending.rung == Sending.Rung.TEST else "alert"
    said = {
        "v": VERSION,
        "id": str(sending.id),
        "token": token_for(str(sending.id), settings.PUSH_KEY),
        "kind": kind,
        "lang": sending.user.language,
    }
    return json.dumps(said, separators=(",", ":")).encode()
