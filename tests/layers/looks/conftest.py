"""The masts of the filters' tests."""

from tests.layers.filters.conftest import asked, changing, standing

__all__ = ["asked", "changing", "standing"]
