"""Real boundaries: fetched from a pinned public source, checked file by file, published as a version."""

from layers.boundaries.manifest import LICENCE, SOURCE, BoundaryFile, files_of, read_manifest
from layers.boundaries.publish import publish_boundaries

__all__ = [
    "LICENCE",
    "SOURCE",
    "BoundaryFile",
    "files_of",
    "publish_boundaries",
    "read_manifest",
]
