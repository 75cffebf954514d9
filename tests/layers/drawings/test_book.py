"""A drawing is kept at every change, goes back and forth, and belongs to one user."""

import pytest

from layers.access import User
from layers.drawings.book import DrawingBook
from layers.drawings.drawing import MOST_FEATURES, Feature, write_features
from layers.errors import BadDrawing, NotAllowed, UnknownDrawing
from layers.store import drawing_table, open_store
from tests.layers.drawings.conftest import BOW_TIE, SQUARE, area, change, line, point


def ids(drawing) -> list[str]:
    return [each.id for each in drawing.features]


def test_every_change_is_there_when_the_store_is_opened_again(store, book, drawing, add):
    add("f1", point(), label="Cột số 1", colour="blue")
    add("f2", area(SQUARE))
    again = DrawingBook(open_store(str(store.folder)), book.user).open(drawing.id)
    assert (again.name, ids(again)) == ("Tuyến Bạch Đằng", ["f1", "f2"])
    assert again.features[0] == Feature("f1", "point", point()["geometry"], "Cột số 1", "blue")
    assert [(e.name, e.features) for e in book.all()] == [("Tuyến Bạch Đằng", 2)]


def test_a_change_told_twice_is_made_once(book, drawing):
    told = change("add", "c1", feature={"id": "f1", **point()})
    first = book.apply(drawing.id, told)
    again = book.apply(drawing.id, told)
    assert (ids(again), again.stamp) == (["f1"], first.stamp)


def test_undo_and_redo_go_along_the_revisions(book, drawing, add):
    add("f1", point())
    add("f2", point())
    book.apply(drawing.id, change("change", "m", feature="f1", label="Cột"))
    assert book.undo(drawing.id).features[0].label == ""
    back = book.undo(drawing.id)
    assert (ids(back), back.can_undo, back.can_redo) == (["f1"], True, True)
    empty = book.undo(drawing.id)
    assert (ids(empty), empty.can_undo) == ([], False)
    assert ids(book.undo(drawing.id)) == []
    book.redo(drawing.id)
    book.redo(drawing.id)
    last = book.redo(drawing.id)
    assert (ids(last), last.features[0].label, last.can_redo) == (["f1", "f2"], "Cột", False)


def test_a_new_change_forgets_what_was_taken_back(book, drawing, add):
    add("f1", point())
    add("f2", point())
    book.undo(drawing.id)
    new = add("f3", point())
    assert (ids(new), new.can_redo) == (["f1", "f3"], False)
    assert ids(book.undo(drawing.id)) == ["f1"]
    assert ids(book.redo(drawing.id)) == ["f1", "f3"]


def test_the_stamp_rises_with_everything_that_changes(book, drawing, add):
    stamps = [drawing.stamp, add("f1", point()).stamp, book.undo(drawing.id).stamp]
    stamps += [book.redo(drawing.id).stamp, book.rename(drawing.id, "Khác").stamp]
    stamps += [add("f2", point()).stamp]
    assert stamps == sorted(set(stamps))


def test_the_oldest_revisions_are_forgotten(book, drawing, add, monkeypatch):
    monkeypatch.setattr(drawing_table, "MOST_REVISIONS", 3)
    for n in range(5):
        add(f"f{n}", point())
    for _ in range(4):
        last = book.undo(drawing.id)
    assert (len(last.features), last.can_undo) == (3, False)


def test_corners_labels_and_colours_are_changed_and_shapes_removed(book, drawing, add):
    add("f1", line(SQUARE[:2]))
    moved = {"type": "LineString", "coordinates": SQUARE[:3]}
    book.apply(drawing.id, change("change", "m1", feature="f1", geometry=moved, colour="teal"))
    held = book.apply(drawing.id, change("change", "m2", feature="f1", label=" Tuyến\n mới "))
    (feature,) = held.features
    assert (feature.geometry, feature.colour, feature.label) == (moved, "teal", "Tuyến mới")
    assert ids(book.apply(drawing.id, change("remove", "m3", features=["f1", "f9"]))) == []
    gone = book.apply(drawing.id, change("change", "m4", feature="f1", label="muộn"))
    assert ids(gone) == []


