"""A small store to report on: two communes of Da Nang, three sites, an island far out."""

import pytest

from layers.atlas import Atlas
from layers.store import Provenance, open_store
from tests.layers.reports.report_case import areas, bts_sites

SITES = [(108.03, 16.03), (108.05, 16.05), (108.15, 16.05)]


def _fill(store) -> Atlas:
    """Both communes, the island, and three sites: two west, one east."""
    for layer, frame in (("admin_commune", areas()), ("bts_site", bts_sites(SITES))):
        made_up = Provenance(title="test", quality="synthetic")
        store.publish(frame, layer, user="tester", expected=None, provenance=made_up)
    return Atlas(store)


@pytest.fixture(scope="package")
def folder(tmp_path_factory):
    """Where the store of `atlas` stands."""
    return tmp_path_factory.mktemp("reports") / "store"


@pytest.fixture(scope="package")
def atlas(folder):
    """An atlas that tests share and only read."""
    return _fill(open_store(str(folder)))


@pytest.fixture
def own_atlas(store):
    """An atlas of one test, which may publish to its store."""
    return _fill(store)
