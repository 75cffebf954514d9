from layers.esc import esc  # noqa: F401
