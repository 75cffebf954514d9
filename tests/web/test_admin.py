"""Administration: each deed works for administrators, is refused to everybody else, and stands in the log."""

import datetime
import json
import re
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from layers.access import LOCAL_USER, Role, User
from layers.accounts import password
from layers.accounts.book import AccountBook
from layers.accounts.rule_change import change_rule
from layers.settings import ROOT
from layers.store import AuditFilter
from tests.web.conftest import HOSTILE_HTML, HOSTILE_MARKDOWN, publish, small_layers
from web.sign_in import identity
from web.sign_in.identity import Visitor, acting
from web.views.admin import (
    account_deeds,
    account_new,
    first_account,
    grant_areas,
    grant_new,
    grants,
    layer_rules,
    log,
    place,
    retention,
    store_jobs,
)

MAIN = str(ROOT / "web" / "main.py")
PASSWORD = "ba con mèo xanh lá"
LAYER = "duct_route"
PEOPLE = {
    "quan-tri": Role.ADMINISTRATOR,
    "lan": Role.VIEWER,
    "minh": Role.EDITOR,
    "hoa": Role.PUBLISHER,
}


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch):
    monkeypatch.setattr(password, "_N", 2**4)


@pytest.fixture
def store(own_context):
    return own_context.atlas.store


@pytest.fixture
def people(store):
    """An account of each role."""
    book = AccountBook(store)
    for user_id, role in PEOPLE.items():
        book.add(user_id, user_id.title(), role, PASSWORD, by="local")
    return book


@pytest.fixture
def come(own_context, store, monkeypatch):
    """``come("lan", "log")`` is the page as somebody with an account sees it."""

    def come(user_id: str, tab: str = "accounts", *, lang: str = "en") -> AppTest:
        def visitor(_store) -> Visitor:
            user = store.sessions.user(user_id, datetime.datetime.now(datetime.UTC))
            return Visitor(LOCAL_USER if user_id == "local" else user)

        monkeypatch.setattr(identity, "visitor_of_page", visitor)
        app = AppTest.from_file(MAIN, default_timeout=60)
        for name, value in {"view": "admin", "tab": tab, "lang": lang}.items():
            app.query_params[name] = value
        return run(app)

    return come


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return run(app)


def shown_once(app: AppTest) -> str | None:
    """The password that is shown, where one is."""
    bodies = " ".join(each.proto.body for each in app.get("html"))
    found = re.search(r'<code class="hatang-once">([^<]*)</code>', bodies)
    return None if found is None else found[1]


def told(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.success, *app.error)).replace("\\", "")


def deeds(store, action: str) -> list[tuple]:
    return [(e.user, e.layer_id, e.detail) for e in store.audit(where=AuditFilter(action=action))]


@pytest.mark.parametrize("user_id", ["lan", "minh", "hoa"])
def test_the_view_is_not_there_for_others(come, people, user_id):
    app = come(user_id)
    assert app.session_state["view"] == "explore"
    assert "admin" not in app.segmented_control(key="view").options
    assert not [each for each in app.button if (each.key or "").startswith("adm")]
    # Somebody whose role is taken while the page is open is shown another page at the next run.
    app = come("quan-tri")
    assert app.session_state["view"] == "admin"
    people._store.accounts.set_role(user_id, Role.ADMINISTRATOR, by="quan-tri")
    people._store.accounts.set_role("quan-tri", Role.VIEWER, by=user_id)
    assert run(app).session_state["view"] == "explore"


