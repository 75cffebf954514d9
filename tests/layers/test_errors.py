"""An error that one process tells another is the same error there."""

import pytest

from layers.errors import BadSiting, Because, HatangError, StoreFull, UnknownProject, told_again


@pytest.mark.parametrize(
    "error", [StoreFull(file="a"), UnknownProject(id="p"), BadSiting("spacing", count=2)]
)
def test_a_told_error_is_the_same_error(error):
    again = told_again(error.code, error.params)
    assert type(again) is type(error)
    assert (again.code, again.params) == (error.code, error.params)


def test_what_no_process_can_have_said_is_a_failure():
    assert told_again("nonsense.x", {}).code == HatangError.code


def test_a_reason_stands_behind_the_code_of_its_kind_alone():
    assert BadSiting("spacing").code == "bad_siting.spacing"
    assert (BadSiting.code, Because.code) == ("bad_siting", HatangError.code)
