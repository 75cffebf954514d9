"""Who is served where there are no accounts: this machine, and of its browser only what pages of the app ask.

Every page somebody visits can ask this machine too. The browser tells which page asks; the frame of the map is
of no origin, as a frame of any other site may be, and brings the token that the page of the app gave it.
"""

from layers.access import LOCAL_USER
from layers.store import Store
from web.sign_in import tokens
from web.sign_in.door import Door
from web.sign_in.identity import NOBODY, Visitor


def visitor_of(store: Store, door: Door, *, of_frame: bool) -> Visitor:
    """The one user of this machine, or nobody where another site asks.

    Parameters
    ----------
    of_frame : bool
        Whether it is a door of the frame of the map.
    """
    if door.is_same_origin or door.is_followed:
        return Visitor(LOCAL_USER)
    return tokens.visitor_of(store, door.query) if of_frame else NOBODY