DEEDS = {
    "first account": lambda c: first_account.make(c),
    "new account": lambda c: account_new.make(c),
    "role": lambda c: account_deeds.change_role(c, "minh", "a_role"),
    "password": lambda c: account_deeds.new_password(c, "lan"),
    "disable": lambda c: account_deeds.disable(c, "minh"),
    "enable": lambda c: account_deeds.enable(c, "minh"),
    "sign out": lambda c: account_deeds.sign_out(c, "minh"),
    "grant": lambda c: grant_new.give(c),
    "revoke": lambda c: grants.revoke(c, "x"),
    "rules": lambda c: layer_rules.save(c, LAYER),
    "reset": lambda c: layer_rules.reset(c, LAYER),
    "withdraw": lambda c: layer_rules.withdraw(c, LAYER),
    "log file": lambda c: log.make_file(c),
    "chain": lambda c: log.check_chain(c),
    "check": lambda c: store_jobs.check(c),
    "backup": lambda c: store_jobs.backup(c),
    "preview": lambda c: retention.preview(c),
    "prune": lambda c: retention.remove(c, ()),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.EDITOR, Role.PUBLISHER])
def test_every_deed_asks_again_who_does_it(own_context, store, deed, role, monkeypatch):
    held = {
        account_new.ID: "moi",
        account_new.ROLE: "administrator",
        "a_role": "administrator",
        grant_new.USER: "minh",
        grant_new.LAYER: LAYER,
        grant_new.PURPOSE: "kiểm tra cống bể",
        grant_new.UNTIL: datetime.date(2099, 1, 1),
        retention.KEEP: 1,
    }
    monkeypatch.setattr(st, "session_state", held)
    before = (store.accounts.all(), store.grants.all(), store.rules.all(), store.current())
    user = None if role is None else User("minh", role=role)
    seen = [entry.action for entry in store.audit()]
    with acting(Visitor(user)):
        DEEDS[deed](own_context)
    assert held["admin_told"].code == "not_administrator"
    assert before == (
        store.accounts.all(),
        store.grants.all(),
        store.rules.all(),
        store.current(),
    )
    added = [entry.action for entry in store.audit()][: -len(seen) or None]
    assert store_jobs.JOB not in held
    assert set(added) <= {"refused", "denied"}, "nothing but the refusal may be written"


def test_the_first_account_is_made_by_whoever_sits_at_the_machine(come, store):
    app = come("local")
    assert "One user" not in told(app)
    assert any("no way back" in each.value for each in app.info)
    for key, value in {
        first_account.ID: "quan-tri",
        first_account.NAME: "Phạm Quản Trị",
        first_account.PASSWORD: PASSWORD,
        first_account.AGAIN: PASSWORD + "x",
    }.items():
        app.text_input(key=key).set_value(value)
    press(app, "adm_first")
    assert "not the same" in told(app)
    assert not store.accounts.any()
    assert app.text_input(key=first_account.PASSWORD).value == ""
    for key in (first_account.PASSWORD, first_account.AGAIN):
        app.text_input(key=key).set_value(PASSWORD)
    press(app, "adm_first")
    (made,) = store.accounts.all()
    assert (made.id, made.role, made.must_change) == ("quan-tri", Role.ADMINISTRATOR, False)
    assert deeds(store, "account_added")[0][0] == "local"


def test_an_account_is_made_and_its_password_shown_until_it_is_noted(come, people, store):
    app = come("quan-tri")
    app.text_input(key=account_new.ID).set_value("Binh")
    app.text_input(key=account_new.NAME).set_value("Bình")
    app.selectbox(key=account_new.ROLE).set_value(Role.EDITOR)
    press(app, "adm_new")
    assert people.who(people.sign_in("binh", shown_once(app), address="a")).must_change
    assert store.accounts.get("binh").role is Role.EDITOR
    assert deeds(store, "account_added")[0] == (
        "quan-tri",
        None,
        {"account": "binh", "role": "editor"},
    )
    assert app.text_input(key=account_new.ID).value == ""
    assert app.selectbox(key=account_new.ROLE).value == Role.VIEWER
    assert shown_once(press(app, "adm_once_noted")) is None
    app.text_input(key=account_new.ID).set_value("binh")
    assert "already" in told(press(app, "adm_new"))


