"""How columns were mapped to the fields of a layer, kept so that the next file of that source need not ask."""

import datetime
import json

from layers.importing.mapping import Remembered
from layers.store.catalogue import Catalogue

_TABLE = (
    "CREATE TABLE IF NOT EXISTS mapping (layer_id TEXT NOT NULL, columns TEXT NOT NULL, "
    "mapping TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (layer_id, columns))"
)
_MOST = 100


class MappingTable:
    """The mappings of one store, by layer and by the columns a file had."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        with catalogue.connect() as db:
            db.execute(_TABLE)

    def remember(self, layer_id: str, chosen: Remembered) -> None:
        """Keep a mapping in the place of what was chosen for the same columns before."""
        now = datetime.datetime.now(datetime.UTC).isoformat()
        columns = json.dumps(sorted(chosen.columns), ensure_ascii=False)
        mapping = json.dumps(dict(chosen.mapping), ensure_ascii=False)
        with self._catalogue.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO mapping VALUES (?, ?, ?, ?)",
                (layer_id, columns, mapping, now),
            )

    def of(self, layer_id: str) -> list[Remembered]:
        """The mappings of a layer, the latest first."""
        with self._catalogue.reading() as db:
            rows = db.execute(
                "SELECT columns, mapping FROM mapping WHERE layer_id = ? ORDER BY at DESC LIMIT ?",
                (layer_id, _MOST),
            ).fetchall()
        return [Remembered(tuple(json.loads(c)), json.loads(m)) for c, m in rows]
