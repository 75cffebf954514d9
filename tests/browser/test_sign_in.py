"""People sign in: each sees what they may, and who signs out is out in every window."""

import shutil

import pytest
from playwright.sync_api import expect

from layers.access import Role
from layers.accounts.book import AccountBook
from layers.store import open_store
from layers.store.rule_table import LayerRule
from tests.browser.visitor import Visitor

PASSWORD = "ba con mèo xanh lá"


class Person(Visitor):
    """Somebody who has to sign in before there is a map."""

    def open(self, url: str) -> "Person":
        self.page.goto(url)
        return self

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=password]").fill(password)
        self.page.keyboard.press("Enter")

    def drawn(self) -> list[str]:
        return self.map.evaluate("() => hatang.state.layers.map((layer) => layer.id)")


@pytest.fixture
def office(serve, demo_store, tmp_path):
    """The app with a viewer and an editor, and masts for staff alone."""
    folder = shutil.copytree(demo_store, tmp_path / "office")
    store = open_store(str(folder))
    book = AccountBook(store)
    book.add("lan", "Nguyễn Thị <b>Lan</b>", Role.VIEWER, PASSWORD, by="local")
    book.add("minh", "Trần Minh", Role.EDITOR, PASSWORD, by="local")
    store.rules.set("antenna_mast", LayerRule(visibility="staff"), by="local")
    return serve(folder)


def test_each_sees_what_they_may_and_who_signs_out_is_out_in_every_window(office, visit):
    lan = visit(f"{office.url}/?city=48&lang=vi", profile="lan", kind=Person)
    lan.sign_in("lan", "sai mật khẩu rồi")
    expect(lan.page.get_by_role("alert")).to_have_text("Sai tên hoặc sai mật khẩu.")
    lan.complaints.clear(), lan.failures.clear()
    lan.sign_in("lan")
    lan.wait()
    assert "city=48" in lan.page.url
    assert "antenna_mast" not in lan.drawn()
    assert "duct_route" in lan.drawn()
    expect(lan.page.get_by_text("Nguyễn Thị <b>Lan</b> · người xem")).to_be_visible()
    # Added up by ward they are shown, to the eye and in words.
    assert any(colour for _, colour in lan.own_colours())
    lan.map.evaluate("() => hatang.map.setZoom(hatang.map.getZoom() + 2)")
    lan.map.wait_for_function("() => hatang.waiting === 0")
    assert lan.trouble() == []

    minh = visit(f"{office.url}/?city=48&lang=vi", profile="minh", kind=Person)
    minh.sign_in("minh")
    minh.wait()
    assert "antenna_mast" in minh.drawn()
    assert minh.trouble() == []

    other = visit(f"{office.url}/?city=48&lang=vi", profile="lan", kind=Person)
    other.wait()
    other.page.get_by_role("link", name="Đăng xuất").click()
    expect(other.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    expect(lan.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    lan.sign_in("lan")
    lan.wait()
    assert "city=48" in lan.page.url
    assert "antenna_mast" in minh.drawn()
