"""Tables about ducts as files that can stand alone: the rows, and beside them how they came about."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd

from layers.ducts.derivation import DuctDerivation
from layers.ducts.pieces import STATES, kind_word, state_word
from layers.errors import BadOption, CannotWrite
from layers.services.naming import layer_name, owner_name
from layers.services.notes import both_languages, table_file
from layers.words import Words

FORMATS = ("geojson", "csv", "xlsx")
_SAID = {
    "layer": layer_name, "kind": kind_word, "owner": owner_name, "other_owner": owner_name,
    "owners": owner_name, "operator": owner_name, "use": owner_name,
}  # fmt: skip


def duct_file(
    rows: pd.DataFrame, derivation: DuctDerivation, words: Words, *, file_format: str
) -> bytes:
    """Rows with their notes as the content of a file.

    Parameters
    ----------
    rows : DataFrame or GeoDataFrame
        Pieces of a way, features inside an area, areas.
    file_format : {"geojson", "csv", "xlsx"}
        ``xlsx`` has the notes on a sheet of their own, ``csv`` above the table, ``geojson`` as the member
        ``notes``. In tables layers, owners, kinds and states are words.

    Raises
    ------
    BadOption
        If there is no such format, or the rows have no place and GeoJSON is asked for.
    """
    notes = both_languages(derivation.to_rows)
    if file_format == "geojson" and isinstance(rows, gpd.GeoDataFrame):
        content = json.loads(rows.to_json(drop_id=True, na="null"))
        content["notes"] = notes.to_dict("records")
        return json.dumps(content, ensure_ascii=False).encode()
    if file_format not in FORMATS or file_format == "geojson":
        raise BadOption(option="--format", value=file_format)
    return table_file(worded(rows, words), notes, words, file_format)


def worded(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Layers, owners, kinds and occupancy in words; what is not recorded stays blank."""
    out = rows.copy()
    for name, say in _SAID.items():
        if name in out:
            named = {each: say(each, words) for each in out[name].dropna().unique()}
            out[name] = out[name].map(named).astype(object)
    if "state" in out:
        states = {each: state_word(each, words) for each in STATES}
        states |= {
            each: words(f"state.{each}")
            for each in out["state"].dropna().unique()
            if each not in STATES
        }
        out["state"] = out["state"].map(states).astype(object)
    return out


def save(content: bytes, out: Path) -> None:
    """Write a file whole, in the place of what stands there, or not at all.

    Raises
    ------
    CannotWrite
    """
    try:
        with TemporaryDirectory(dir=out.parent, prefix=".hatang-") as folder:
            passing = Path(folder) / out.name
            passing.write_bytes(content)
            passing.replace(out)
    except OSError as fault:
        raise CannotWrite("path", file=str(out), fault=fault.strerror or str(fault)) from fault
