"""What can go wrong with a layer, what it is made of and the file it is written as."""

from layers.errors.base import Because, HatangError


class UnknownLayer(HatangError):
    code = "unknown_layer"


class UnknownVersion(HatangError):
    code = "unknown_version"


class LayerStands(HatangError):
    """A first version is wanted of a layer that has one."""

    code = "layer_stands"


class UnknownCity(HatangError):
    code = "unknown_city"


class UnknownField(HatangError):
    code = "unknown_field"


class UnknownFeature(HatangError):
    """No feature of this id is among those asked."""

    code = "unknown_feature"


class UnknownArea(HatangError):
    """No area of a boundary layer has this code."""

    code = "unknown_area"


class BadSpec(HatangError):
    code = "bad_spec"


class NotAllowed(HatangError):
    code = "not_allowed"


class Refused(HatangError):
    """The data was judged and has findings of severity error; ``report`` says which."""

    code = "refused"
    exit_status = 1

    def __init__(self, report, **params):
        super().__init__(**params)
        self.report = report


class CannotWrite(Because):
    """A layer cannot be written as a file."""

    code = "cannot_write"
