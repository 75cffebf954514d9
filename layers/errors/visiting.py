"""What can go wrong with what a visitor makes of the map: filters, looks, views, drawings, sheets."""

from layers.errors.base import Because, HatangError


class BadFilter(HatangError):
    """A filter that cannot be: its operator, its values or its ground."""

    code = "bad_filter"


class BadLook(HatangError):
    """A look of a layer that cannot be."""

    code = "bad_look"


class BadView(HatangError):
    """A link or a saved view that cannot be read."""

    code = "bad_view"


class UnknownView(HatangError):
    """No view is kept under this id, or somebody else keeps it."""

    code = "unknown_view"


class TooManyViews(HatangError):
    """Somebody keeps as many views as there is room for."""

    code = "too_many_views"


class BadSheet(HatangError):
    """A printed map that cannot be: its paper, scale, middle or title block."""

    code = "bad_sheet"


class TooManySheets(HatangError):
    """A place does not fit a reasonable number of sheets at the scale."""

    code = "too_many_sheets"


class UnknownDrawing(HatangError):
    """No drawing of this id belongs to who asks."""

    code = "unknown_drawing"


class BadDrawing(Because):
    """A drawing, or a change of one, that cannot be."""

    code = "bad_drawing"


class BadBaseMap(Because):
    """An entry of the list of base maps that cannot be used."""

    code = "bad_base_map"
