"""Codes and words that open something for people without an account: how they are made, read aloud and compared."""

import hashlib
import re
import secrets
import unicodedata
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that it can be read aloud and typed."""
LONG: Final = 16
"""80 random bits: nobody guesses one, so that it needs no slow hash."""
DIGITS: Final = 6

_CODE: Final = re.compile(f"[{LETTERS}]{{{LONG}}}")
_LOOKALIKE: Final = str.maketrans("ILO", "110")


def new_code() -> str:
    """A fresh code for a link."""
    return "".join(secrets.choice(LETTERS) for _ in range(LONG))


def new_digits() -> str:
    """A fresh second factor: six digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def hash_of(plain: str) -> str:
    """How a folded code is kept."""
    return hashlib.sha256(plain.encode()).hexdigest()


def folded_code(code: str) -> str | None:
    """A code as it is compared: without gaps, look-alikes made one. None when it can be none."""
    plain = re.sub(r"[\s-]", "", code[:64]).upper().translate(_LOOKALIKE)
    return plain if _CODE.fullmatch(plain) else None


def folded_digits(digits: str) -> str | None:
    """Six digits as they are compared, without gaps. None when they can be none."""
    plain = re.sub(r"[\s-]", "", digits[:32])
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else None


def folded_word(word: str) -> str | None:
    """A word as it is compared: whatever the case and accents. None when it is too short or too long."""
    plain = unicodedata.normalize("NFKD", word[:200]).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter) and not letter.isspace())
    return plain if 3 <= len(plain) <= 80 else None
