"""The list of layers: those on the map in their order, and the catalogue of those that can be put there."""
