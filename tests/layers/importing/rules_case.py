"""Cases for rules: tiny layers of any kind, and what rules find in them."""

import geopandas as gpd
import pandas as pd

from layers.importing.report import Finding
from layers.importing.rules import apply_rules
from layers.importing.rules.case import Case
from layers.spec import FieldSpec, LayerSpec, load_specs

SPECS = load_specs()


def spatial(
    shapes: list, layer: str = "antenna_mast", *, format: str = "GeoPackage", **columns
) -> Case:
    frame = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=4326), crs=4326)
    return Case(frame, SPECS[layer], frame, format)


def table(columns: dict, spec: LayerSpec, *, format: str = "CSV") -> Case:
    frame = pd.DataFrame(columns)
    return Case(frame, spec, frame, format)


def spec_of(*fields: FieldSpec, geometry: tuple[str, ...] = ("table",), **more) -> LayerSpec:
    return LayerSpec("made", "Lớp", "Layer", "made", geometry, fields, **more)


def found(case: Case) -> dict[str, list[int]]:
    """Rule -> rows from 0; an empty list where a finding is of the whole file."""
    findings, _ = apply_rules(case)
    return {f.rule: [] if f.rows is None else f.rows.tolist() for f in findings}


def only(case: Case, rule: str) -> Finding:
    """The one finding of that rule."""
    (finding,) = [f for f in apply_rules(case)[0] if f.rule == rule]
    return finding
