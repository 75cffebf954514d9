"""The one door to GDAL: checks what is about to be opened, and gives frames in the order of the file."""

import mmap
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from layers.errors import UnreadableFile
from layers.importing.nested import as_text

# What GDAL takes for an order to open something else, wherever in the first bytes it stands.
_POINTERS = (
    b"<OGRVRTDataSource",
    b"<OGRWFSDataSource",
    b"<VRTDataset",
    b"<GDAL_WMS",
    b"gdal_streamed_alg",
)
# Nothing is fetched, whatever a file asks for.
_NO_NETWORK = {"GDAL_HTTP_PROXY": "127.0.0.1:1", "CPL_VSIL_CURL_ALLOWED_FILENAME": "none"}


def require_plain(path: Path) -> None:
    """Refuse a text that GDAL could take for a pointer to other data.

    A sound document may carry such text in a value: GDAL looks for the words, not for the document.

    Raises
    ------
    UnreadableFile
        With the reason ``points_elsewhere``.
    """
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if any(content.find(mark) >= 0 for mark in _POINTERS):
            raise UnreadableFile("points_elsewhere", file=path.name)


def read_rows(
    path: Path,
    *,
    driver: str = "",
    layer: str | None = None,
    letters: str | None = None,
    arrow: bool = True,
    config: dict[str, str] | None = None,
    ids: str | None = None,
    **options,
) -> pd.DataFrame:
    """The rows of one layer, index 0, 1, 2 ...; a GeoDataFrame where they have shapes.

    Parameters
    ----------
    driver : str
        The driver, where GDAL knows a prefix for it.
    letters : str, optional
        The encoding to read text in that GDAL does not decode by itself.
    arrow : bool
        Whether to read in columns (faster); what cannot be read so is read row by row.
    config : dict, optional
        Settings of GDAL for this call.
    ids : str, optional
        A column to keep the numbers in that the file gives its features.
    """
    import pyogrio

    source = f"{driver}:{path.resolve()}" if driver else path
    pyogrio.set_gdal_config_options(_NO_NETWORK | (config or {}))
    said = {"layer": layer, "encoding": letters, "fid_as_index": ids is not None} | options
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                frame = pyogrio.read_dataframe(source, use_arrow=arrow, **said)
            except (ValueError, NotImplementedError, shapely.errors.GEOSException):
                # Letters that are not what the file declares; curves, which come as lines so.
                frame = pyogrio.read_dataframe(source, use_arrow=False, **said)
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(config or {}))
    if ids is not None and ids not in frame:
        frame = frame.rename_axis(ids).reset_index()
    return plain(frame)


def list_layers(path: Path) -> list[str]:
    """The names of the layers of a file."""
    import pyogrio

    pyogrio.set_gdal_config_options(_NO_NETWORK)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [str(name) for name, _ in pyogrio.list_layers(path)]


def count_declared(path: Path) -> int:
    """How many rows the header of a file declares; -1 where it does not."""
    import pyogrio

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return int(pyogrio.read_info(path)["features"])


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows counted from 0, shapes in the column ``geometry``, nested values as the text of their JSON.

    No two columns have the same name: of those that do, later ones are numbered.
    """
    frame = frame.reset_index(drop=True)
    shapes = frame.active_geometry_name if isinstance(frame, gpd.GeoDataFrame) else None
    if not frame.columns.is_unique:
        frame = frame.set_axis(_numbered(list(frame.columns)), axis=1)
    texts = {
        name: frame[name].map(as_text)
        for name in frame.columns
        if name != shapes and frame[name].dtype == object and _is_nested(frame[name])
    }
    frame = frame.assign(**texts) if texts else frame
    if shapes not in (None, "geometry"):
        frame = frame.rename(columns={"geometry": "geometry_"}).rename_geometry("geometry")
    return frame


def _numbered(names: list[str]) -> list[str]:
    """Names of which none stands twice; the last of all is that of the shapes and stays."""
    taken, made = {names[-1]}, []
    for name in names[:-1]:
        free, number = name, 2
        while free in taken:
            free, number = f"{name}_{number}", number + 1
        taken.add(free)
        made.append(free)
    return [*made, names[-1]]


def _is_nested(column: pd.Series) -> bool:
    known = column[column.notna()]
    return bool(
        known.map(lambda value: isinstance(value, dict | list) or hasattr(value, "tolist")).any()
    )
