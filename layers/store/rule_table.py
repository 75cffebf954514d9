"""The rules an administrator sets over what the spec of a layer says: who may see it, and what waits."""

import json
import sqlite3
from dataclasses import dataclass, field, replace

from layers.errors import BadRule
from layers.spec import FIELD_TIERS, VISIBILITIES, LayerSpec
from layers.store.catalogue import Catalogue

_TABLE = (
    "CREATE TABLE IF NOT EXISTS layer_rule (layer_id TEXT PRIMARY KEY, content TEXT NOT NULL, "
    "stamp INTEGER NOT NULL)"
)


@dataclass(frozen=True)
class LayerRule:
    """What is set for one layer; None leaves what its spec says.

    Attributes
    ----------
    visibility : {"public", "staff", "restricted"} or None
    sums, second_person : bool or None
        As in `layers.spec.LayerSpec`.
    tiers : dict
        Field name to ``open``, ``sensitive`` or ``personal``.
    """

    visibility: str | None = None
    sums: bool | None = None
    second_person: bool | None = None
    tiers: dict[str, str] = field(default_factory=dict, hash=False)

    def over(self, spec: LayerSpec) -> LayerSpec:
        """The spec with this rule over it."""
        set_ = {
            name: value
            for name in ("visibility", "sums", "second_person")
            if (value := getattr(self, name)) is not None
        }
        fields = tuple(replace(f, tier=self.tiers.get(f.name, f.tier)) for f in spec.fields)
        return replace(spec, fields=fields, **set_)


class RuleTable:
    """The rules of one store. Safe across threads and processes.

    Parameters
    ----------
    specs : dict
        As they are written; `specs` gives them with the rules over them.
    """

    def __init__(self, catalogue: Catalogue, specs: dict[str, LayerSpec]):
        self._catalogue, self._plain = catalogue, specs
        self._held: tuple[int, dict[str, LayerSpec]] = (0, specs)
        with catalogue.connect() as db:
            db.execute(_TABLE)
        self.refresh()

    @property
    def specs(self) -> dict[str, LayerSpec]:
        """The specs with the rules as they were at the last `refresh`."""
        return self._held[1]

    def refresh(self) -> None:
        """Take what another process may have set. Doors ask it before they ask for anything else."""
        stamp, rules = self._catalogue.answer("rules", _stamped)
        if stamp == self._held[0]:
            return
        self._held = (
            stamp,
            {i: rules[i].over(spec) if i in rules else spec for i, spec in self._plain.items()},
        )

    def all(self) -> dict[str, LayerRule]:
        """The rules that are set, by layer."""
        return dict(self._catalogue.answer("rules", _stamped)[1])

    def set(self, layer_id: str, rule: LayerRule, *, by: str) -> None:
        """Put a rule over a layer, in place of the one before; it holds at the next deed of everybody."""
        _require_fit(self._plain[layer_id], rule)
        content = {
            "visibility": rule.visibility,
            "sums": rule.sums,
            "second_person": rule.second_person,
            "tiers": rule.tiers,
        }
        with self._catalogue.writing() as db:
            db.execute(
                "INSERT INTO layer_rule VALUES (?, ?, (SELECT coalesce(max(stamp), 0) + 1 FROM layer_rule)) "
                "ON CONFLICT (layer_id) DO UPDATE SET content = excluded.content, stamp = excluded.stamp",
                (layer_id, json.dumps(content)),
            )
            self._catalogue.log(db, user=by, action="rule_set", layer_id=layer_id, detail=content)
        self.refresh()


def _stamped(db: sqlite3.Connection) -> tuple[int, dict[str, LayerRule]]:
    rows = db.execute(
        "SELECT layer_id, content, stamp FROM layer_rule ORDER BY layer_id"
    ).fetchall()
    rules = {layer_id: LayerRule(**json.loads(content)) for layer_id, content, _ in rows}
    return max((stamp for *_, stamp in rows), default=0), rules


def _require_fit(spec: LayerSpec, rule: LayerRule) -> None:
    if rule.visibility not in (None, *VISIBILITIES):
        raise BadRule("visibility", value=str(rule.visibility), known=", ".join(VISIBILITIES))
    for name, tier in rule.tiers.items():
        if spec.field(name) is None:
            raise BadRule("field", field=name, layer=spec.id)
        if tier not in FIELD_TIERS:
            raise BadRule("tier", value=str(tier), known=", ".join(FIELD_TIERS))
