"""What the app asks of the worker, as a file that both can read."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from layers.importing.choices import Choices
from layers.importing.limits import Limits
from layers.importing.mapping import Remembered

REQUEST = "request.json"
MODES = ("new", "replace", "append", "update")


@dataclass(frozen=True)
class Task:
    """One examination of a file, up to the version it would become.

    Attributes
    ----------
    name : str
        What the user calls the file.
    paths : tuple of Path
        The file, or its loose parts, the leading one first.
    layer_id : str or None
        The layer it is for; None judges the file alone.
    specs : Path or None
        The folder of the city's own layer specs.
    ground : dict
        Layer id -> GeoParquet file of boundaries to hold positions against.
    standing : Path or None
        The GeoParquet file of the version in service.
    remembered : tuple of Remembered
        How columns of earlier files for the layer were mapped, the latest first.
    mode, key : str, tuple of str
        How the file meets the standing version.
    keep_raw : bool
        Whether all rows, as they stand in the file, are left with the outcome.
    """

    name: str
    paths: tuple[Path, ...]
    layer_id: str | None = None
    specs: Path | None = None
    choices: Choices = field(default_factory=Choices)
    ground: Mapping[str, Path] = field(default_factory=dict)
    standing: Path | None = None
    remembered: tuple[Remembered, ...] = ()
    mode: str = "new"
    key: tuple[str, ...] = ()
    keep_raw: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def readable(self) -> list[Path]:
        """Everything it needs to read."""
        more = [path for path in (self.specs, self.standing) if path is not None]
        return [*self.paths, *self.ground.values(), *more]

    def write(self, folder: Path) -> None:
        content = {f.name: getattr(self, f.name) for f in fields(self)}
        content |= {
            "choices": self.choices.to_json(),
            "limits": asdict(self.limits),
            "remembered": [asdict(each) for each in self.remembered],
        }
        (folder / REQUEST).write_text(json.dumps(content, default=str), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Task":
        content = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
        return cls(
            **content
            | {
                "paths": tuple(map(Path, content["paths"])),
                "specs": content["specs"] and Path(content["specs"]),
                "choices": Choices.from_json(content["choices"]),
                "ground": {name: Path(path) for name, path in content["ground"].items()},
                "standing": content["standing"] and Path(content["standing"]),
                "remembered": tuple(
                    Remembered(tuple(each["columns"]), each["mapping"])
                    for each in content["remembered"]
                ),
                "key": tuple(content["key"]),
                "limits": Limits(**content["limits"]),
            }
        )
