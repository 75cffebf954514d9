"""Names of communes matched with a list, against what one would write with pandas or difflib."""

import difflib
import unicodedata

import numpy as np
import pandas as pd

from layers.matching.former import former_of
from layers.matching.match import match_areas
from layers.provinces import heirs
from layers.units.national import districts_former
from layers.units.register import register
from tests.bench.rounds import in_turn, rows_of

NOW, BEFORE = "v2026-04", "v2025-03"
SAMPLE = 300
_OURS, _MERGE, _DIFFLIB = "hatang", "pandas merge", "difflib"


def measure_matching(*, rounds: int) -> list[dict]:
    """Former names with their districts, today's names without marks, and a sample one by one.

    `differing`: rows for which both decided, and not the same. That of the former names counts
    units the merge takes for another one.
    """
    units = register(NOW)
    today = units.frame
    former = _former()
    plain = today.assign(full_name=today["full_name"].map(_plain))
    sample = plain.sample(SAMPLE, random_state=1)
    rows = []
    for title, table, parents, other in (
        (f"match {len(former):,} former names", former, ["district_name", "province_name"], _MERGE),
        (f"match {len(plain):,} stripped names", plain, ["province_name"], _MERGE),
        (f"match {SAMPLE} stripped names", sample, ["province_name"], _DIFFLIB),
    ):
        engine = {_MERGE: _merge, _DIFFLIB: _close}[other]
        tasks = {
            other: lambda t=table, e=engine: e(t, today),
            _OURS: lambda t=table, p=parents: _ours(units, t, p),
        }
        seconds, answers = in_turn(tasks, rounds=rounds)
        ours, theirs = answers[_OURS], answers[other]
        both = (ours != "") & (theirs != "")
        rows += rows_of(title, seconds, {_OURS: int((both & (ours != theirs)).sum())}, base=other)
    return rows


def _former() -> pd.DataFrame:
    """The 10,035 communes and the five island districts that had none."""
    frame = register(BEFORE).frame
    islands = districts_former()
    islands = islands[~islands["has_communes"]].assign(district_name=islands["full_name"])
    columns = ["code", "full_name", "district_name", "province_name", "province_code"]
    former = pd.concat([frame[columns], islands[columns]], ignore_index=True)
    return former.assign(heir=former["province_code"].map(heirs()))


def _ours(units, table: pd.DataFrame, parents: list[str]) -> np.ndarray:
    found = match_areas(
        units,
        names=table["full_name"],
        parents=[table[name] for name in parents],
        former=former_of(NOW),
    )
    return found.rows["code"].fillna("").to_numpy()


def _merge(table: pd.DataFrame, today: pd.DataFrame) -> np.ndarray:
    """Names without marks and the province of today; where several are alike, none."""
    province = table["heir"] if "heir" in table else table["province_code"]
    left = pd.DataFrame({"name": table["full_name"].map(_plain), "province": province})
    right = pd.DataFrame(
        {
            "name": today["full_name"].map(_plain),
            "province": today["province_code"],
            "found": today["code"],
        }
    ).drop_duplicates(["name", "province"], keep=False)
    return left.merge(right, how="left", on=["name", "province"])["found"].fillna("").to_numpy()


def _close(table: pd.DataFrame, today: pd.DataFrame) -> np.ndarray:
    """The most alike name of the province; where several are, none."""
    found = []
    plain = today.assign(plain=today["full_name"].map(_plain))
    groups = dict(list(plain.groupby("province_code")))
    for name, province in zip(table["full_name"], table["province_code"], strict=True):
        group = groups[province]
        best = difflib.get_close_matches(name, group["plain"], n=1, cutoff=0.8)
        codes = group.loc[group["plain"] == best[0], "code"] if best else []
        found.append(codes.iloc[0] if len(codes) == 1 else "")
    return np.array(found, dtype=object)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
