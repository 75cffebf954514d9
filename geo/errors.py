"""What can go wrong in the spatial engine: one small tree, each kind with a code."""


class GeoError(ValueError):
    """A spatial question that cannot be answered as it was put.

    Attributes
    ----------
    code : str
        Stable key under which the interface finds its own words for the error.
    params : dict
        What fills the template; plain values only, so that they can be logged and translated.

    Examples
    --------
    >>> str(MissingCRS(what="areas"))
    'areas: the coordinate reference system is not known'
    """

    code = "geo.error"
    template = "the spatial question cannot be answered"

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.template.format(**params))


class MissingCRS(GeoError):
    """A frame carries no coordinate reference system. Takes ``what``: the name of the frame."""

    code = "geo.missing_crs"
    template = "{what}: the coordinate reference system is not known"


class NotMetric(GeoError):
    """A projected system whose unit is not the metre was given. Takes ``what`` and ``unit``."""

    code = "geo.not_metric"
    template = "{what}: the unit is {unit}, metres are needed"


class BadGeometryType(GeoError):
    """A geometry type the function cannot work on. Takes ``what``, ``found``, ``expected``."""

    code = "geo.bad_geometry_type"
    template = "{what}: found {found}, expected {expected}"


class BadGeometry(GeoError):
    """A geometry that cannot be used as it stands. Takes ``what`` and ``reason``."""

    code = "geo.bad_geometry"
    template = "{what}: {reason}"


class BadArgument(GeoError):
    """An argument outside its range or list. Takes ``name``, ``value`` and ``expected``."""

    code = "geo.bad_argument"
    template = "{name} is {value!r}, expected {expected}"


class NotConnected(GeoError):
    """No way between two nodes of a network. Takes ``start``, ``end``, ``part_start``, ``part_end``.

    The parts are those of the whole network; where they are the same, only what must be avoided or
    was not to be used joins the two.
    """

    code = "geo.not_connected"
    template = "node {start} (part {part_start}) and node {end} (part {part_end}) are not connected"
