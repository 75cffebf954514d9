"""What somebody hands in: one file, or the loose parts of one dataset."""

from dataclasses import dataclass
from pathlib import Path

# Parts by the suffix that leads them. What a user picks may be any of them.
SETS = {
    ".shp": (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".shp.xml"),
    ".tab": (".tab", ".dat", ".map", ".id", ".ind"),
    ".mif": (".mif", ".mid"),
}


@dataclass(frozen=True)
class Bundle:
    """One dataset as files.

    Attributes
    ----------
    name : str
        What the user calls it: the name of the file, shown and kept.
    paths : tuple of Path
        The leading file first.
    """

    name: str
    paths: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """The leading file."""
        return self.paths[0]

    def part(self, suffix: str) -> Path | None:
        """The part with that suffix, in whatever case."""
        return next((p for p in self.paths if p.name.lower().endswith(suffix)), None)

    @classmethod
    def at(cls, path: Path) -> "Bundle":
        """The file at `path`, with the parts of the same name that stand beside it."""
        for lead, suffixes in SETS.items():
            if path.suffix.lower() in suffixes and path.is_file():
                beside = _parts_beside(path, suffixes)
                if lead in beside:
                    return cls(path.name, tuple(beside[s] for s in suffixes if s in beside))
        return cls(path.name, (path,))

    @classmethod
    def of(cls, paths: list[Path]) -> "Bundle":
        """Files that were handed in together; the leading one is found by its suffix."""
        for lead in SETS:
            leads = [path for path in paths if path.suffix.lower() == lead]
            if len(leads) == 1:
                return cls(leads[0].name, (leads[0], *(p for p in paths if p != leads[0])))
        return cls(paths[0].name, tuple(paths))


def _parts_beside(path: Path, suffixes: tuple[str, ...]) -> dict[str, Path]:
    """Files of the same stem, whatever the case of their letters, by suffix."""
    stem, found = path.name[: -len(path.suffix)].casefold(), {}
    for other in sorted(path.parent.iterdir()):
        name = other.name.casefold()
        suffix = name.removeprefix(stem)
        if name.startswith(stem) and suffix in suffixes and other.is_file():
            found.setdefault(suffix, other)
    return found
