"""What can go wrong in questions of coverage, sites, ducts and reports."""

from layers.errors.base import BadOption, Because, HatangError
from layers.errors.layer import UnknownFeature


class SitingStopped(HatangError):
    """Whoever asked for the search of sites wants it no more."""

    code = "siting_stopped"


class BadSiting(Because, BadOption):
    """Wishes for new sites that do not go together."""

    code = "bad_siting"


class BadArea(HatangError):
    """What was drawn, or given as GeoJSON, is no polygon with a surface in degrees."""

    code = "bad_area"


class BadRecipe(HatangError):
    """No recipe of a report, or one that cannot be followed; `reason` makes the code more precise."""

    code = "bad_recipe"

    def __init__(self, reason: str = "", **params):
        super().__init__(**params)
        if reason:
            self.code = f"bad_recipe.{reason}"


class SeveralCities(HatangError):
    """A report is wanted of areas of more than one city."""

    code = "several_cities"


class NoDucts(HatangError):
    """There is no route to make a network of."""

    code = "no_ducts"


class UnknownProject(UnknownFeature):
    """No project of this id has an area."""

    code = "unknown_project"


class NoRoute(Because):
    """There is no way through the ducts."""

    code = "no_route"
    exit_status = 1
