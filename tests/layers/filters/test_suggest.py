"""What a column offers to whoever writes a filter."""

import pytest

from layers.errors import UnknownField
from layers.filters.suggest import field_names, suggestions
from tests.layers.filters.conftest import make_sites, put


def offered(atlas, field, **more):
    return suggestions(atlas, atlas.now(), "antenna_mast", field, **more)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("owner", [("VNPT", 4), ("Viettel", 3), ("Mobi Phố", 1)]),
        ("n_operators", [("1", 3), ("2", 2), ("3", 2), ("4", 1)]),
        ("shared", [("false", 8), ("true", 1)]),
        ("technologies", [("2G", 5), ("4G", 3), ("3G", 2), ("5G", 2)]),
    ],
)
def test_values_with_counts(asked, field, found):
    assert offered(asked, field) == found


def test_what_was_typed_is_found_without_accents_and_where_it_begins_first(asked):
    assert offered(asked, "owner", typed="pho") == [("Mobi Phố", 1)]
    assert offered(asked, "owner", typed="V", most=1) == [("VNPT", 4)]
    assert offered(asked, "technologies", typed="4") == [("4G", 3)]
    assert offered(asked, "owner", typed="nobody") == []
    assert offered(asked, "feature_id", typed="5") == [("m5", 1)]


def test_many_numbers_and_days_offer_their_quartiles(changing):
    many = make_sites().iloc[[0] * 41].assign(height_m=[float(i) for i in range(41)])
    put(changing, "antenna_mast", many)
    assert offered(changing, "height_m") == [
        ("0", 1), ("10", 11), ("20", 21), ("30", 31), ("40", 41)
    ]  # fmt: skip
    assert offered(changing, "in_service_date") == [("2010-01-31", 41)]


def test_a_column_that_is_not_there(asked):
    with pytest.raises(UnknownField):
        offered(asked, "nothing")


def test_fields_of_use_come_first_and_what_says_nothing_last(asked):
    names = [f.name for f in field_names(asked, asked.now(), "antenna_mast")]
    assert set(names) == {
        "feature_id", "owner", "mast_class", "n_operators", "height_m", "shared",
        "in_service_date", "technologies", "province_code",
    }  # fmt: skip
    assert names[:3] == ["mast_class", "owner", "in_service_date"]
    assert names[-2:] == ["feature_id", "province_code"]


def test_a_column_that_no_spec_knows_has_the_type_of_its_values(changing):
    put(changing, "antenna_mast", make_sites().assign(cao_do=1.5, ghi_chu="x"))
    fields = {f.name: f for f in field_names(changing, changing.now(), "antenna_mast")}
    assert (fields["cao_do"].type, fields["cao_do"].vi) == ("number", "cao_do")
    assert fields["ghi_chu"].type == "string"
