"""What each layer is: its geometry, its fields, who may see it. Specs are data, so a city adds one without code."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import yaml

from layers.errors import BadSpec, UnknownLayer
from layers.settings import REFERENCE

TABLE = "table"
VISIBILITIES = ("public", "staff", "restricted")
FIELD_TIERS = ("open", "sensitive", "personal")
DBF_LENGTH = 10
_SHAPES = {"Point", "LineString", "Polygon"}
# libyaml's reader is ten times as fast, where the package was built with it; both are safe.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Names of fields that tell of a person: numbers of telephones and papers, addresses of letters.
_PERSONAL = re.compile(
    r"phone|dien_thoai|email|cccd|cmnd|id_card|birth|ngay_sinh|ho_ten", re.IGNORECASE
)
_TYPES = {"string", "integer", "number", "boolean", "date", "enum"}


@dataclass(frozen=True)
class FieldSpec:
    """One field of a layer.

    Attributes
    ----------
    type : str
        ``string``, ``integer``, ``number``, ``boolean``, ``date``, ``enum`` or ``list[...]`` of one
        of them; a list is kept as text with ``;`` between its members.
    dbf : str
        Its name in a Shapefile: at most 10 ASCII characters.
    default, derive : str or None
        What fills the field where a file lacks it: a value, or a rule of `layers.importing.derive`.
    tier : {"open", "sensitive", "personal"}
        Who may see it, see `layers.access.tiers`. Where a spec does not say, the name is judged.
    """

    name: str
    vi: str
    en: str
    type: str = "string"
    dbf: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    unit: str | None = None
    default: str | None = None
    derive: str | None = None
    tier: str = "open"
    aliases: tuple[str, ...] = ()
    value_aliases: dict = field(default_factory=dict, hash=False)

    @property
    def is_list(self) -> bool:
        return self.type.startswith("list[")

    @property
    def item_type(self) -> str:
        return self.type[5:-1] if self.is_list else self.type

    def label(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True)
class LayerSpec:
    """One kind of layer. `geometry` lists the simple type names it takes, or is ``("table",)``.

    Attributes
    ----------
    of_areas : bool
        Its rows are figures of administrative units, so that a table of them is matched with the
        units of one boundary version on its way in; ``areas: true`` in the spec.
    sums : bool
        Who may not see it point by point may see it added up by area. Where a spec does not say, this holds for
        all but restricted layers.
    second_person : bool
        What is handed in takes effect once another person has looked at it.
    """

    id: str
    vi: str
    en: str
    group: str
    geometry: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    visibility: str = "public"
    description: str = ""
    primary_key: tuple[str, ...] = ()
    of_areas: bool = False
    sums: bool = True
    second_person: bool = False
    style: dict = field(default_factory=dict, hash=False)

    @property
    def is_table(self) -> bool:
        return self.geometry == (TABLE,)

    @property
    def kind(self) -> str:
        """``point``, ``line``, ``area`` or ``table``."""
        first = self.geometry[0].removeprefix("Multi")
        return {"Point": "point", "LineString": "line", "Polygon": "area"}.get(first, TABLE)

    def label(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en

    def field(self, name: str) -> FieldSpec | None:
        return next((f for f in self.fields if f.name == name), None)


@lru_cache
def load_specs(extra: Path | None = None) -> dict[str, LayerSpec]:
    """Read all layer specs: the common schemas, our additions, then the city's own.

    Parameters
    ----------
    extra : Path, optional
        A folder of YAML files in the form of ``data/reference/layer_additions.yaml``.

    Raises
    ------
    BadSpec
        If a file is not of that form; the file and the fault are named.
    """
    own = sorted(extra.glob("*.yaml")) if extra and extra.is_dir() else []
    if extra and not own:
        return load_specs()
    base = _read_yaml(REFERENCE / "layer_schemas.yaml")
    raw = {layer["id"]: dict(layer) for layer in base["layers"]}
    common = _named(base["common_fields"])
    for path in (REFERENCE / "layer_additions.yaml", *own):
        try:
            _amend(raw, common, _read_yaml(path))
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
            raise BadSpec(file=path.name, fault=f"{type(fault).__name__}: {fault}") from fault
    return {id_: _layer(layer, common) for id_, layer in raw.items()}


def tells_of_a_person(name: str) -> bool:
    """Whether a field of that name tells of a person, where no spec says what it is."""
    return bool(_PERSONAL.search(name))


def get_spec(specs: dict[str, LayerSpec], layer_id: str) -> LayerSpec:
    """The spec of `layer_id`; `UnknownLayer` names those there are."""
    if layer_id not in specs:
        raise UnknownLayer(layer=layer_id, known=", ".join(sorted(specs)))
    return specs[layer_id]


@lru_cache
def boundary_versions() -> dict[str, dict]:
    """The boundary versions, oldest first, each with ``valid_from`` and ``valid_to`` (dates or None)."""
    return _read_yaml(REFERENCE / "layer_additions.yaml")["boundary_versions"]


def current_boundary_version() -> str:
    """The boundary version in force."""
    return _read_yaml(REFERENCE / "layer_additions.yaml")["current_boundary_version"]


@lru_cache
def _read_yaml(path: Path) -> dict:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as fault:
        raise BadSpec(file=path.name, fault=str(fault).splitlines()[0]) from fault
    if not isinstance(content, dict):
        raise BadSpec(file=path.name, fault="not a mapping")
    return content


def _named(fields: list[dict]) -> dict[str, dict]:
    return {f["name"]: dict(f) for f in fields}


def _amend(raw: dict, common: dict, addition: dict) -> None:
    for name, change in addition.get("common_fields", {}).items():
        common[name] |= change
    for layer_id, more in addition.get("layer_options", {}).items():
        raw[layer_id] |= more
    for layer in addition.get("layers", []):
        twin = raw[layer["like"]] if "like" in layer else {}
        fields = _named(twin.get("fields", [])) | _named(layer.get("fields", []))
        raw[layer["id"]] = twin | layer | {"fields": list(fields.values())}
    for layer_id, changes in addition.get("fields", {}).items():
        _spread(raw, layer_id, lambda f, changes=changes: f | changes.get(f["name"], {}))
    for layer_id, fields in addition.get("extra_fields", {}).items():
        for id_ in _kin(raw, layer_id):
            known = _named(raw[id_]["fields"])
            raw[id_]["fields"] = list((known | _named(fields)).values())


def _kin(raw: dict, layer_id: str) -> list[str]:
    return [layer_id, *(id_ for id_, layer in raw.items() if layer.get("like") == layer_id)]


def _spread(raw: dict, layer_id: str, change) -> None:
    """Change the fields of a layer and of those made in its likeness, keeping what those say themselves."""
    for id_ in _kin(raw, layer_id):
        changed = ((f, change(f)) for f in raw[id_]["fields"])
        own = raw[id_].get("like") == layer_id
        raw[id_]["fields"] = [new | old if own else new for old, new in changed]


def _layer(raw: dict, common: dict) -> LayerSpec:
    try:
        fields = common if raw.get("inherits_common") else {}
        fields = fields | _named(raw["fields"])
        visibility = raw.get("visibility") or _visibility(raw.get("sensitive", "no"))
        spec = LayerSpec(
            id=raw["id"],
            vi=raw["vi"],
            en=raw["en"],
            group=raw["group"],
            geometry=tuple(part.strip() for part in raw["geometry"].split("|")),
            fields=tuple(_field(f) for f in fields.values()),
            visibility=visibility,
            sums=bool(raw.get("sums", visibility != "restricted")),
            second_person=bool(raw.get("second_person", False)),
            description=raw.get("description", ""),
            primary_key=tuple(raw.get("primary_key") or _key(raw, fields)),
            of_areas=bool(raw.get("areas", False)),
            style=raw.get("style", {}),
        )
    except (KeyError, TypeError, AttributeError) as fault:
        raise BadSpec(
            file=str(raw.get("id", "?")), fault=f"{type(fault).__name__}: {fault}"
        ) from fault
    if fault := _fault(spec):
        raise BadSpec(file=spec.id, fault=fault)
    return spec


def _fault(spec: LayerSpec) -> str | None:
    """What a spec says that cannot be."""
    short = [field.dbf for field in spec.fields]
    wrong = [n for n in short if not n.isascii() or not 0 < len(n) <= DBF_LENGTH]
    if wrong or len(set(short)) < len(short):
        return f"dbf: {', '.join(wrong or sorted({n for n in short if short.count(n) > 1}))}"
    if {part.removeprefix("Multi") for part in spec.geometry} - {*_SHAPES, TABLE}:
        return f"geometry: {' | '.join(spec.geometry)}"
    if spec.visibility not in VISIBILITIES:
        return f"visibility: {spec.visibility}"
    if wrong := [field.name for field in spec.fields if field.tier not in FIELD_TIERS]:
        return f"tier: {', '.join(wrong)}"
    if spec.of_areas and (not spec.is_table or spec.field("unit_key") is None):
        return "areas: a table with the field unit_key"
    missing = [name for name in spec.primary_key if spec.field(name) is None]
    return f"primary_key: {', '.join(missing)}" if missing else None


def _key(raw: dict, fields: dict) -> tuple[str, ...]:
    """A table may hold many rows of one unit, so it has no key unless its spec names one."""
    if "feature_id" in fields:
        return ("feature_id",)
    return () if raw["geometry"] == TABLE else ("unit_key",)


def _field(raw: dict) -> FieldSpec:
    known = {f for f in FieldSpec.__dataclass_fields__ if f in raw}
    spec = FieldSpec(**{name: raw[name] for name in known})
    if spec.item_type not in _TYPES:
        raise BadSpec(file=spec.name, fault=f"type {spec.type}")
    return replace(
        spec,
        allowed=tuple(str(value) for value in spec.allowed),
        aliases=tuple(spec.aliases),
        tier=raw.get("tier") or ("personal" if tells_of_a_person(spec.name) else "open"),
        dbf=spec.dbf or re.sub(r"\W", "", spec.name).upper()[:10],
    )


def _visibility(sensitive: str) -> str:
    """The schemas say how sensitive a layer is in words; the first word decides."""
    return {"no": "public", "restricted": "restricted"}.get(sensitive.split(":")[0], "staff")