def test_a_drawing_that_was_put_away_can_be_brought_back(book, drawing, add):
    add("f1", point())
    book.delete(drawing.id)
    assert (book.all(), book.find(drawing.id)) == ([], None)
    with pytest.raises(UnknownDrawing):
        book.apply(drawing.id, change("add", "c9", feature={"id": "f2", **point()}))
    with pytest.raises(UnknownDrawing):
        book.begin(drawing.id, "Bản vẽ 1")
    assert ids(book.bring_back(drawing.id)) == ["f1"]


def test_drawings_of_others_do_not_exist(store, drawing):
    other = DrawingBook(store, User("binh", local=True))
    assert (other.all(), other.find(drawing.id)) == ([], None)
    for touch in (other.delete, other.undo, other.bring_back):
        with pytest.raises(UnknownDrawing):
            touch(drawing.id)
    with pytest.raises(UnknownDrawing):
        other.begin(drawing.id, "Của tôi")


def test_nobody_gets_no_book(store):
    with pytest.raises(NotAllowed):
        DrawingBook(store, None)


def test_a_drawing_holds_so_many_shapes_and_no_more(book, drawing, add):
    features = tuple(Feature(f"f{n}", "point", point()["geometry"]) for n in range(MOST_FEATURES))
    book.store.drawings.change(drawing.id, "all", lambda _: features, user=book.user.id)
    with pytest.raises(BadDrawing) as full:
        add("one_more", point())
    assert full.value.code == "bad_drawing.too_many"
    assert len(book.open(drawing.id).features) == MOST_FEATURES


def test_a_drawing_holds_so_many_characters_and_no_more():
    long = Feature("f", "text", point()["geometry"], label="ă" * 300)
    with pytest.raises(BadDrawing) as full:
        write_features((long,) * 200)
    assert full.value.code == "bad_drawing.too_long"


HOSTILE = {
    "no mapping": "text",
    "no kind": {"id": "f", "geometry": point()["geometry"]},
    "another kind": {"id": "f", "kind": "line", "geometry": point()["geometry"]},
    "an id with a quote": {"id": "f'", **point()},
    "no number": {"id": "f", **point(lon="108")},
    "infinite": {"id": "f", **point(lon=float("inf"))},
    "true": {"id": "f", **point(lat=True)},
    "out of the world": {"id": "f", **point(lat=91)},
    "an open ring": {"id": "f", **area(SQUARE[:4])},
    "two rings": {"id": "f", "kind": "area", "geometry": {"type": "Polygon", "coordinates": [SQUARE, SQUARE]}},
    "one corner": {"id": "f", **line(SQUARE[:1])},
    "too many corners": {"id": "f", **line(SQUARE * 101)},
    "a colour of its own": {"id": "f", **point(), "colour": "red;}"},
    "a label that is no text": {"id": "f", **point(), "label": 3},
}  # fmt: skip


@pytest.mark.parametrize("feature", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_shape_is_refused_and_changes_nothing(book, drawing, feature):
    with pytest.raises(BadDrawing):
        book.apply(drawing.id, change("add", "c", feature=feature))
    assert book.open(drawing.id) == drawing


@pytest.mark.parametrize(
    "told",
    [None, [], {"op": "add"}, {"id": "c", "op": "drop"}, {"id": "../c", "op": "undo"}, {"id": 1, "op": "undo"}],
)  # fmt: skip
def test_what_is_no_change_is_refused(told):
    from layers.drawings.change import Change

    with pytest.raises(BadDrawing):
        Change.from_json(told)


def test_a_border_that_crosses_itself_is_kept(drawing, add):
    assert add("f1", area(BOW_TIE)).features[0].geometry["coordinates"] == [BOW_TIE]
