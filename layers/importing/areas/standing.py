"""Figures that the version in service tells already."""

import pandas as pd

from layers.importing.report import Finding
from layers.importing.rules.services import figures_told, names_of

_KEY = ["unit_key", "tier", "scheme", "counting_unit", "period", "place", "figure"]


def told_again(frame: pd.DataFrame, standing: pd.DataFrame) -> list[Finding]:
    """Figures of `frame` that the rows of a standing version tell already; rows are positions in the file."""
    new, old = figures_told(frame), figures_told(standing.reset_index(drop=True))
    held = old.drop_duplicates(_KEY).set_index(_KEY)["value"].rename("stands")
    both = new.join(held, on=_KEY).dropna(subset=["stands"]).drop_duplicates("row")
    if not len(both):
        return []
    return [
        Finding(
            "areas.stands",
            "error",
            column="unit_key",
            rows=frame.index.to_numpy()[both["row"]],
            values=names_of(frame).iloc[both["row"]].tolist(),
            details={"period": both["period"].tolist(), "figure": both["figure"].tolist()},
        )
    ]
