"""The demonstration data: real units with approximate boundaries, an invented network on them."""
