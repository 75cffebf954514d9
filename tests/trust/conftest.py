"""What these tests borrow: the small stores of the rooms they look into."""

from tests.web.conftest import built, context, own_context, own_folder, shared_context

__all__ = ["built", "context", "own_context", "own_folder", "shared_context"]
