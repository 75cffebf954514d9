"""What can go wrong in the life of a layer: one small tree, each with a stable code.

The sentence a person reads is in ``layers/locales`` under ``error.<code>``, in both languages;
``str(error)`` gives the English one. ``exit_status`` is the one the command line ends with.
"""


class HatangError(Exception):
    """Base of all failures that a user can do something about."""

    code = "failure"
    exit_status = 2

    def __init__(self, **params):
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        from layers.words import explain

        return explain(self, "en")


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


class BadSpec(HatangError):
    code = "bad_spec"


class BadOption(HatangError):
    code = "bad_option"


class NotAllowed(HatangError):
    code = "not_allowed"


class CannotWrite(HatangError):
    """A layer cannot be written as a file; `reason` makes the code more precise."""

    code = "cannot_write"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.code = f"cannot_write.{reason}"


class UnreadableFile(HatangError):
    """The file cannot be opened as what it is; `reason` makes the code more precise."""

    code = "unreadable"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.code = f"unreadable.{reason}"


class ImportStopped(HatangError):
    """The worker reached a limit or died; `reason` makes the code more precise."""

    code = "import_stopped"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.code = f"import_stopped.{reason}"


class UnknownJob(HatangError):
    code = "unknown_job"


class NotYours(HatangError):
    """The job was begun by somebody else."""

    code = "not_yours"


class UnknownUpload(HatangError):
    """A set of uploaded files that is not there, or somebody else's."""

    code = "unknown_upload"


class UploadTooLarge(HatangError):
    code = "upload_too_large"


class BadUpload(HatangError):
    """Files that cannot be taken in as they are sent; `reason` makes the code more precise."""

    code = "bad_upload"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.code = f"bad_upload.{reason}"


class Refused(HatangError):
    """The data was judged and has findings of severity error; ``report`` says which."""

    code = "refused"
    exit_status = 1

    def __init__(self, report, **params):
        super().__init__(**params)
        self.report = report


class StoreDamaged(HatangError):
    code = "store_damaged"


class StoreFull(HatangError):
    code = "store_full"


class StoreBusy(HatangError):
    code = "store_busy"


class StoreUnsupported(HatangError):
    code = "store_unsupported"


class VersionConflict(HatangError):
    """Someone published a version after the one the editor saw."""

    code = "version_conflict"


class NoNetwork(HatangError):
    code = "no_network"


class BadChecksum(HatangError):
    code = "bad_checksum"


class PortInUse(HatangError):
    code = "port_in_use"


class CannotCarry(HatangError):
    """Figures cannot be carried to another boundary version; `reason` makes the code more precise."""

    code = "cannot_carry"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.code = f"cannot_carry.{reason}"
        # The data is at fault, not the question.
        if reason in ("negative", "infinite", "twice", "shares"):
            self.exit_status = 1


class UnitsNotListed(HatangError):
    """The units of a boundary version are not known one by one."""

    code = "units_not_listed"


class NoCrosswalk(HatangError):
    """It is not known which units of one boundary version became which of another."""

    code = "no_crosswalk"


class OtherVersion(HatangError):
    """Codes or names are those of another boundary version; `reason` makes the code more precise."""

    code = "other_version"
    exit_status = 1

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.code = f"other_version.{reason}"


class NotMappable(HatangError):
    """A figure that cannot be shown over areas; `reason` makes the code more precise."""

    code = "not_mappable"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.reason = reason
        self.code = f"not_mappable.{reason}"


class SitingStopped(HatangError):
    """Whoever asked for the search of sites wants it no more."""

    code = "siting_stopped"


class BadArea(HatangError):
    """What was drawn, or given as GeoJSON, is no polygon with a surface in degrees."""

    code = "bad_area"


class NoAreas(HatangError):
    """Shares of areas are asked for, and the layer has none."""

    code = "no_areas"


class NoPeople(HatangError):
    """People or premises are asked for, and none are counted in the areas."""

    code = "no_people"


class BadGrid(HatangError):
    """A raster cannot be used as a grid of counts; `reason` makes the code more precise."""

    code = "bad_grid"

    def __init__(self, reason: str = "unreadable", **params):
        super().__init__(**params)
        self.code = f"bad_grid.{reason}"


class BadRecipe(HatangError):
    """No recipe of a report, or one that cannot be followed; `reason` makes the code more precise."""

    code = "bad_recipe"

    def __init__(self, reason: str = "", **params):
        super().__init__(**params)
        if reason:
            self.code = f"bad_recipe.{reason}"


class NoDucts(HatangError):
    """There is no route to make a network of."""

    code = "no_ducts"


class UnknownFeature(HatangError):
    """No feature of this id is among those asked."""

    code = "unknown_feature"


class UnknownProject(UnknownFeature):
    """No project of this id has an area."""

    code = "unknown_project"


class NoRoute(HatangError):
    """There is no way through the ducts; `reason` makes the code more precise."""

    code = "no_route"
    exit_status = 1

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.reason = reason
        self.code = f"no_route.{reason}"


class SeveralCities(HatangError):
    """A report is wanted of areas of more than one city."""

    code = "several_cities"


class BadSiting(BadOption):
    """Wishes for new sites that do not go together; `reason` makes the code more precise."""

    code = "bad_siting"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.code = f"bad_siting.{reason}"


class BadFilter(HatangError):
    """A filter that cannot be: its operator, its values or its ground."""

    code = "bad_filter"


class BadLook(HatangError):
    """A look of a layer that cannot be."""

    code = "bad_look"


class BadView(HatangError):
    """A link or a saved view that cannot be read."""

    code = "bad_view"


class BadSheet(HatangError):
    """A printed map that cannot be: its paper, scale, middle or title block."""

    code = "bad_sheet"


class TooManySheets(HatangError):
    """A place does not fit a reasonable number of sheets at the scale."""

    code = "too_many_sheets"


class UnknownDrawing(HatangError):
    """No drawing of this id belongs to who asks."""

    code = "unknown_drawing"


class BadDrawing(HatangError):
    """A drawing, or a change of one, that cannot be; `reason` makes the code more precise."""

    code = "bad_drawing"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.reason = reason
        self.code = f"bad_drawing.{reason}"


class UnknownArea(HatangError):
    """No area of a boundary layer has this code."""

    code = "unknown_area"


class UnknownView(HatangError):
    """No view is kept under this id, or somebody else keeps it."""

    code = "unknown_view"


class TooManyViews(HatangError):
    """Somebody keeps as many views as there is room for."""

    code = "too_many_views"


class BadBaseMap(HatangError):
    """An entry of the list of base maps that cannot be used; `reason` makes the code more precise."""

    code = "bad_base_map"

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.reason = reason
        self.code = f"bad_base_map.{reason}"
