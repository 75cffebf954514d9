"""Profiles: what there is in an area, a city or a drawn shape, and how several areas compare."""
