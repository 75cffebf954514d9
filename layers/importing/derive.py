"""Fill the fields a file lacks: what the publisher sets, the spec's default, a rule over other fields."""

import datetime
import re

import pandas as pd

from layers.spec import FieldSpec, boundary_versions, current_boundary_version

UNIT_TYPES = ("thành phố", "thị trấn", "thị xã", "đặc khu", "phường", "huyện", "quận", "xã", "tỉnh")


def fill(
    frame: pd.DataFrame, field: FieldSpec, *, layer_id: str, file: str, first_row: int = 1
) -> pd.Series | None:
    """Values for a field that no column gives; None where no rule applies.

    A template's other fields must be in `frame` already, so fields are filled in the order of the
    spec and once more for those that waited.
    """
    if field.default is not None:
        value = current_boundary_version() if str(field.default).startswith("$") else field.default
        return pd.Series(value, index=frame.index)
    if field.derive is None:
        return None
    if field.derive in _RULES:
        return _RULES[field.derive](frame)
    rows = pd.Series(range(first_row, first_row + len(frame)), index=frame.index)
    return _from_template(frame, field.derive, {"row": rows, "layer": layer_id, "file": file})


def is_made_up(field: FieldSpec) -> bool:
    """Whether a rule fills the field from the number of the row, which means nothing elsewhere."""
    return "{row}" in (field.derive or "")


def _from_template(frame: pd.DataFrame, template: str, known: dict) -> pd.Series | None:
    """``{row}``, ``{layer}`` and ``{file}`` stand for themselves, other names for fields of the row."""
    out = pd.Series("", index=frame.index)
    for i, piece in enumerate(re.split(r"\{(\w+)\}", template)):
        if i % 2 == 0:
            out = out + piece
        elif piece in known or piece in frame:
            value = known.get(piece, frame.get(piece))
            out = out + (value if isinstance(value, str) else value.astype("string").fillna(""))
        else:
            return None
    return out


def unit_type(full_name: pd.Series) -> pd.Series:
    """The kind of unit from the first words of its full name, in small letters."""
    lower = full_name.astype("string").str.lower()
    return lower.str.extract(f"^({'|'.join(UNIT_TYPES)})\\b", expand=False)


def bare_name(full_name: pd.Series) -> pd.Series:
    """The name without the kind of unit. A number keeps its kind: "Phường 5" is a name."""
    pattern = f"(?i)^(?:{'|'.join(UNIT_TYPES)})\\s+(?!\\d)"
    return full_name.astype("string").str.strip().str.replace(pattern, "", regex=True)


def _of_full_name(rule):
    return lambda frame: rule(frame["full_name"]) if "full_name" in frame else None


def _valid_from(frame: pd.DataFrame) -> pd.Series | None:
    if "version" not in frame:
        return None
    starts = {name: span["valid_from"] for name, span in boundary_versions().items()}
    return (
        frame["version"]
        .map(starts)
        .map(lambda day: day if isinstance(day, datetime.date) else None)
    )


_RULES = {
    "$unit_type": _of_full_name(unit_type),
    "$bare_name": _of_full_name(bare_name),
    "$valid_from": _valid_from,
}
