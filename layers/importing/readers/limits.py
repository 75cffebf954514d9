"""How much a file may hold before it is read."""

from layers.errors import UnreadableFile

MOST_ROWS = 5_000_000
MOST_COLUMNS = 500
# JSON is read whole to be counted; a GeoPackage of the same rows is not.
MOST_JSON = 256 * 2**20
MOST_PRJ = 2**16


def require_rows(rows: int, *, file: str, most: int = MOST_ROWS) -> None:
    """Refuse more rows than are taken."""
    if rows > most:
        raise UnreadableFile("too_many_rows", file=file, rows=rows, limit=most)


def require_columns(columns: int, *, file: str) -> None:
    """Refuse more columns than are taken."""
    if columns > MOST_COLUMNS:
        raise UnreadableFile("too_many_columns", file=file, columns=columns, limit=MOST_COLUMNS)
