"""``python -m layers.importing.kit.make FOLDER LANG OUT``: the kit of the import whose outcome is in FOLDER."""

import json
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd

from layers.importing.kit.drawing import draw
from layers.importing.kit.page import report_page
from layers.importing.outcome import ACCEPTED, Outcome
from layers.store.files import PARQUET_FAULTS
from layers.words import Words
from layers.writing import tabular


def make_kit(folder: Path, lang: str, out: Path) -> None:
    """Write the kit as a ZIP.

    It holds ``summary.json`` (the promised report, with all rows of all findings that were kept),
    ``report.html``, ``accepted.gpkg``, ``set_aside.gpkg`` and ``set_aside.csv`` (with the number of
    each row in the file and the rules that set it aside; mended, it can be handed in again), and
    ``map.svg``.

    Parameters
    ----------
    folder : Path
        Where the outcome of the import is.
    lang : {"vi", "en"}
        Of the sentences in it.
    """
    outcome, words = Outcome.read(folder), Words(lang)
    preview = json.loads(outcome.preview.read_text("utf-8")) if outcome.preview else {}
    svg = draw(preview.get("rows"))
    with TemporaryDirectory(dir=out.parent, prefix=".kit-") as place:
        passing = Path(place) / "kit.zip"
        with zipfile.ZipFile(passing, "w", zipfile.ZIP_DEFLATED) as archive:
            summary = outcome.report.to_json(lang, most=None)
            archive.writestr(
                "summary.json", json.dumps(summary, ensure_ascii=False, indent=1, default=str)
            )
            archive.writestr("report.html", report_page(outcome, words, svg=svg))
            if svg:
                archive.writestr("map.svg", svg)
            for name, source in (("accepted", folder / ACCEPTED), ("set_aside", outcome.aside)):
                if source is not None and source.is_file():
                    _add_rows(archive, source, name, Path(place))
        passing.replace(out)


def _add_rows(archive: zipfile.ZipFile, source: Path, name: str, place: Path) -> None:
    """The rows as GeoPackage, where they have shapes, and as a table for a spreadsheet."""
    frame = _read(source)
    if isinstance(frame, gpd.GeoDataFrame):
        path = place / f"{name}.gpkg"
        _whole(frame).to_file(path, layer=name, driver="GPKG")
        archive.write(path, path.name)
    archive.writestr(f"{name}.csv", tabular(frame).to_csv(index=False).encode("utf-8-sig"))


def _whole(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A GeoPackage numbers its rows by ``fid`` itself."""
    return frame.drop(columns="fid", errors="ignore")


def _read(path: Path) -> pd.DataFrame:
    try:
        return gpd.read_parquet(path)
    except PARQUET_FAULTS:
        return pd.read_parquet(path)


if __name__ == "__main__":
    make_kit(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
