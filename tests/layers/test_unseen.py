"""Who does not see a field cannot empty it by handing a file in without it."""

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.access import LOCAL_USER, Role, User
from layers.errors import WouldRemove
from layers.importing.choices import Choices
from layers.importing.worker.run import run_here
from layers.jobs.desk import Desk
from layers.jobs.job import State
from layers.publishing import publish_file
from layers.store.rule_table import LayerRule
from layers.words import explain
from tests.layers.importing.test_check import FULL

LAYER = "antenna_mast"
MINH, HOA = User("minh", role=Role.EDITOR), User("hoa", role=Role.PUBLISHER)
GIVEN = {name: value for name, value in FULL.items() if name != "address"}


@pytest.fixture
def make_file(tmp_path):
    def make(name: str, ids: str, **columns):
        path = tmp_path / name / "masts.gpkg"
        path.parent.mkdir()
        points = [Point(108.2 + i / 100, 16.06) for i in range(len(ids))]
        gpd.GeoDataFrame({"feature_id": [*ids]} | columns, geometry=points, crs=4326).to_file(path)
        return path

    return make


@pytest.fixture
def guarded(store, make_file):
    """Masts with owners and with a column that no spec knows, both for publishers alone."""
    first = make_file("first", "ab", address=["1 Lê Lợi", "2 Lê Lợi"])
    _publish(store, first, LOCAL_USER)
    store.rules.set(LAYER, LayerRule(tiers={"address": "personal"}), by="local")
    return store


def _publish(store, path, user: User, **more):
    given = GIVEN | more.pop("given", {})
    choices = Choices(given=given, mapping=more.pop("mapping", {}))
    return publish_file(store, path, LAYER, user=user, choices=choices, work=run_here, **more)


@pytest.mark.parametrize("mode", ["replace", "update"])
def test_an_editor_cannot_remove_what_they_do_not_see(guarded, make_file, mode):
    with pytest.raises(WouldRemove) as refused:
        _publish(guarded, make_file("mine", "ab"), MINH, mode=mode)
    for lang in ("vi", "en"):
        said = explain(refused.value, lang)
        assert [word for word in ("address", LAYER, "2") if word not in said] == []
    assert guarded.current()[LAYER].number == 1
    assert guarded.read(LAYER)["address"].tolist() == ["1 Lê Lợi", "2 Lê Lợi"]


def test_they_may_add_rows_and_who_sees_the_field_may_replace_it(guarded, make_file):
    _publish(guarded, make_file("mine", "c"), MINH, mode="append")
    assert guarded.read(LAYER)["address"].dropna().tolist() == ["1 Lê Lợi", "2 Lê Lợi"]
    _publish(guarded, make_file("hers", "ab"), HOA, mode="replace")
    assert guarded.current()[LAYER].number == 3


def test_a_file_that_brings_the_field_is_a_choice(guarded, make_file):
    _publish(
        guarded, make_file("mine", "ab", address=["3 Lê Lợi", "3 Lê Lợi"]), MINH, mode="replace"
    )
    assert guarded.read(LAYER)["address"].tolist() == ["3 Lê Lợi", "3 Lê Lợi"]


def test_a_hidden_field_without_values_stands_in_nobodys_way(store, make_file):
    _publish(store, make_file("first", "ab"), LOCAL_USER)
    store.rules.set(LAYER, LayerRule(tiers={"address": "personal"}), by="local")
    _publish(store, make_file("mine", "ab"), MINH, mode="replace")
    assert store.current()[LAYER].number == 2


def test_it_is_said_before_it_is_handed_in(guarded, make_file):
    guarded.rules.set(
        LAYER, LayerRule(tiers={"address": "personal"}, second_person=True), by="local"
    )
    desk = Desk(guarded, work=run_here)
    job = desk.receive([make_file("mine", "ab")], user=MINH)
    desk.check(job.id, user=MINH, layer_id=LAYER, mode="replace", choices=Choices(given=GIVEN))
    while queued := guarded.jobs.waiting():
        desk._bench._do(queued[0])
    with pytest.raises(WouldRemove):
        desk.publish(job.id, user=MINH)
    assert desk.job(job.id, user=MINH).state is State.CHECKED
