"""Grants: for a purpose, in areas, to the end of a day of Viet Nam."""

import datetime

import pytest

from layers.access import Action, can
from layers.accounts.areas import area_names, require_areas
from layers.accounts.book import user_of
from layers.errors import BadGrant, UnknownAccount, UnknownGrant, UnknownLayer
from layers.store import AuditFilter
from tests.web.conftest import publish, small_layers

DAY = datetime.date(2026, 6, 10)
LAYER = "duct_route"


@pytest.fixture
def give(book):
    def give(**said):
        usual = {"purpose": "kiểm tra cống bể", "until": DAY, "by": "quan-tri"}
        return book.grant("lan", LAYER, **usual | said)

    return give


def grants(store) -> tuple:
    return user_of(store, "lan").grants


def test_a_grant_holds_to_the_end_of_its_day_in_viet_nam(store, give, clock):
    given = give()
    assert grants(store) == (given,)
    clock.now = datetime.datetime(2026, 6, 10, 16, 59, 59, tzinfo=datetime.UTC)
    assert grants(store) == (given,), "23:59:59 there"
    clock.turn(seconds=1)
    assert grants(store) == ()


def test_a_day_that_is_over_in_viet_nam_is_refused(give, clock):
    clock.now = datetime.datetime(2026, 6, 10, 17, 0, tzinfo=datetime.UTC)
    with pytest.raises(BadGrant) as refusal:
        give()
    assert refusal.value.reason == "until"
    give(until=DAY + datetime.timedelta(days=1))


def test_a_grant_that_is_revoked_holds_no_longer_and_is_remembered(store, book, give):
    from tests.layers.accounts.conftest import PASSWORD

    given = give()
    token = book.sign_in("lan", PASSWORD, address="a")
    assert book.who(token).user.grants == (given,)
    store.grants.revoke(given.id, by="quan-tri")
    assert book.who(token).user.grants == ()
    (entry,) = store.grants.all()
    assert (entry.grant, entry.given_by) == (given, "quan-tri")
    assert entry.revoked_at is not None
    for again in (given.id, "nobody"):
        with pytest.raises(UnknownGrant):
            store.grants.revoke(again, by="quan-tri")
    assert len(store.audit(where=AuditFilter(action="grant_revoked"))) == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"purpose": "    "}, "purpose"),
        ({"purpose": "abcd"}, "purpose"),
        ({"purpose": "x" * 301}, "purpose"),
        ({"areas": ("48",)}, "area"),
        ({"areas": ("admin_province:",)}, "area"),
        ({"areas": ("nowhere:48",)}, "area"),
    ],
)
def test_a_grant_needs_a_purpose_and_areas_that_are_written_so(store, give, said, reason):
    with pytest.raises(BadGrant) as refusal:
        give(**said)
    assert refusal.value.reason == reason
    assert store.grants.all() == []


def test_a_grant_is_for_somebody_and_something(book):
    told = {"purpose": "kiểm tra", "until": DAY, "by": "x"}
    with pytest.raises(UnknownAccount):
        book.grant("nobody", LAYER, **told)
    with pytest.raises(UnknownLayer):
        book.grant("lan", "nothing", **told)


def test_the_log_holds_who_gave_what_to_whom_and_not_why(store, give):
    given = give(areas=("admin_province:48",), export=True)
    (line,) = store.audit(where=AuditFilter(action="grant_given"))
    assert (line.user, line.layer_id) == ("quan-tri", LAYER)
    assert line.detail == {
        "account": "lan",
        "grant": given.id,
        "areas": ["admin_province:48"],
        "until": "2026-06-10",
        "export": True,
        "personal": False,
    }


def test_areas_have_names_and_those_that_are_not_there_are_refused(store):
    publish(store, small_layers()["admin_commune"][0], "admin_commune")
    assert area_names(store, ["admin_commune:20194", "admin_commune:1", "admin_province:48"]) == {
        "admin_commune:20194": "Phường Hải Châu",
        "admin_commune:1": "admin_commune:1",
        "admin_province:48": "admin_province:48",
    }
    require_areas(store, ["admin_commune:20194"])
    for area in ("admin_commune:1", "admin_province:48", "duct_route:1", "x"):
        with pytest.raises(BadGrant):
            require_areas(store, [area])


def test_a_grant_opens_a_restricted_layer_where_it_says(store, give):
    spec = store.specs[LAYER]
    from dataclasses import replace

    shut = replace(spec, visibility="restricted", sums=False)
    assert not can(user_of(store, "lan"), Action.SEE, shut)
    give(areas=("admin_province:48",))
    who = user_of(store, "lan")
    assert can(who, Action.SEE, shut, "admin_province:48")
    assert not can(who, Action.SEE, shut, "admin_province:92")
    assert not can(who, Action.SEE, shut)
    assert not can(who, Action.EXPORT, shut, "admin_province:48")
    assert not can(who, Action.PUBLISH, shut, "admin_province:48")