def test_role_password_disable_enable_and_sign_out(come, people, store):
    app = come("quan-tri")
    app.selectbox(key=account_deeds.CHOSEN).set_value("lan")
    run(app)
    app.selectbox(key="adm_role_lan_viewer").set_value(Role.PUBLISHER)
    press(app, "adm_do_role")
    assert store.accounts.get("lan").role is Role.PUBLISHER
    assert app.selectbox(key="adm_role_lan_publisher").value == Role.PUBLISHER
    token = people.sign_in("lan", PASSWORD, address="a")
    press(app, "adm_do_sign_out")
    assert people.who(token) is None
    press(app, "adm_do_password")
    assert people.who(people.sign_in("lan", shown_once(app), address="a")).must_change
    press(app, "adm_do_disable")
    assert store.accounts.get("lan").disabled_at is not None
    press(app, "adm_do_enable")
    assert store.accounts.get("lan").disabled_at is None
    for action in (
        *("role_changed", "signed_out", "password_changed"),
        *("account_disabled", "account_enabled"),
    ):
        assert [who for who, *_ in deeds(store, action)] == ["quan-tri"], action


def test_the_last_administrator_stays(come, people, store):
    app = come("quan-tri")
    app.selectbox(key=account_deeds.CHOSEN).set_value("quan-tri")
    run(app)
    assert "last administrator" in told(press(app, "adm_do_disable"))
    app.selectbox(key="adm_role_quan-tri_administrator").set_value(Role.VIEWER)
    assert "last administrator" in told(press(app, "adm_do_role"))
    assert store.accounts.get("quan-tri").role is Role.ADMINISTRATOR


def test_a_grant_is_given_by_name_and_taken_back(come, people, store):
    app = come("quan-tri", "grants")
    assert LAYER not in [o.rpartition(" · ")[2] for o in app.selectbox(key=grant_new.LAYER).options]
    change_rule(store, LAYER, by="quan-tri", visibility="restricted")
    run(app)
    app.selectbox(key=grant_new.LAYER).set_value(LAYER)
    app.selectbox(key=grant_new.USER).set_value("lan")
    app.selectbox(key=grant_areas.PROVINCE).set_value("admin_province:48")
    app.text_input(key=grant_new.PURPOSE).set_value("kiểm tra cống bể")
    run(app)
    options = app.multiselect(key=grant_areas.AREAS).options
    assert options[0] == "Thành phố Đà Nẵng"
    assert any(option.startswith("Phường Hải Châu · ") for option in options)
    app.multiselect(key=grant_areas.AREAS).set_value(["admin_commune:20194"])
    app.checkbox(key=grant_new.EXPORT).check()
    run(app)
    app.selectbox(key=grant_areas.PROVINCE).set_value("admin_province:92")
    run(app)
    assert app.multiselect(key=grant_areas.AREAS).value == ["admin_commune:20194"]
    press(app, "adm_give")
    (entry,) = store.grants.all()
    given = entry.grant
    assert (given.user, given.areas, given.export, given.personal, entry.given_by) == (
        *("lan", ("admin_commune:20194",), True, False, "quan-tri"),
    )
    assert "Phường Hải Châu" in app.dataframe[0].value.to_csv()
    assert app.text_input(key=grant_new.PURPOSE).value == ""
    assert "purpose" in told(press(app, "adm_give"))
    press(app, "adm_revoke")
    assert store.grants.all()[0].revoked_at is not None
    assert deeds(store, "grant_revoked")[0][0] == "quan-tri"


def test_rules_of_a_layer_are_set_and_hold_at_once(come, people, store):
    app = come("quan-tri", "layers")
    app.selectbox(key="adm_layer").set_value(LAYER)
    run(app)
    keys = layer_rules.keys_of(store.specs[LAYER])
    app.segmented_control(key=keys["visibility"]).set_value("restricted")
    app.toggle(key=keys["sums"]).set_value(False)
    app.toggle(key=keys["second"]).set_value(True)
    app.multiselect(key=keys["personal"]).set_value(["owner"])
    press(app, "adm_rule_save")
    spec = store.specs[LAYER]
    assert (spec.visibility, spec.sums, spec.second_person) == ("restricted", False, True)
    assert (spec.field("owner").tier, spec.field("contact").tier) == ("personal", "sensitive")
    (line,) = deeds(store, "rule_set")
    assert line[:2] == ("quan-tri", LAYER)
    # What another window sets is what is shown, not what was chosen here before.
    change_rule(store, LAYER, by="hoa", visibility="staff")
    run(app)
    now = layer_rules.keys_of(store.specs[LAYER])
    assert app.segmented_control(key=now["visibility"]).value == "staff"
    press(app, "adm_rule_reset")
    assert store.specs[LAYER].visibility == "public"


