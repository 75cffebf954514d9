"""What every store does. A test class per implementation inherits this one and gives ``store``."""

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import Point

from layers.drawings.drawing import Feature
from layers.errors import (
    BadView,
    UnknownDrawing,
    UnknownLayer,
    UnknownVersion,
    UnknownView,
    VersionConflict,
)
from layers.store import Draft, Provenance

MADE = Provenance(title="made", quality="synthetic", source="test", choices={"epsg": 4326})


def points(*names: str) -> gpd.GeoDataFrame:
    shapes = [Point(108 + i / 10, 16) for i in range(len(names))]
    return gpd.GeoDataFrame({"feature_id": list(names)}, geometry=shapes, crs=4326)


class StoreContract:
    """Publish, read, restore, refuse."""

    def put(self, store, *names, expected=None):
        return store.publish(
            points(*names), "antenna_mast", user="an", expected=expected, provenance=MADE
        )

    def test_an_empty_store_has_no_current_version(self, store):
        assert store.current() == {}
        assert store.history("antenna_mast") == []

    def test_what_is_published_is_read_back(self, store):
        version = self.put(store, "a", "b")
        frame = store.read("antenna_mast")
        assert (version.number, version.rows) == (1, 2)
        assert sorted(frame["feature_id"]) == ["a", "b"]
        assert sorted(frame["fid"]) == [1, 2]
        assert frame.crs.to_epsg() == 4326
        assert version.bounds == (108.0, 16.0, 108.1, 16.0)

    def test_frames_in_another_crs_are_stored_in_degrees(self, store):
        metric = points("a").to_crs(5899)
        store.publish(metric, "antenna_mast", user="an", expected=None, provenance=MADE)
        read = store.read("antenna_mast").drop(columns="fid")
        assert_geodataframe_equal(read, points("a"), check_less_precise=True, check_dtype=False)

    def test_a_second_version_replaces_the_first_which_stays(self, store):
        self.put(store, "a")
        second = self.put(store, "a", "b", expected=1)
        assert second.number == 2
        assert store.current()["antenna_mast"].number == 2
        assert len(store.read("antenna_mast", number=1)) == 1
        assert [v.number for v in store.history("antenna_mast")] == [2, 1]

    def test_who_saw_an_older_version_is_refused_and_nothing_changes(self, store):
        self.put(store, "a")
        self.put(store, "b", expected=1)
        with pytest.raises(VersionConflict):
            self.put(store, "c", expected=1)
        assert store.current()["antenna_mast"].number == 2
        assert len(store.history("antenna_mast")) == 2

    def test_layers_published_together_come_together_or_not_at_all(self, store):
        def drafts(expected):
            return [
                Draft(points("a"), layer_id, expected=number, provenance=MADE)
                for layer_id, number in expected.items()
            ]

        made = store.publish_together(drafts({"antenna_mast": None, "manhole": None}), user="an")
        assert [(v.layer_id, v.number) for v in made] == [("antenna_mast", 1), ("manhole", 1)]
        with pytest.raises(VersionConflict):
            store.publish_together(drafts({"antenna_mast": 1, "manhole": None}), user="an")
        assert {v.number for v in store.current().values()} == {1}
        assert len(store.audit()) == 2
        assert store.check() == []

    def test_going_back_is_a_new_pointer_not_a_new_version(self, store):
        self.put(store, "a")
        self.put(store, "b", expected=1)
        store.restore("antenna_mast", 1, user="binh")
        assert list(store.read("antenna_mast")["feature_id"]) == ["a"]
        assert len(store.history("antenna_mast")) == 2

    def test_a_number_is_never_used_again(self, store):
        self.put(store, "a")
        self.put(store, "b", expected=1)
        store.restore("antenna_mast", 1, user="binh")
        assert self.put(store, "c", expected=1).number == 3

    def test_provenance_is_kept(self, store):
        self.put(store, "a")
        assert store.version("antenna_mast").provenance == MADE

    def test_a_window_gives_only_what_meets_it(self, store):
        self.put(store, "a", "b", "c")
        window = store.read("antenna_mast", bbox=(108.05, 15.9, 108.15, 16.1))
        assert list(window["feature_id"]) == ["b"]

    def test_a_version_in_the_hand_is_read_as_it_was(self, store):
        first = self.put(store, "a", "b")
        self.put(store, "c", expected=1)
        assert sorted(store.read_version(first)["feature_id"]) == ["a", "b"]
        assert list(store.read_version(first, columns=["fid"])) == ["fid"]
        window = store.read_version(first, bbox=(108.05, 15.9, 108.15, 16.1))
        assert list(window["feature_id"]) == ["b"]

    def test_features_of_which_none_has_a_position_are_kept(self, store):
        rows = gpd.GeoDataFrame({"feature_id": ["a", "b"]}, geometry=[None, None], crs=4326)
        version = store.publish(rows, "antenna_mast", user="an", expected=None, provenance=MADE)
        assert (version.rows, version.bounds) == (2, None)
        assert list(store.read("antenna_mast")["feature_id"]) == ["a", "b"]

    def test_unknown_names_are_refused(self, store):
        with pytest.raises(UnknownLayer):
            store.version("no_such_layer")
        with pytest.raises(UnknownVersion):
            store.version("antenna_mast")
        self.put(store, "a")
        with pytest.raises(UnknownVersion):
            store.restore("antenna_mast", 7, user="an")

    def test_every_change_is_in_the_audit_log(self, store):
        self.put(store, "a")
        self.put(store, "b", expected=1)
        store.restore("antenna_mast", 1, user="binh")
        seen = [(e.user, e.action, e.layer_id) for e in reversed(store.audit())]
        assert seen == [
            ("an", "publish", "antenna_mast"),
            ("an", "publish", "antenna_mast"),
            ("binh", "restore", "antenna_mast"),
        ]

    def test_a_sound_store_has_no_faults(self, store):
        self.put(store, "a")
        assert store.check() == []

    def test_a_kept_view_is_opened_by_its_id_and_changed_by_its_owner_alone(self, store):
        saved = store.views.add({"city": "48"}, title="  Cột  ăng ten\n", user="an")
        assert store.views.get(saved.id) == saved
        assert saved.title == "Cột ăng ten"
        for change in (
            lambda: store.views.rename(saved.id, "Khác", user="binh"),
            lambda: store.views.replace(saved.id, {}, user="binh"),
            lambda: store.views.remove(saved.id, user="binh"),
        ):
            with pytest.raises(UnknownView):
                change()
        store.views.rename(saved.id, "Cống bể", user="an")
        store.views.replace(saved.id, {"city": "92"}, user="an")
        held = store.views.get(saved.id)
        assert (held.title, held.content) == ("Cống bể", {"city": "92"})
        store.views.remove(saved.id, user="an")
        with pytest.raises(UnknownView):
            store.views.get(saved.id)

    def test_kept_views_are_listed_for_their_owner_the_last_changed_first(self, store):
        first = store.views.add({}, title="Một", user="an")
        second = store.views.add({}, title="Hai", user="an")
        store.views.add({}, title="Ba", user="binh")
        store.views.rename(first.id, "Một nữa", user="an")
        assert [view.id for view in store.views.all(user="an")] == [first.id, second.id]
        with pytest.raises(BadView):
            store.views.add({}, title=" \t ", user="an")

    def test_a_part_of_a_link_is_found_again_by_its_id(self, store):
        link = store.views.keep_link({"layers": {"a": 1}})
        assert store.views.keep_link({"layers": {"a": 1}}) == link
        assert store.views.link(link) == {"layers": {"a": 1}}
        with pytest.raises(BadView):
            store.views.link("nothing")

    def test_a_drawing_is_kept_change_by_change_for_its_user(self, store):
        def draw(label):
            shape = {"type": "Point", "coordinates": [108.2, 16.0]}
            return lambda features: (*features, Feature(f"f{len(features)}", "point", shape, label))

        store.drawings.create("d1", "Bản vẽ 1", user="an")
        store.drawings.change("d1", "c1", draw("một"), user="an")
        twice = [store.drawings.change("d1", "c2", draw("hai"), user="an") for _ in range(2)]
        assert [len(each.features) for each in twice] == [2, 2]
        back = store.drawings.step("d1", "c3", -1, user="an")
        assert [each.label for each in back.features] == ["một"]
        assert [each.label for each in store.drawings.get("d1", user="an").features] == ["một"]
        assert [(e.id, e.features) for e in store.drawings.all(user="an")] == [("d1", 1)]
        assert store.drawings.all(user="binh") == []
        with pytest.raises(UnknownDrawing):
            store.drawings.get("d1", user="binh")
