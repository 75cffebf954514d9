"""How many bytes each account sent, by hour: known to every process of the store, and after a restart."""

import datetime

from layers.store.catalogue import Catalogue

_TABLE = (
    "CREATE TABLE IF NOT EXISTS upload_sum (user TEXT NOT NULL, hour TEXT NOT NULL, "
    "bytes INTEGER NOT NULL, PRIMARY KEY (user, hour))"
)
_DAY = datetime.timedelta(hours=24)


class UploadTable:
    """The sums of one store."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        with catalogue.connect() as db:
            db.execute(_TABLE)

    def add(self, user_id: str, count: int, now: datetime.datetime) -> None:
        """Count bytes that came; what is older than a day is swept."""
        with self._catalogue.writing() as db:
            db.execute("DELETE FROM upload_sum WHERE hour < ?", (_hour(now - _DAY),))
            db.execute(
                "INSERT INTO upload_sum VALUES (?, ?, ?) ON CONFLICT (user, hour) DO UPDATE "
                "SET bytes = bytes + excluded.bytes",
                (user_id, _hour(now), count),
            )

    def in_a_day(self, user_id: str, now: datetime.datetime) -> int:
        """The bytes of the last 24 hours."""
        with self._catalogue.reading() as db:
            asked = (user_id, _hour(now - _DAY))
            (found,) = db.execute(
                "SELECT coalesce(sum(bytes), 0) FROM upload_sum WHERE user = ? AND hour > ?", asked
            ).fetchone()
        return found


def _hour(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H")
