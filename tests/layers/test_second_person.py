"""Imports that wait for a second person: who sees them, who may take them into service, and what is written of it."""

import time

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.access import LOCAL_USER, Action, Role, User
from layers.accounts.book import AccountBook
from layers.boundaries import publish_boundaries
from layers.errors import (
    JobChanged,
    NotAllowed,
    NotYours,
    OwnImport,
    ReasonNeeded,
    SecondPersonNeeded,
    UnknownAccount,
    VersionConflict,
)
from layers.importing.choices import Choices
from layers.importing.worker.run import run_here
from layers.in_service import restore, withdraw
from layers.jobs.desk import Desk
from layers.jobs.job import State
from layers.jobs.recovery import recover
from layers.publishing import publish_file
from layers.store import AuditFilter
from layers.store.rule_table import LayerRule
from tests.layers.importing.test_check import FULL

LAYER = "antenna_mast"
PEOPLE = {
    "minh": Role.EDITOR,
    "nga": Role.EDITOR,
    "hoa": Role.PUBLISHER,
    "binh": Role.PUBLISHER,
    "quan-tri": Role.ADMINISTRATOR,
}
USERS = {name: User(name, role=role) for name, role in PEOPLE.items()}
MINH, NGA, HOA, BINH, ADMIN = USERS.values()


@pytest.fixture
def desk(store):
    """A desk over a store with accounts, whose sites wait for a second person; `work` does what is queued."""
    book = AccountBook(store)
    for name, role in PEOPLE.items():
        book.add(name, name, role, None, by="local")
    store.rules.set(LAYER, LayerRule(second_person=True), by="local")
    return Desk(store, work=run_here)


@pytest.fixture
def make_file(tmp_path):
    def make(*ids):
        path = tmp_path / f"{time.monotonic_ns()}" / "masts.gpkg"
        path.parent.mkdir()
        points = [Point(108.2 + i / 100, 16.06) for i in range(len(ids))]
        gpd.GeoDataFrame({"feature_id": ids}, geometry=points, crs=4326).to_file(path)
        return path

    return make


@pytest.fixture
def waiting(desk, make_file):
    return handed_in(desk, make_file("a", "b"))


def work(desk: Desk) -> None:
    while queued := desk.store.jobs.waiting():
        desk._bench._do(queued[0])


def handed_in(desk: Desk, path, user: User = MINH, layer_id: str = LAYER):
    job = desk.receive([path], user=user)
    desk.check(job.id, user=user, layer_id=layer_id, choices=Choices(given=FULL))
    work(desk)
    return desk.publish(job.id, user=user, title="Cột")


def lines(store, action: str) -> list[str]:
    return [entry.user for entry in store.audit(where=AuditFilter(action=action))]


def test_what_an_editor_publishes_waits_and_is_in_service_once_another_takes_it(desk, waiting):
    store = desk.store
    assert waiting.state is State.WAITING
    assert desk.waiting_for(user=MINH) == desk.waiting_for(user=NGA) == []
    assert [job.id for job in desk.waiting_for(user=HOA)] == [waiting.id]
    work(desk)
    assert store.current() == {}
    desk.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    work(desk)
    done = desk.job(waiting.id, user=MINH)
    version = store.current()[LAYER]
    assert (done.state, done.version, done.approved_by) == (State.PUBLISHED, 1, "hoa")
    assert (version.published_by, version.provenance.choices["approved_by"]) == ("minh", "hoa")
    assert (lines(store, "handed_in"), lines(store, "approved")) == (["minh"], ["hoa"])
    assert (
        desk.job(waiting.id, user=HOA).state is State.PUBLISHED
    )  # whoever approved sees how it ended
    assert store.check() == []


def test_it_goes_back_with_a_reason_and_may_be_handed_in_again(desk, waiting):
    with pytest.raises(ReasonNeeded):
        desk.send_back(waiting.id, user=HOA, reason=" no ", seen=waiting.updated_at)
    desk.send_back(waiting.id, user=HOA, reason="Thiếu  chiều cao", seen=waiting.updated_at)
    back = desk.job(waiting.id, user=MINH)
    assert back.state is State.CHECKED
    assert back.sent_back == {"by": "hoa", "reason": "Thiếu chiều cao"}
    with pytest.raises(NotYours):
        desk.job(waiting.id, user=HOA)
    again = desk.publish(waiting.id, user=MINH)
    assert (again.state, again.sent_back) == (State.WAITING, None)
    assert lines(desk.store, "sent_back") == ["hoa"]
    assert "chiều" not in str(desk.store.audit())


def test_nobody_approves_their_own_whatever_they_have_become(desk, waiting):
    store = desk.store
    store.accounts.set_role("minh", Role.ADMINISTRATOR, by="quan-tri")
    promoted = User("minh", role=Role.ADMINISTRATOR)
    assert desk.waiting_for(user=promoted) == []
    for deed in (desk.approve, lambda *a, **k: desk.send_back(*a, reason="nothing wrong", **k)):
        with pytest.raises(OwnImport):
            deed(waiting.id, user=promoted, seen=waiting.updated_at)
    # A catalogue that somebody wrote into does not help either.
    store.jobs.change(waiting.id, state=State.QUEUED, approved_by="minh")
    work(desk)
    assert store.jobs.get(waiting.id).state is State.WAITING
    assert store.current() == {}


