"""The escape shows every text as it is and leaves nothing that could run."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.esc import esc

DANGEROUS = "&<>\"'`$\\{}"
# HTML itself maps these to other characters, whoever writes the entity; they are not escaped.
PLAIN = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=200)


@given(PLAIN)
def test_s16_text_comes_back_unchanged(text):
    assert unescape(esc(text)) == text


@given(st.text(alphabet=DANGEROUS + "alert(1);#/=", max_size=80))
def test_s16_only_entities_hold_an_ampersand_and_nothing_dangerous_is_left(text):
    escaped = esc(text)
    assert not set(escaped) & set(DANGEROUS) - {"&"}
    assert escaped.count("&") == sum(c in DANGEROUS for c in text)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<img src=x onerror=alert(1)>", "&#60;img src=x onerror=alert(1)&#62;"),
        ("${alert(1)}", "&#36;&#123;alert(1)&#125;"),
        ("`+alert(1)+`", "&#96;+alert(1)+&#96;"),
        ("Phường Bến Nghé", "Phường Bến Nghé"),
        (12.5, "12.5"),
        (None, "None"),
    ],
)
def test_known_payloads(text, escaped):
    assert esc(text) == escaped