def test_a_layer_is_taken_out_of_service_after_a_question(come, people, store):
    app = come("quan-tri", "layers")
    app.selectbox(key="adm_layer").set_value(LAYER)
    run(app)
    press(app, "adm_withdraw")
    assert LAYER in store.current()
    press(app, "adm_withdraw_no")
    press(app, "adm_withdraw")
    press(app, "adm_withdraw_yes")
    assert LAYER not in store.current()
    assert deeds(store, "withdraw")[0][0] == "quan-tri"


def test_the_log_is_filtered_turned_and_taken_out(come, people, store):
    for number in range(120):
        store.record("made_up", user="lan", number=number)
    app = come("quan-tri", "log")
    app.selectbox(key=log.ACTION).set_value("made_up")
    run(app)
    assert len(app.dataframe[0].value) == log.SIZE
    press(app, "adm_log_page_next")
    press(app, "adm_log_page_next")
    assert len(app.dataframe[0].value) == 20
    app.selectbox(key=log.DAYS).set_value("between")
    run(app)
    app.date_input(key=log.SINCE).set_value(datetime.date(2019, 1, 1))
    app.date_input(key=log.UNTIL).set_value(datetime.date(2020, 1, 1))
    run(app)
    assert not app.dataframe
    app.selectbox(key=log.DAYS).set_value(7)
    run(app)
    assert len(app.dataframe[0].value) == log.SIZE
    press(app, "adm_log_make")
    assert "120" in told(app)
    held = app.session_state["adm_log_file"][1].decode("utf-8-sig").splitlines()
    assert len(held) == 121
    assert [who for who, *_ in deeds(store, "audit_export")] == ["quan-tri"]
    assert "whole" in told(press(app, "adm_chain"))


def test_a_log_that_was_changed_is_told(come, people, store):
    with store.catalogue.connect() as db:
        db.execute("DROP TRIGGER audit_fixed")
        db.execute("UPDATE audit SET user = 'x', at = 'never' WHERE seq = 2")
    app = come("quan-tri", "log")
    assert "entry 2" in told(press(app, "adm_chain"))


def finished(app: AppTest) -> AppTest:
    app.session_state[store_jobs.JOB].wait(60)
    return run(app)


def test_the_store_is_checked_and_copied_in_the_background(come, people, store):
    app = come("quan-tri", "store")
    press(app, "adm_check")
    assert "sound" in told(finished(app))
    assert deeds(store, "check_store")[0] == ("quan-tri", None, {"files": 7, "faults": 0})
    press(app, "adm_backup")
    assert "backed up" in told(finished(app))
    assert deeds(store, "backup")[0][0] == "quan-tri"
    (copy,) = (store.folder / "backups").glob("*.zip")
    assert copy.stat().st_mode & 0o077 == 0
    store.path(store.current()[LAYER]).unlink()
    press(app, "adm_check")
    finished(app)
    assert "1 faults" in told(app)
    assert any("is missing" in each.value.replace("\\", "") for each in app.markdown)
    assert deeds(store, "check_store")[0][2]["faults"] == 1


