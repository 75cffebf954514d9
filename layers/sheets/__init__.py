"""The map on paper: a sheet at a true scale, with all that a map needs to be handed on."""
