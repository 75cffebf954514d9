"""Small stores with some versions, their folder, and commands on them."""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from layers.store import Provenance, Store, Version, files, open_store
from tests.layers.store_contract import points

LAYER = "antenna_mast"


def times(few: int, many: int) -> int:
    """How often something is tried: `many` times where ``HATANG_TRUST_FULL=1`` asks for it."""
    return many if os.environ.get("HATANG_TRUST_FULL") == "1" else few


@contextlib.contextmanager
def swift_folder() -> Iterator[Path]:
    """A folder in memory where there is one: who tests races and kills need not wait for a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def put(store: Store, *names: str, layer_id: str = LAYER, source: Path | None = None) -> Version:
    """Publish points of these names as the next version."""
    standing = store.current().get(layer_id)
    kept = None if source is None else files.sha256(source)
    return store.publish(
        points(*names),
        layer_id,
        user="an",
        expected=standing.number if standing else None,
        provenance=Provenance(title="made", quality="synthetic", source_sha256=kept),
        source=source,
    )


def filled(folder: Path, versions: int = 3) -> Store:
    """A store with versions 1, 2, 3 ... of sites, each of as many points as its number."""
    store = open_store(str(folder))
    for number in range(1, versions + 1):
        source = folder.parent / f"source{number}.geojson"
        source.write_text(f'{{"number": {number}}}')
        put(store, *(f"v{number}p{i}" for i in range(number)), source=source)
    return store


def flip(path: Path, at: int | None = None) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if at is None else at] ^= 0xFF
    path.write_bytes(content)


def command(capsys, *words: str, store: Path, lang: str = "en") -> tuple[int, dict | None, str]:
    """Run a command with --json; gives status, document and what was said."""
    from layers.cli import (
        main,
    )  # brings all rooms along, which processes forked from here do not need

    capsys.readouterr()
    status = main([*map(str, words), "--store", str(store), "--json", "--lang", lang])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else None, err


def listing(folder: Path) -> dict[str, str]:
    """Every file below a folder with its checksum."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): files.sha256(path) for path in found}
