"""The cryptography of web push: message encryption (RFC 8291 over 8188) and the server's name (VAPID, RFC 8292).

Written on `cryptography` alone, because the libraries at hand bring an HTTP client that follows redirects.
"""

import base64
import hashlib
import hmac
import json
import os
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD: Final = 4096
"""RFC 8188's record size; all our messages fit into the first record."""
PADDED: Final = 384
"""Bytes of every plaintext, so that its length says nothing."""
_CURVE: Final = ec.SECP256R1()


def encode(raw: bytes) -> str:
    """base64url without padding, as all of web push writes bytes."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of base64url; raises ValueError for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def public_point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as an uncompressed point, 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_point(raw: bytes) -> bool:
    """Whether these bytes are a public key on the curve."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)
    except ValueError:
        return False
    return len(raw) == 65


def encrypt(
    plain: bytes,
    p256dh: bytes,
    auth: bytes,
    *,
    pad_to: int = PADDED,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """One message for one browser. `salt` and `key` are fresh for each unless the RFC's own example gives them."""
    salt, key = salt or os.urandom(16), key or ec.generate_private_key(_CURVE)
    ours = public_point(key)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, p256dh))
    secret = _hkdf(auth, shared, b"WebPush: info\0" + p256dh + ours, 32)
    content_key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
    padded = plain + b"\x02" + b"\0" * max(0, pad_to - len(plain) - 1)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(content_key).encrypt(nonce, padded, None)


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def authorization(key: ec.EllipticCurvePrivateKey, endpoint: str, contact: str, expires: int) -> str:
    """The header that says who sends: a token for this service. `expires` in s since 1970, ≤ 24 h ahead."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": expires, "sub": contact}
    signed = ".".join(encode(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{signed}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    return f"vapid t={token}, k={encode(public_point(key))}"


def seal_private(key: ec.EllipticCurvePrivateKey, under: str) -> str:
    """The private half as it may stand in the database."""
    nonce, number = os.urandom(12), key.private_numbers().private_value.to_bytes(32, "big")
    return encode(nonce + AESGCM(_sealing_key(under)).encrypt(nonce, number, public_point(key)))


def open_private(sealed: str, public: str, under: str) -> ec.EllipticCurvePrivateKey | None:
    """The private half again; None when PUSH_KEY is not the one it was sealed with."""
    raw = decode(sealed)
    try:
        number = AESGCM(_sealing_key(under)).decrypt(raw[:12], raw[12:], decode(public))
    except InvalidTag:
        return None
    return ec.derive_private_key(int.from_bytes(number, "big"), _CURVE)


def _sealing_key(under: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"alongside vapid keys").derive(under.encode())


def new_private() -> ec.EllipticCurvePrivateKey:
    """A fresh key pair."""
    return ec.generate_private_key(_CURVE)


def token_for(sending_id: str, under: str) -> str:
    """What the worker shows when it acknowledges: derived, so nothing of it is stored."""
    mac = hmac.new(under.encode(), b"alongside push\0" + sending_id.encode(), hashlib.sha256)
    return encode(mac.digest()[:16])
