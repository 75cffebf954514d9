"""Base maps that the administrator of a store sets: addresses of tiles, or files of tiles beside it."""
