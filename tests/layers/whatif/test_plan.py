"""A plan: steps forward and back, written down and read, and what is refused."""

import pytest

from layers.errors import BadOption
from layers.whatif.plan import Change, Plan

ONE = Change("add", "n1", 108.2, 16.0, 500.0, "VNPT", 2027)
TWO = Change("move", "n1", 108.3, 16.1)
THREE = Change("add", "n2", 108.4, 16.0, 300.0)


def test_steps_go_back_and_forth():
    plan = Plan().with_change(ONE).with_change(TWO)
    assert plan.undo().changes == (ONE,)
    assert plan.undo().redo() == plan
    assert plan.undo().with_change(THREE).redo().changes == (ONE, THREE)
    assert Plan().undo() == Plan()
    assert Plan().redo() == Plan()


def test_later_years_are_left_away():
    plan = Plan((ONE, THREE))
    assert plan.until(2026).changes == (THREE,)
    assert plan.until(2027) == plan.until(None) == plan


def test_new_keys_are_new():
    plan = Plan((Change("add", "new-2", 1, 1),))
    assert plan.new_key() == "new-3"


def test_it_can_be_written_down():
    plan = Plan((ONE, TWO, Change("remove", "x")))
    assert Plan.from_json(plan.to_json()) == plan


def test_what_stands_in_the_end_is_a_layer():
    frame = Plan((ONE, TWO, THREE, Change("remove", "n2"))).to_frame()
    assert frame["feature_id"].tolist() == ["n1"]
    assert (frame.geometry.iloc[0].x, frame["planned_year"].iloc[0]) == (108.3, 2027)
    assert len(Plan().to_frame()) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "fly", "key": "a"},
        {"kind": "add", "key": "a"},
        {"kind": "add", "key": "a", "lon": 200, "lat": 0},
        {"kind": "add", "key": "a", "lon": float("nan"), "lat": 0},
        {"kind": "add", "key": "a", "lon": 1, "lat": 1, "radius_m": 0},
        {"kind": "add", "key": "a", "lon": 1, "lat": 1, "radius_m": -5},
        {"kind": "remove", "key": " "},
        {"kind": "remove", "key": "a", "nonsense": 1},
        {"key": "a"},
    ],
)
def test_what_is_no_change_is_refused(wrong):
    with pytest.raises(BadOption):
        Plan.from_json([wrong])