@pytest.mark.parametrize("user", [NGA, User("lan", role=Role.VIEWER), None])
def test_who_may_not_approve_is_refused(desk, waiting, user):
    if user is not None:
        with pytest.raises(NotAllowed):
            desk.approve(waiting.id, user=user, seen=waiting.updated_at)
    with pytest.raises(NotYours):
        desk.job(waiting.id, user=user)
    for deed in (desk.take_back, desk.publish, desk.discard, desk.cancel, desk.check):
        with pytest.raises(NotYours):
            deed(waiting.id, user=user)


def test_what_changed_after_it_was_looked_at_is_not_approved(desk, waiting):
    desk.take_back(waiting.id, user=MINH)
    with pytest.raises(JobChanged):
        desk.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    with pytest.raises(JobChanged):
        desk.send_back(waiting.id, user=HOA, reason="Thiếu chiều cao", seen=waiting.updated_at)
    desk.publish(waiting.id, user=MINH)
    with pytest.raises(JobChanged):
        desk.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    assert desk.store.jobs.get(waiting.id).state is State.WAITING


def test_two_who_approve_at_once_publish_once(desk, waiting):
    desk.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    with pytest.raises(JobChanged):
        desk.approve(waiting.id, user=BINH, seen=waiting.updated_at)
    work(desk)
    assert desk.store.current()[LAYER].number == 1
    assert lines(desk.store, "approved") == ["hoa"]


def test_a_new_check_takes_the_approval_away(desk, waiting):
    desk.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    desk.check(waiting.id, user=MINH, layer_id=LAYER, choices=Choices(given=FULL))
    work(desk)
    assert desk.publish(waiting.id, user=MINH).state is State.WAITING
    assert desk.store.current() == {}


def test_a_version_published_in_between_is_a_conflict_as_ever(desk, waiting, publish, masts):
    publish(masts, LAYER)
    desk.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    work(desk)
    told = desk.job(waiting.id, user=MINH)
    assert (told.state, told.error["code"]) == (State.FAILED, VersionConflict.code)
    assert desk.store.current()[LAYER].number == 1


def test_it_waits_through_a_restart(desk, waiting):
    recover(desk.store)
    again = Desk(desk.store, work=run_here)
    assert [job.id for job in again.waiting_for(user=HOA)] == [waiting.id]
    again.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    work(again)
    assert desk.store.current()[LAYER].rows == 2


def test_a_rule_set_while_it_is_in_the_queue_holds(desk, make_file):
    store = desk.store
    store.rules.set(LAYER, LayerRule(), by="quan-tri")
    job = handed_in(desk, make_file("a"))
    assert job.state is State.QUEUED
    store.rules.set(LAYER, LayerRule(second_person=True), by="quan-tri")
    work(desk)
    assert (store.jobs.get(job.id).state, store.current()) == (State.WAITING, {})


def test_an_approver_who_lost_the_right_meanwhile_approves_nothing(desk, waiting):
    desk.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    desk.store.accounts.set_role("hoa", Role.EDITOR, by="quan-tri")
    work(desk)
    assert desk.store.jobs.get(waiting.id).state is State.WAITING
    assert desk.store.current() == {}


def test_a_disabled_account_publishes_nothing_and_that_is_said(desk, waiting):
    desk.approve(waiting.id, user=HOA, seen=waiting.updated_at)
    desk.store.accounts.disable("minh", by="quan-tri")
    work(desk)
    told = desk.job(waiting.id, user=HOA)
    assert (told.state, told.error["code"]) == (State.FAILED, UnknownAccount.code)
    assert desk.store.current() == {}
    assert lines(desk.store, "import_refused") == ["minh"]


def test_an_administrator_sees_every_job_and_others_see_their_own(desk, waiting, make_file):
    other = desk.receive([make_file("z")], user=NGA)
    assert {job.id for job in desk.jobs(user=ADMIN)} == {waiting.id, other.id}
    assert [job.id for job in desk.jobs(user=NGA)] == [other.id]
    assert desk.jobs(user=HOA) == []
    assert desk.job(other.id, user=ADMIN).user == "nga"
    with pytest.raises(NotYours):  # whoever publishes for another would publish in their name
        desk.publish(other.id, user=ADMIN)
    desk.discard(other.id, user=ADMIN)
    assert lines(desk.store, "import_discarded") == ["quan-tri"]


def test_who_may_not_hand_in_files_gives_the_desk_none(desk, make_file):
    with pytest.raises(NotAllowed):
        desk.receive([make_file("a")], user=User("lan", role=Role.VIEWER))


def test_no_other_door_leads_around_the_second_person(desk, make_file, tmp_path):
    store = desk.store
    for user in (MINH, ADMIN):
        with pytest.raises(SecondPersonNeeded):
            publish_file(store, make_file("a"), LAYER, user=user, work=run_here)
    store.rules.set("admin_commune", LayerRule(second_person=True), by="local")
    with pytest.raises(SecondPersonNeeded):
        publish_boundaries(store, tmp_path, user=HOA)
    given = Choices(given=FULL)
    publish_file(store, make_file("a"), LAYER, user=LOCAL_USER, choices=given, work=run_here)


def test_going_back_and_taking_out_of_service_is_for_publishers(store, publish, masts):
    publish(masts, LAYER)
    publish(masts, LAYER)
    for user in (MINH, None):
        with pytest.raises(NotAllowed, match=Action.RESTORE):
            restore(store, LAYER, 1, user=user)
        with pytest.raises(NotAllowed, match=Action.RESTORE):
            withdraw(store, LAYER, user=user)
    restore(store, LAYER, 1, user=HOA)
    withdraw(store, LAYER, user=HOA)
    assert store.current() == {}
    assert (lines(store, "restore"), lines(store, "withdraw")) == (["hoa"], ["hoa"])
