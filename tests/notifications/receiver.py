"""A browser and its push service, independent of our code: made from RFC 8030, 8188, 8291 and 8292 alone."""

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hmac(key: bytes, data: bytes) -> bytes:
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(data)
    return mac.finalize()


def _point(raw: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)


@dataclass
class Browser:
    """What a push manager makes for one subscription, and what only it can read."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"0123456789abcdef"

    @property
    def p256dh(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def read(self, body: bytes) -> bytes:
        """RFC 8291 §3.4, written out with HMAC; raises when one bit is wrong."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, text = body[21 : 21 + length], body[21 + length :]
        assert len(text) <= size, "one record"
        shared = self.key.exchange(ec.ECDH(), _point(sender))
        secret = _hmac(_hmac(self.auth, shared), b"WebPush: info\x00" + self.p256dh + sender + b"\x01")
        base = _hmac(salt, secret)
        content_key = _hmac(base, b"Content-Encoding: aes128gcm\x00\x01")[:16]
        nonce = _hmac(base, b"Content-Encoding: nonce\x00\x01")[:12]
        opened = Cipher(algorithms.AES(content_key), modes.GCM(nonce, text[-16:])).decryptor()
        plain = (opened.update(text[:-16]) + opened.finalize()).rstrip(b"\x00")
        assert plain[-1:] == b"\x02", "the last record"
        return plain[:-1]


@dataclass
class Arrived:
    """One message as the push service took it."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """A push service on this machine. `answer` decides what it says; messages it takes are kept."""

    taken: list[Arrived] = field(default_factory=list)
    answer: Callable[[Arrived], tuple[int, dict[str, str]]] = lambda _message: (201, {})
    when_asked: Callable[[], None] = lambda: None
    server: Any = None

    def __enter__(self) -> "Service":
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.when_asked()
                body = self.rfile.read(int(self.headers["Content-Length"]))
                message = Arrived(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                status, headers = service.answer(message)
                service.taken.append(message)
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self.server.shutdown()
        self.server.server_close()

    def endpoint(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/push/{name}"


def claims_of(header: str, public: bytes) -> dict[str, Any]:
    """What the sender says of itself, its signature checked with the key the browser subscribed with (RFC 8292)."""
    scheme, _, rest = header.partition(" ")
    assert scheme == "vapid"
    named = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert unb64(named["k"]) == public
    head, body, signature = named["t"].split(".")
    assert json.loads(unb64(head)) == {"typ": "JWT", "alg": "ES256"}
    raw = unb64(signature)
    both = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    _point(public).verify(both, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    claims: dict[str, Any] = json.loads(unb64(body))
    return claims
