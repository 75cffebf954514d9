"""Six things that a count may be, written and read back."""

import pandas as pd

from layers.services import states


def test_each_state_is_told_from_the_others():
    rows = pd.DataFrame(
        {
            "n_full": [3, 0, None, None, None, None, None],
            "states": [
                None,
                "n_partial=suppressed",
                "n_full=unknown",
                "n_full=not_applicable",
                "n_partial=unknown;n_full=no_data",
                "n_full=suppressed",
                None,
            ],
        }
    )
    assert states.states_of(rows, "n_full").tolist() == [
        *states.STATES, None,
    ]  # fmt: skip


def test_the_name_of_a_field_is_not_found_inside_another():
    rows = pd.DataFrame({"states": ["n_files_full=unknown"]})
    assert states.states_of(rows, "n_full").tolist() == [None]


def test_what_is_written_reads_back():
    index = pd.RangeIndex(3)
    said = {
        "n_full": pd.Series(["known", "suppressed", "zero"]),
        "n_partial": pd.Series([None, "unknown", None]),
    }
    written = states.write_states(said, index)
    assert written.isna().tolist() == [True, False, True]
    assert written[1] == "n_full=suppressed;n_partial=unknown"
    rows = pd.DataFrame({"states": written})
    assert states.states_of(rows, "n_partial").tolist() == [None, "unknown", None]


def test_a_blank_whole_number_is_not_zero():
    rows = pd.DataFrame({"n_full": pd.array([3, 0, None], dtype="Int64")})
    assert states.states_of(rows, "n_full").tolist() == ["known", "zero", None]
