"""The context of a process: an open store, or the fault that keeps it closed."""

from layers.errors import StoreDamaged, StoreUnsupported
from layers.settings import Settings
from web.context import get_context, install, open_context


def test_an_open_store_has_an_atlas_and_tiles(shared_context):
    assert shared_context.fault is None
    assert len(shared_context.atlas.now().versions) == 7
    assert shared_context.index is not None


def test_a_store_that_is_not_there_is_made_empty(tmp_path):
    context = open_context(Settings(store=str(tmp_path / "new" / "store")))
    assert context.fault is None
    assert context.atlas.now().versions == {}


def test_a_fault_is_kept_and_nothing_raised(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "catalogue.db").write_bytes(b"not a database" * 1000)
    context = open_context(Settings(store=str(folder)))
    assert isinstance(context.fault, StoreDamaged)
    assert (context.atlas, context.index) == (None, None)
    assert (folder / "catalogue.db").read_bytes() == b"not a database" * 1000


def test_a_database_address_is_a_fault_with_its_kind():
    fault = open_context(Settings(store="postgresql://host/name")).fault
    assert isinstance(fault, StoreUnsupported)
    assert "postgresql" in str(fault)


def test_the_last_context_installed_is_the_one_of_the_process(shared_context, tmp_path):
    other = open_context(Settings(store=str(tmp_path / "store")))
    install(other)
    assert get_context() is other
    install(shared_context)
    assert get_context() is shared_context
