"""Views that people kept, and parts of links too long for an address, in the catalogue."""

import datetime
import hashlib
import json
import secrets

from layers.errors import BadView, TooManyViews, UnknownView
from layers.maps.saved import SavedView, clean_title
from layers.store.catalogue import Catalogue

MOST_VIEWS = 200
MOST_LINKS = 2_000
_MOST_BYTES = 500_000
_TABLES = (
    "CREATE TABLE IF NOT EXISTS view (id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL, "
    "content TEXT NOT NULL, changed_at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS view_link (id TEXT PRIMARY KEY, content TEXT NOT NULL, "
    "used_at TEXT NOT NULL)",
)
_COLUMNS = "id, user, title, content, changed_at"


class ViewTable:
    """The kept views of one store. Safe across threads and processes.

    Anybody may read a view whose id they have; only who keeps it may change it, and to others it is
    then as if there were none.
    """

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        with catalogue.connect() as db:
            for statement in _TABLES:
                db.execute(statement)

    def add(self, content: dict, *, title: str, user: str) -> SavedView:
        """Keep a view under a title.

        Raises
        ------
        BadView
            If the title is empty or the view larger than any can be.
        TooManyViews
            If the user keeps as many as there is room for.
        """
        saved = SavedView(secrets.token_urlsafe(12), user, clean_title(title), content, _now())
        with self._catalogue.writing() as db:
            (kept,) = db.execute("SELECT count(*) FROM view WHERE user = ?", (user,)).fetchone()
            if kept >= MOST_VIEWS:
                raise TooManyViews(most=MOST_VIEWS)
            row = (saved.id, user, saved.title, _text(content), saved.changed_at.isoformat())
            db.execute("INSERT INTO view VALUES (?, ?, ?, ?, ?)", row)
            detail = {"view": saved.id}  # whoever has this opens it
            self._catalogue.log(db, user=user, action="view_shared", layer_id=None, detail=detail)
        return saved

    def get(self, view_id: str) -> SavedView:
        """One view; `UnknownView` where there is none."""
        with self._catalogue.reading() as db:
            row = db.execute(f"SELECT {_COLUMNS} FROM view WHERE id = ?", (view_id,)).fetchone()
        if row is None:
            raise UnknownView(view=view_id[:40])
        return _saved(row)

    def all(self, *, user: str) -> list[SavedView]:
        """The views a user keeps, the last changed first."""
        with self._catalogue.reading() as db:
            rows = db.execute(
                f"SELECT {_COLUMNS} FROM view WHERE user = ? ORDER BY changed_at DESC, id", (user,)
            ).fetchall()
        return [_saved(row) for row in rows]

    def rename(self, view_id: str, title: str, *, user: str) -> None:
        """Give a view another title."""
        self._change(view_id, user, "title = ?", clean_title(title))

    def replace(self, view_id: str, content: dict, *, user: str) -> None:
        """Keep another view under the same title and link."""
        self._change(view_id, user, "content = ?", _text(content))

    def remove(self, view_id: str, *, user: str) -> None:
        """Keep a view no longer."""
        with self._catalogue.writing() as db:
            done = db.execute("DELETE FROM view WHERE id = ? AND user = ?", (view_id, user))
            if not done.rowcount:
                raise UnknownView(view=view_id[:40])

    def keep_link(self, content: object) -> str:
        """Keep a part of a link; the same content has the same id. The longest unused ones make room."""
        text = _text(content)
        link = hashlib.sha256(text.encode()).hexdigest()[:24]
        with self._catalogue.writing() as db:
            now = _now().isoformat()
            db.execute(
                "INSERT INTO view_link VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET used_at = ?",
                (link, text, now, now),
            )
            db.execute(
                "DELETE FROM view_link WHERE id NOT IN "
                "(SELECT id FROM view_link ORDER BY used_at DESC LIMIT ?)",
                (MOST_LINKS,),
            )
        return link

    def link(self, link_id: str) -> object:
        """What was kept under this id; `BadView` where nothing is."""
        with self._catalogue.reading() as db:
            row = db.execute("SELECT content FROM view_link WHERE id = ?", (link_id,)).fetchone()
        if row is None:
            raise BadView(part=link_id[:40])
        return json.loads(row[0])

    def _change(self, view_id: str, user: str, what: str, value: str) -> None:
        with self._catalogue.writing() as db:
            done = db.execute(
                f"UPDATE view SET {what}, changed_at = ? WHERE id = ? AND user = ?",
                (value, _now().isoformat(), view_id, user),
            )
            if not done.rowcount:
                raise UnknownView(view=view_id[:40])


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _text(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    if len(text.encode()) > _MOST_BYTES:
        raise BadView(part=text[:40])
    return text


def _saved(row: tuple) -> SavedView:
    changed = datetime.datetime.fromisoformat(row[4])
    return SavedView(row[0], row[1], row[2], json.loads(row[3]), changed)
