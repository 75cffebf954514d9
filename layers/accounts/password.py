"""Passwords: kept as scrypt hashes, so that a stolen store tells none."""

import base64
import hashlib
import hmac
import secrets
import unicodedata

from layers.errors import BadAccount

LEAST_LETTERS, MOST_LETTERS = 12, 200
# OWASP Password Storage Cheat Sheet: N = 2**15, r = 8, p = 3 or harder. 32 MB and about a tenth of a second.
_N, _R, _P = 2**15, 8, 3
_MOST_MEMORY = 128 * _N * _R * 2
_DULL = ("matkhau", "password", "qwerty", "123456", "abcdef", "hatang", "danang", "iloveyou")


def require_fit(password: str, *, user_id: str) -> None:
    """Raise `BadAccount` where a password is too short, too long, or easily guessed."""
    plain = unicodedata.normalize("NFC", password)
    if not LEAST_LETTERS <= len(plain) <= MOST_LETTERS:
        raise BadAccount("password_length", least=LEAST_LETTERS, most=MOST_LETTERS)
    rest = plain.casefold()
    for known in (user_id.casefold(), *_DULL):
        rest = rest.replace(known, "") if len(known) > 2 else rest
    if len(set(plain)) < 5 or len(rest) < LEAST_LETTERS // 2:
        raise BadAccount("password_guessed")


def hash_password(password: str) -> str:
    """``scrypt$N$r$p$salt$hash`` of a password."""
    salt = secrets.token_bytes(16)
    made = _scrypt(password, salt, _N, _R, _P)
    return "$".join(["scrypt", str(_N), str(_R), str(_P), _text(salt), _text(made)])


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password behind a hash; takes as long where there is no hash."""
    _, n, r, p, salt, expected = (kept or _nobody()).split("$")
    made = _scrypt(password, _bytes(salt), int(n), int(r), int(p))
    return hmac.compare_digest(made, _bytes(expected)) and kept is not None


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # The same word may be typed composed or decomposed, by the keyboard of the machine.
    typed = unicodedata.normalize("NFC", password[: MOST_LETTERS * 2]).encode()
    return hashlib.scrypt(typed, salt=salt, n=n, r=r, p=p, maxmem=_MOST_MEMORY, dklen=32)


def _nobody() -> str:
    return "$".join(["scrypt", str(_N), str(_R), str(_P), _text(bytes(16)), _text(bytes(32))])


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
