"""Put a finished file in its place: whole, or not at all."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from layers.errors import CannotWrite


def write_whole(content: bytes, path: Path) -> None:
    """Write `content` beside `path` and move it there.

    Raises
    ------
    CannotWrite
        If the place cannot be written to.
    """
    passing = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".hatang-", delete=False) as file:
            passing = Path(file.name)
            file.write(content)
        passing.chmod(0o644)
        passing.replace(path)
    except OSError as fault:
        if passing is not None:
            passing.unlink(missing_ok=True)
        raise CannotWrite("path", file=str(path), fault=fault.strerror or str(fault)) from fault
