"""The drawings of one user: opened, changed, taken back, named, put away, taken along."""

import uuid
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from layers.access import User, can_draw
from layers.access.refusals import refusal
from layers.drawings.change import MOVES, Change, edited
from layers.drawings.drawing import Drawing, clean_name
from layers.drawings.files import write_drawing
from layers.errors import UnknownDrawing
from layers.store import Store
from layers.store.drawing_table import DrawingEntry


@dataclass(frozen=True)
class DrawingBook:
    """What a user drew, kept in the store at every change.

    Examples
    --------
    >>> book = DrawingBook(store, user)  # doctest: +SKIP
    >>> drawing = book.create("Tuyến đường 2/9")  # doctest: +SKIP
    >>> book.apply(drawing.id, Change("c1", "add", {"feature": {...}}))  # doctest: +SKIP

    Raises
    ------
    NotAllowed
        Where the user may not draw.
    UnknownDrawing
        For a drawing that does not exist, was put away, or belongs to somebody else.
    BadDrawing
        For what no drawing can be; its ``code`` says which.
    """

    store: Store
    user: User

    def __post_init__(self) -> None:
        if not can_draw(self.user):
            raise refusal(self.user, "draw", None)

    def all(self) -> list[DrawingEntry]:
        """The drawings of the user, the last changed first."""
        return self.store.drawings.all(user=self.user.id)

    def create(self, name: str, *, drawing_id: str | None = None) -> Drawing:
        """A new, empty drawing."""
        made = drawing_id or uuid.uuid4().hex
        return self.store.drawings.create(made, clean_name(name), user=self.user.id)

    def open(self, drawing_id: str) -> Drawing:
        """A drawing as it stands."""
        return self.store.drawings.get(drawing_id, user=self.user.id)

    def find(self, drawing_id: str | None) -> Drawing | None:
        """A drawing as it stands, or None where there is none of this id."""
        try:
            return None if drawing_id is None else self.open(drawing_id)
        except UnknownDrawing:
            return None

    def begin(self, drawing_id: str, name: str) -> Drawing:
        """The drawing of an id that was given out before anything was drawn: made where it is not there yet."""
        return self.find(drawing_id) or self.create(name, drawing_id=drawing_id)

    def apply(self, drawing_id: str, change: Change) -> Drawing:
        """Make a change, once, and keep it."""
        table, user = self.store.drawings, self.user.id
        if change.op in MOVES:
            return table.step(drawing_id, change.id, -1 if change.op == "undo" else 1, user=user)
        return table.change(drawing_id, change.id, partial(edited, change=change), user=user)

    def undo(self, drawing_id: str) -> Drawing:
        """One state back."""
        return self.apply(drawing_id, Change(uuid.uuid4().hex, "undo", {}))

    def redo(self, drawing_id: str) -> Drawing:
        """One state forth."""
        return self.apply(drawing_id, Change(uuid.uuid4().hex, "redo", {}))

    def rename(self, drawing_id: str, name: str) -> Drawing:
        """Call a drawing otherwise."""
        return self.store.drawings.rename(drawing_id, clean_name(name), user=self.user.id)

    def delete(self, drawing_id: str) -> None:
        """Put a drawing away."""
        self.store.drawings.remove(drawing_id, user=self.user.id)

    def bring_back(self, drawing_id: str) -> Drawing:
        """A drawing that was put away, again."""
        return self.store.drawings.bring_back(drawing_id, user=self.user.id)

    def export(self, drawing_id: str, out: Path, *, file_format: str) -> int:
        """Write a drawing as a file, see `layers.drawings.files.write_drawing`; give how many features."""
        return write_drawing(self.open(drawing_id), out, file_format=file_format)
