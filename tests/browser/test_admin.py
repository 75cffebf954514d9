"""An administrator lets somebody in, gives them a layer and takes a role back; both see it in their browsers."""

import shutil

import pytest
from playwright.sync_api import expect

from layers.access import Role
from layers.accounts.book import AccountBook
from layers.store import open_store
from layers.store.rule_table import LayerRule
from tests.browser.test_sign_in import PASSWORD, Person

NEW = "mây trắng bay qua núi"
PURPOSE = "Thẩm định quy hoạch"


class Administrator(Person):
    """Somebody in the administration view, in English."""

    def tab(self, name: str) -> None:
        self.page.locator(".st-key-admin_tab").get_by_role("radio", name=name, exact=True).click()
        self.settle()

    def choose(self, key: str, option: str) -> None:
        self.page.locator(f"[class*='st-key-{key}']").get_by_role("combobox").click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settle()

    def write(self, key: str, text: str) -> None:
        self.page.locator(f".st-key-{key} input").fill(text)
        self.page.keyboard.press("Tab")
        self.settle()

    def press(self, key: str, said: str) -> None:
        self.page.locator(f".st-key-{key} button").click()
        expect(self.page.get_by_test_id("stAlert").filter(has_text=said)).to_be_visible()
        self.settle()


@pytest.fixture
def office(serve, demo_store, tmp_path):
    """The app with one administrator; masts need a grant, ducts are for staff."""
    folder = shutil.copytree(demo_store, tmp_path / "office")
    store = open_store(str(folder))
    AccountBook(store).add("quan-tri", "Phạm Quản Trị", Role.ADMINISTRATOR, PASSWORD, by="local")
    store.rules.set("antenna_mast", LayerRule(visibility="restricted"), by="quan-tri")
    store.rules.set("duct_route", LayerRule(visibility="staff"), by="quan-tri")
    return serve(folder)


def test_an_editor_is_let_in_given_a_layer_and_loses_the_role(office, visit):
    boss = visit(
        f"{office.url}/?view=admin&tab=accounts&lang=en", profile="boss", kind=Administrator
    )
    boss.sign_in("quan-tri")
    boss.write("adm_new_id", "minh")
    boss.write("adm_new_name", "Trần <b>Minh</b>")
    boss.choose("adm_new_role", "editor")
    boss.press("adm_new", "minh")
    once = boss.page.locator("code.hatang-once").inner_text()
    boss.tab("Grants")
    boss.write("adm_give_purpose", PURPOSE)
    boss.choose("adm_give_user", "minh")
    boss.press("adm_give", "minh")

    minh = visit(f"{office.url}/?city=48&lang=vi", profile="new", kind=Person)
    minh.sign_in("minh", once)
    minh.page.locator("input[name=password]").fill(once)
    minh.page.locator("input[name=new]").fill(NEW)
    minh.page.keyboard.press("Enter")
    minh.wait()
    assert {"antenna_mast", "duct_route"} <= set(minh.drawn())
    expect(minh.page.get_by_text("Trần <b>Minh</b> · biên tập viên")).to_be_visible()
    assert minh.page.get_by_role("button", name="Quản trị").count() == 0

    boss.tab("Accounts")
    boss.choose("adm_account", "minh")
    boss.choose("adm_role_minh_editor", "viewer")
    boss.press("adm_do_role", "minh")
    minh.page.locator('input.switch[data-mark="switch antenna_mast"]').click()  # any run
    expect(minh.page.get_by_text("Trần <b>Minh</b> · người xem")).to_be_visible()
    minh.wait()
    assert "duct_route" not in minh.drawn()
    assert minh.trouble() == []

    boss.tab("Log")
    for said in ("made an account", "gave a grant", "changed a role", "signed in"):
        expect(boss.page.locator("td", has_text=said).first).to_be_attached()
    assert boss.trouble() == []
