"""What must not lie readable in a row: a link's code, a second factor. Sealed with MESSAGE_KEY, bound to its row."""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def sealed(secret: str, message_id: UUID, under: str) -> bytes:
    """The secret as it may stand in the row."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(under)).encrypt(nonce, secret.encode(), message_id.bytes)


def opened(raw: bytes, message_id: UUID, under: str) -> str | None:
    """The secret again; None with another key, or in another row."""
    try:
        return AESGCM(_key(under)).decrypt(raw[:12], raw[12:], message_id.bytes).decode()
    except (InvalidTag, ValueError):
        return None


def _key(under: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"alongside messages").derive(under.encode())
