"""The cryptography, against the RFC's own example and against a reader that shares no code with it."""

import json

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from apps.notifications import sealing
from tests.notifications.receiver import Browser, claims_of, unb64


def test_the_example_of_rfc_8291_comes_out_byte_by_byte() -> None:
    sender = ec.derive_private_key(
        int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    body = sealing.encrypt(
        b"When I grow up, I want to be a watermelon",
        unb64("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        unb64("BTBZMqHH6r4Tts7J_aSIgg"),
        pad_to=0,
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
        key=sender,
    )
    assert sealing.encode(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_only_the_browser_it_was_made_for_can_read_it() -> None:
    browser, other = Browser(), Browser()
    body = sealing.encrypt(b"An offer", browser.p256dh, browser.auth)
    assert browser.read(body) == b"An offer"
    with pytest.raises(InvalidTag):
        other.read(body)


def test_the_length_says_nothing() -> None:
    browser = Browser()
    assert len({len(sealing.encrypt(b"x" * n, browser.p256dh, browser.auth)) for n in (1, 40, 300)}) == 1


def test_a_push_service_can_check_who_sends() -> None:
    key = sealing.new_private()
    header = sealing.authorization(key, "https://push.example.org/a/b?c=d", "mailto:desk@example.org", 1_900_000_000)
    claims = claims_of(header, sealing.public_point(key))
    assert claims == {"aud": "https://push.example.org", "exp": 1_900_000_000, "sub": "mailto:desk@example.org"}


def test_the_private_key_in_the_database_opens_with_its_own_secret_only() -> None:
    key = sealing.new_private()
    public = sealing.encode(sealing.public_point(key))
    sealed = sealing.seal_private(key, "a" * 40)
    opened = sealing.open_private(sealed, public, "a" * 40)
    assert opened is not None
    assert opened.private_numbers() == key.private_numbers()
    assert sealing.open_private(sealed, public, "b" * 40) is None
    assert json.dumps(key.private_numbers().private_value) not in sealed
