"""The detail of an entry of the log is told in words, in both languages, and nothing of it is left out."""

import pytest

from web.views.admin.detail import in_words
from web.words import web_words

HASH = "ca" * 32


@pytest.mark.parametrize(
    ("detail", "vi", "en"),
    [
        ({}, "", ""),
        (
            {"account": "lan", "role": "viewer"},
            "tài khoản: lan · vai trò: người xem",
            "account: lan · role: viewer",
        ),
        (
            {"version": 2, "rows": 1_000_000, "sha256": HASH},
            "phiên bản: 2 · số dòng: 1.000.000 · SHA-256: cacacacacacacaca…",
            "version: 2 · rows: 1,000,000 · SHA-256: cacacacacacacaca…",
        ),
        (
            {"way": "password", "address": "127.0.0.1"},
            "cách đăng nhập: mật khẩu · địa chỉ: 127.0.0.1",
            "way: password · address: 127.0.0.1",
        ),
        (
            {"export": True, "personal": False, "areas": []},
            "được xuất: có · dữ liệu cá nhân: không · địa bàn: –",
            "may export: yes · personal data: no · areas: –",
        ),
        (
            {"from": 1, "to": None, "tiers": {"owner": "personal"}},
            "từ bản: 1 · đến bản: – · bậc của trường: owner personal",
            "from version: 1 · to version: – · tiers of fields: owner personal",
        ),
        ({"visibility": "staff"}, "ai được xem: nội bộ", "who may see: staff"),
        ({"un_named": ["a", 2]}, "un named: a, 2", "un named: a, 2"),
    ],
)
def test_each_part_has_its_name_and_its_value(detail, vi, en):
    assert in_words(detail, web_words("vi")) == vi
    assert in_words(detail, web_words("en")) == en
