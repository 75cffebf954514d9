"""What differs between two versions of a layer."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.spec import LayerSpec


@dataclass(frozen=True)
class Diff:
    """Rows by key and columns by name. `changed` lists keys whose values or shape differ."""

    added: list[str]
    removed: list[str]
    changed: list[str]
    unchanged: int
    columns_added: list[str]
    columns_removed: list[str]


def compare(before: pd.DataFrame, after: pd.DataFrame, spec: LayerSpec) -> Diff:
    """Compare two frames of a layer row by row.

    Rows are matched by the layer's primary key; a table without one is matched by whole rows, so
    that a changed row there is one removed and one added. Blank equals blank, 1 equals 1.0, and a
    ring is the same wherever it begins.
    """
    shared = [c for c in after.columns if c in before.columns and c != "fid"]
    key = list(spec.primary_key)
    old, new = _prints(before, shared, key), _prints(after, shared, key)
    both = old.index.intersection(new.index)
    same = old.loc[both].to_numpy() == new.loc[both].to_numpy()
    return Diff(
        added=new.index.difference(old.index).tolist(),
        removed=old.index.difference(new.index).tolist(),
        changed=both[~same].tolist(),
        unchanged=int(same.sum()),
        columns_added=[c for c in after.columns if c not in before.columns],
        columns_removed=[c for c in before.columns if c not in after.columns],
    )


def _prints(frame: pd.DataFrame, columns: list[str], key: list[str]) -> pd.Series:
    """A fingerprint of each row's content, under its key (text)."""
    content = pd.DataFrame(index=frame.index)
    for column in columns:
        values = frame[column]
        if isinstance(frame, gpd.GeoDataFrame) and column == frame.active_geometry_name:
            values = pd.Series(shapely.to_wkb(shapely.normalize(values)), index=frame.index)
        content[column] = values.astype("object").where(values.notna(), None).map(_print)
    hashes = pd.util.hash_pandas_object(content, index=False)
    if key:
        names = frame[key[0]].astype("string").str.cat([frame[k] for k in key[1:]], sep=" · ")
    else:
        names = hashes.map("{:016x}".format)
    again = names.groupby(names, dropna=False).cumcount()
    names = names.where(again == 0, names + " · " + (again + 1).astype("string"))
    return pd.Series(hashes.to_numpy(np.uint64), index=names.to_numpy(object))


def _print(value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return repr(value)
