"""Rules over what the spec of a layer says: they hold at once, in every process, and say who set them."""

import pytest

from layers.accounts.rule_change import change_rule, reset_rule
from layers.errors import BadRule, UnknownLayer
from layers.store import AuditFilter, open_store
from layers.store.rule_table import LayerRule

LAYER = "duct_route"


def test_what_is_not_said_stays(store):
    before = store.specs[LAYER]
    change_rule(store, LAYER, by="quan-tri", visibility="restricted")
    change_rule(store, LAYER, by="quan-tri", sums=False, tiers={"owner": "sensitive"})
    change_rule(store, LAYER, by="quan-tri", second_person=True, tiers={"street": "personal"})
    spec = store.specs[LAYER]
    assert (spec.visibility, spec.sums, spec.second_person) == ("restricted", False, True)
    assert (spec.field("owner").tier, spec.field("street").tier) == ("sensitive", "personal")
    others = [f for f in spec.fields if f.name not in ("owner", "street")]
    assert others == [f for f in before.fields if f.name not in ("owner", "street")]
    reset_rule(store, LAYER, by="quan-tri")
    assert store.specs[LAYER] == before


def test_another_process_takes_it_at_its_next_look(store):
    other = open_store(str(store.folder))
    change_rule(store, LAYER, by="quan-tri", visibility="staff")
    assert other.specs[LAYER].visibility == "public"
    other.rules.refresh()
    assert other.specs[LAYER].visibility == "staff"
    assert open_store(str(store.folder)).specs[LAYER].visibility == "staff"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"visibility": "secret"}, "visibility"),
        ({"tiers": {"nothing": "open"}}, "field"),
        ({"tiers": {"owner": "secret"}}, "tier"),
    ],
)
def test_what_no_rule_can_be_is_refused(store, said, reason):
    with pytest.raises(BadRule) as refusal:
        change_rule(store, LAYER, by="quan-tri", **said)
    assert refusal.value.reason == reason
    assert store.rules.all() == {}
    assert store.audit() == []


def test_there_are_no_rules_for_a_layer_that_is_not_there(store):
    for deed in (change_rule, reset_rule):
        with pytest.raises(UnknownLayer):
            deed(store, "nothing", by="quan-tri")


def test_the_log_says_who_set_what_and_a_change_of_nothing_is_none(store):
    change_rule(store, LAYER, by="quan-tri", visibility="staff")
    change_rule(store, LAYER, by="quan-tri", visibility="staff")
    (line,) = store.audit(where=AuditFilter(action="rule_set"))
    assert (line.user, line.layer_id, line.detail["visibility"]) == ("quan-tri", LAYER, "staff")
    assert store.rules.all() == {LAYER: LayerRule(visibility="staff")}