def test_old_versions_go_after_a_look_at_the_list(come, people, store):
    frame = small_layers()[LAYER][0]
    for _ in range(3):
        publish(store, frame.iloc[: len(frame) - 1] if _ % 2 else frame, LAYER)
    app = come("quan-tri", "store")
    app.number_input(key=retention.KEEP).set_value(1)
    run(app)
    press(app, "adm_prune_look")
    assert [v.pruned_at for v in store.history(LAYER)] == [None] * 4
    publish(store, frame, LAYER)  # the list is another by now
    assert "has changed" in told(press(app, "adm_prune_do"))
    press(app, "adm_prune_do")
    assert [v.number for v in store.history(LAYER) if v.pruned_at is None] == [5]
    assert {who for who, *_ in deeds(store, "prune")} == {"quan-tri"}
    assert any("nothing" in each.value.lower() for each in press(app, "adm_prune_look").info)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("tab", place.TABS)
def test_every_tab_in_both_languages_with_names_that_attack(come, people, store, tab, lang):
    AccountBook(store).add("xau", HOSTILE_HTML, Role.VIEWER, PASSWORD, by="local")
    store.accounts.rename("minh", HOSTILE_MARKDOWN, by="local")
    change_rule(store, LAYER, by="quan-tri", visibility="restricted")
    day = datetime.date(2099, 1, 1)
    for purpose in (HOSTILE_HTML, HOSTILE_MARKDOWN):
        people.grant("xau", LAYER, purpose=purpose, until=day, by="quan-tri")
    store.record(HOSTILE_HTML, user=HOSTILE_MARKDOWN, layer_id=HOSTILE_HTML, what=HOSTILE_HTML)
    app = come("quan-tri", tab, lang=lang)
    assert app.session_state["view"] == "admin"
    texts = [e.value for e in (*app.markdown, *app.caption, *app.info, *app.success, *app.error)]
    for text in texts:
        assert "onerror" not in text
        assert "javascript:" not in text
    pages = json.dumps([e.proto.body for e in app.get("html")])
    assert "<img" not in pages


def test_the_self_check_says_what_to_do(come, people, own_context):
    from dataclasses import replace

    from web.views.admin.checks import checks

    def found(**settings) -> dict[str, tuple[str, str]]:
        held = replace(own_context, settings=replace(own_context.settings, **settings))
        return {each.topic: (each.case, each.state) for each in checks(held)}

    here = found()
    assert here["address"] == ("here", "fine")
    assert here["accounts"] == ("one", "heed")
    assert here["store"] == ("never", "heed")
    assert here["cookies"] == ("here", "fine")
    https = found(url="https://bando.example.vn")
    assert (https["address"], https["proxies"], https["cookies"]) == (
        *(("https", "fine"), ("missing", "heed"), ("secure", "fine")),
    )
    assert found(url="https://bando.example.vn", proxies=("127.0.0.1",))["proxies"][1] == "fine"
    assert found(url="http://bando.example.vn")["address"] == ("http", "fault")
    bare = found(address="0.0.0.0")
    assert (bare["address"], bare["cookies"]) == (("open", "fault"), ("plain", "fault"))


def test_every_row_of_the_self_check_has_words():
    from web.words import web_words

    words = web_words("vi")
    for key in json.loads((ROOT / "web/locales/vi/admin.json").read_text("utf-8")):
        if key.startswith("admin.check.") and key.endswith(".do"):
            assert key.removesuffix(".do") in words


@pytest.mark.parametrize(
    ("free_mb", "row", "is_red"),
    [
        (499, ("full", "fault"), True),
        (999, ("low", "heed"), False),
        (1000, ("enough", "fine"), False),
    ],
)
def test_the_disk_is_judged_by_the_limits_that_turn_health_red(
    own_context, monkeypatch, free_mb, row, is_red
):
    from layers.store import room
    from web.views.admin.checks import checks

    usage = SimpleNamespace(free=free_mb * 2**20, total=5000 * 2**20, used=0)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: usage)
    (disk,) = [each for each in checks(own_context) if each.topic == "disk"]
    assert (disk.case, disk.state) == row
    settings = own_context.settings
    assert (room.disk_fault(settings.store, settings.limits) is not None) is is_red
    assert str(disk.params["least"]) == "0.5"
