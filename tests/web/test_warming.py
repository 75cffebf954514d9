"""Made ready before anybody comes: for the one local user, or for each role that somebody has."""

from layers.access import LOCAL_USER, Role, User
from layers.accounts.book import AccountBook
from layers.errors import StoreDamaged
from layers.maps.view import FIRST_AREAS, FIRST_CITY
from layers.profiles import profile
from web.warming import fold_names, load_first_view, readers_of

PASSWORD = "ba con meo xanh"


def test_without_accounts_the_local_user_comes(own_context):
    assert readers_of(own_context) == [LOCAL_USER]


def test_with_accounts_one_of_each_role_that_somebody_has_comes(own_context):
    book = AccountBook(own_context.atlas.store)
    for user_id, role in (("lan", Role.VIEWER), ("binh", Role.VIEWER), ("minh", Role.EDITOR)):
        book.add(user_id, user_id, role, PASSWORD, by="local")
    book.add("an", "An", Role.ADMINISTRATOR, PASSWORD, by="local")
    book.add("cu", "Cũ", Role.PUBLISHER, PASSWORD, by="local")
    own_context.atlas.store.accounts.disable("cu", by="local")
    expected = [Role.VIEWER, Role.EDITOR, Role.ADMINISTRATOR]
    assert [reader.role for reader in readers_of(own_context)] == expected
    assert not any(reader.local or reader.grants for reader in readers_of(own_context))


def test_what_is_made_for_a_role_serves_whoever_has_it(own_context, monkeypatch):
    load_first_view(own_context, User("any viewer", role=Role.VIEWER))
    fold_names(own_context, User("any viewer", role=Role.VIEWER))
    monkeypatch.setattr(profile, "_of_city", None)  # nothing is made any more
    lan, atlas = User("lan", role=Role.VIEWER), own_context.atlas
    found = profile.profile_of_city(atlas, atlas.now(lan), FIRST_AREAS, FIRST_CITY, user=lan)
    assert found.kind == "city"


def test_a_store_that_cannot_be_read_is_left_to_those_who_ask(own_context, monkeypatch):
    def broken(*_):
        raise StoreDamaged(path="x", fault="y")

    monkeypatch.setattr(type(own_context.atlas), "now", broken)
    load_first_view(own_context, LOCAL_USER)
    fold_names(own_context, LOCAL_USER)
