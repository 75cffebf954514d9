"""A button that stands gives a file only while its visitor may have it: asked again when it is pressed."""

import pytest

from layers.access import Role, require_administrator
from layers.errors import NotAdministrator, NotAllowed
from layers.store import AuditFilter
from layers.store.rule_table import LayerRule
from tests.web.conftest import built, own_context, own_folder  # noqa: F401
from tests.web.sign_in.conftest import PASSWORD, accounts  # noqa: F401
from web.context import install
from web.sign_in.identity import Visitor, acting, visitor_of
from web.taken import still, taken

MASTS, STAFF = "antenna_mast", LayerRule(visibility="staff")


@pytest.fixture
def button(own_context, accounts):  # noqa: F811
    """``button("minh", rule)``: what a button of theirs gives, and the token they are signed in with."""
    install(own_context)
    store = own_context.atlas.store

    def stand(user_id: str, rule: LayerRule = STAFF):
        store.rules.set(MASTS, rule, by="quan-tri")
        token = accounts.open(user_id, way="password", address="127.0.0.1")
        with acting(visitor_of(store, token)):
            return taken(own_context, lambda: b"rows", [MASTS], kind="csv"), token

    return stand


def _exports(context) -> int:
    return len(context.atlas.store.audit(where=AuditFilter(action="export")))


def test_it_gives_while_the_right_stands(button, own_context):  # noqa: F811
    press, _ = button("minh")
    assert (press(), press(), _exports(own_context)) == (b"rows", b"rows", 2)


@pytest.mark.parametrize(
    "harm",
    [
        lambda store, book, token: store.accounts.set_role("minh", Role.VIEWER, by="quan-tri"),
        lambda store, book, token: store.accounts.disable("minh", by="quan-tri"),
        lambda store, book, token: store.rules.set(
            MASTS, LayerRule(visibility="restricted"), by="quan-tri"
        ),
        lambda store, book, token: store.rules.set(
            MASTS, LayerRule(visibility="staff", tiers={"owner": "personal"}), by="quan-tri"
        ),
        lambda store, book, token: store.withdraw(MASTS, user="quan-tri"),
        lambda store, book, token: book.sign_out(token),
    ],
    ids=["role", "disabled", "restricted", "tier", "withdrawn", "signed out"],
)
def test_what_was_lost_meanwhile_is_not_given(button, own_context, accounts, harm):  # noqa: F811
    press, token = button("minh")
    harm(own_context.atlas.store, accounts, token)
    with pytest.raises(NotAllowed):
        press()
    assert _exports(own_context) == 0


def test_the_log_is_for_administrators_at_that_moment(own_context, accounts):  # noqa: F811
    install(own_context)
    store = own_context.atlas.store
    accounts.add("second", "Hai", Role.ADMINISTRATOR, PASSWORD, by="quan-tri")
    token = accounts.open("second", way="password", address="127.0.0.1")
    with acting(visitor_of(store, token)):
        press = still(own_context, lambda: b"the log", (), require=require_administrator)
    assert press() == b"the log"
    store.accounts.set_role("second", Role.PUBLISHER, by="quan-tri")
    with pytest.raises(NotAdministrator):
        press()


def test_what_was_never_seen_in_whole_is_given_as_it_was(button):
    assert button("lan")[0]() == b"rows"  # sums of what they do not see; the view asked for that


def test_who_was_alone_is_asked_for_when_there_are_accounts(own_context, request):  # noqa: F811
    install(own_context)
    with acting(Visitor(own_context.user)):
        press = still(own_context, lambda: b"rows", [MASTS])
    assert press() == b"rows"
    request.getfixturevalue("accounts")
    with pytest.raises(NotAllowed):
        press()
