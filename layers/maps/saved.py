"""A view kept on the server under a title, to be opened again and sent as a short link."""

import datetime
from dataclasses import dataclass

from layers.errors import BadView

MOST_TITLE = 120


@dataclass(frozen=True)
class SavedView:
    """A view that somebody kept.

    Attributes
    ----------
    id : str
        Not to be guessed: whoever has it may open the view, with what they may see of it.
    user : str
        Who keeps it; nobody else may change it.
    content : dict
        As `layers.maps.document` writes it.
    """

    id: str
    user: str
    title: str
    content: dict
    changed_at: datetime.datetime


def clean_title(title: str) -> str:
    """A title on one line, without room at its ends.

    Raises
    ------
    BadView
        If nothing is left of it.
    """
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())
    if not clean:
        raise BadView(part="–")
    return clean[:MOST_TITLE].rstrip()
