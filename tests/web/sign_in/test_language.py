"""Who is led to sign in is spoken to as on the page they came from."""

import pytest

from layers.settings import Settings
from web.sign_in.language import spoken

ENGLISH = "en-GB,en;q=0.9"


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "", "vi"),
        ("", ENGLISH, "en"),
        ("lang=vi", ENGLISH, "vi"),
        ("to=%2F%3Fcity%3D48%26lang%3Dvi%26at%3D16", ENGLISH, "vi"),
        ("lang=en&to=%2F%3Flang%3Dvi", ENGLISH, "en"),
        ("lang=de&to=%2F%3Flang%3Dde", "fr,en", "en"),
        ("to=http%3A%2F%2F%5B", "vi", "vi"),
    ],
)
def test_the_address_says_it_then_where_they_go_then_the_browser(query, accepted, lang):
    assert spoken(query, accepted, Settings(lang="vi")) == lang
