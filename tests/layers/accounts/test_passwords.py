"""What a password may be, how it is kept, and what is made for somebody."""

import unicodedata

import pytest

from layers.accounts.given import make_password
from layers.accounts.password import fits, hash_password, require_fit
from layers.errors import BadAccount
from tests.layers.accounts.conftest import PASSWORD


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "password_length"),
        ("mười một ch", "password_length"),
        ("dài " * 51, "password_length"),
        ("aaaaaaaaaaaaaa", "password_guessed"),
        ("abababababab", "password_guessed"),
        ("password123456", "password_guessed"),
        ("lan-tran-lan-tran", "password_guessed"),
    ],
)
def test_what_is_short_long_or_easily_guessed_is_refused(typed, reason):
    with pytest.raises(BadAccount) as refusal:
        require_fit(typed, user_id="lan-tran")
    assert refusal.value.reason == reason


def test_twelve_letters_are_enough_however_they_are_composed():
    typed = "Đường ổ gà 9"
    assert len(typed) == 12
    for form in ("NFC", "NFD"):
        require_fit(unicodedata.normalize(form, typed), user_id="lan")


def test_a_password_is_kept_with_salt_and_known_in_both_forms():
    kept = hash_password(PASSWORD)
    assert kept.startswith("scrypt$")
    assert PASSWORD not in kept
    assert kept != hash_password(PASSWORD)
    for form in ("NFC", "NFD"):
        assert fits(unicodedata.normalize(form, PASSWORD), kept)
    assert not fits(PASSWORD + " ", kept)
    assert not fits(PASSWORD, None)


def test_made_passwords_are_fit_and_never_the_same():
    made = {make_password(user_id="lan") for _ in range(200)}
    assert len(made) == 200
    for each in made:
        require_fit(each, user_id="lan")
        assert len(each) == 23
        assert not set(each) & set("ilo01")
