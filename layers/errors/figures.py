"""What can go wrong with figures of areas, and between the versions of the areas."""

from layers.errors.base import Because, HatangError


class CannotCarry(Because):
    """Figures cannot be carried to another boundary version."""

    code = "cannot_carry"

    def __init__(self, reason: str, **params):
        super().__init__(reason, **params)
        # The data is at fault, not the question.
        if reason in ("negative", "infinite", "twice", "shares"):
            self.exit_status = 1


class UnitsNotListed(HatangError):
    """The units of a boundary version are not known one by one."""

    code = "units_not_listed"


class NoCrosswalk(HatangError):
    """It is not known which units of one boundary version became which of another."""

    code = "no_crosswalk"


class OtherVersion(Because):
    """Codes or names are those of another boundary version."""

    code = "other_version"
    exit_status = 1


class NotMappable(Because):
    """A figure that cannot be shown over areas."""

    code = "not_mappable"


class NoAreas(HatangError):
    """Shares of areas are asked for, and the layer has none."""

    code = "no_areas"


class NoPeople(HatangError):
    """People or premises are asked for, and none are counted in the areas."""

    code = "no_people"


class BadGrid(Because):
    """A raster cannot be used as a grid of counts."""

    code = "bad_grid"

    def __init__(self, reason: str = "unreadable", **params):
        super().__init__(reason, **params)
