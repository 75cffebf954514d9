"""A recipe makes the same report again, of the same versions, and names what came out otherwise."""

import copy
import json

import pytest

from layers.errors import BadRecipe
from layers.reports.recipe import checked, digest_of, read_recipe, recipe_bytes, short_hash
from layers.reports.rerun import rerun
from tests.layers.reports.report_case import ask, bts_sites


def test_the_same_versions_give_the_same_numbers_after_newer_data(own_atlas, publish):
    atlas = own_atlas
    recipe = json.loads(recipe_bytes(ask(atlas)))
    publish(bts_sites([(108.03, 16.03)]), "bts_site")
    again = rerun(atlas, recipe)
    assert again.differences == ()
    assert again.same_product
    assert again.report.recipe["sha256"] == recipe["sha256"]
    assert ask(atlas).recipe["sha256"] != recipe["sha256"]


def test_a_number_that_differs_is_named(atlas):
    recipe = json.loads(recipe_bytes(ask(atlas)))
    table = recipe["tables"]["reach"]
    place, row = table["columns"].index("share"), table["rows"][0]
    code = row[table["columns"].index("code")]
    printed = 0.5 if row[place] is None else row[place] + 0.01
    row[place] = printed
    recipe["sha256"] = digest_of(recipe)
    (found,) = rerun(atlas, recipe).differences
    assert (found.where, found.row, found.column, found.before) == ("reach", code, "share", printed)
    assert found.after == pytest.approx(printed - 0.01)


def test_a_recipe_that_was_changed_is_refused(atlas):
    recipe = copy.deepcopy(ask(atlas).recipe)
    recipe["numbers"]["reach.share"] = 1.0
    with pytest.raises(BadRecipe, match="changed"):
        rerun(atlas, recipe)


def test_a_version_that_is_not_there_or_has_other_content_is_named(atlas):
    recipe = copy.deepcopy(ask(atlas).recipe)
    recipe["layers"]["bts_site"]["version"] = 7
    with pytest.raises(BadRecipe, match="bts_site"):
        rerun(atlas, recipe | {"sha256": digest_of(recipe)})
    recipe["layers"]["bts_site"] |= {"version": 1, "sha256": "0" * 64}
    with pytest.raises(BadRecipe, match="other content"):
        rerun(atlas, recipe | {"sha256": digest_of(recipe)})


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b'{"format": 1}', b"[" * 5000])
def test_what_is_no_recipe_is_refused(content, tmp_path):
    path = tmp_path / "recipe.json"
    path.write_bytes(content)
    with pytest.raises(BadRecipe):
        read_recipe(path)


@pytest.mark.parametrize(
    "change",
    [
        {"layers": {"bts_site": 1}},
        {"layers": []},
        {"layers": {"bts_site": {"version": "one", "sha256": "0"}}},
        {"files": []},
        {"numbers": None},
        {"question": []},
        {"tables": {"reach": {"columns": ["a"], "key": "b", "rows": []}}},
        {"tables": {"reach": {"columns": ["a"], "key": "", "rows": [[1, 2]]}}},
        {"tables": {"reach": []}},
    ],
)
def test_a_recipe_of_other_parts_is_refused_even_where_its_hash_fits(atlas, change):
    recipe = ask(atlas).recipe | change
    with pytest.raises(BadRecipe):
        rerun(atlas, recipe | {"sha256": digest_of(recipe)})


def test_a_recipe_of_areas_that_it_does_not_hold_is_refused(atlas):
    recipe = copy.deepcopy(ask(atlas).recipe)
    recipe["question"]["reach"]["areas"] = "admin_district"
    with pytest.raises(BadRecipe, match="admin_district"):
        rerun(atlas, recipe | {"sha256": digest_of(recipe)})


def test_the_hash_covers_all_but_itself_and_the_hour(atlas):
    recipe = ask(atlas).recipe
    later = recipe | {"made_at": "2030-01-01T00:00:00+00:00"}
    assert checked(later) == later
    assert len(short_hash(recipe).replace("-", "")) == 16
    with pytest.raises(BadRecipe):
        checked(recipe | {"format": 2})
