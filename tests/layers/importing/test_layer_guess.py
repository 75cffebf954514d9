"""Which layer a file is meant for: by its columns and values, its shapes, its name."""

from layers.importing.layer_guess import rank_layers
from layers.spec import load_specs

SPECS = load_specs()


def ranked(columns, **known) -> list[str]:
    return [layer for layer, _ in rank_layers(SPECS.values(), columns, **known)]


def test_columns_and_values_tell_masts_from_poles():
    columns = {"MACOT": ["A1"], "mast_class": ["A1a", "A2b"], "CHIEUCAO": ["30"], "mount": ["x"]}
    assert ranked(columns)[0] == "antenna_mast"


def test_layers_of_other_shapes_are_left_out_and_tables_stay():
    found = ranked({"a": ["1"]}, shapes=["MultiLineString"])
    assert {SPECS[layer].kind for layer in found} == {"line", "table"}


def test_the_name_of_the_file_speaks_where_columns_do_not():
    assert ranked({"x": ["1"]}, file="manhole_2026.zip")[0] == "manhole"


def test_a_file_without_columns_gives_every_layer_and_no_reason():
    found = rank_layers(SPECS.values(), {}, file="abc.zip")
    assert len(found) == len(SPECS)
    assert {score for _, score in found} == {0}
