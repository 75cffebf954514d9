"""Explore: the map of a city with its layers, and what can be asked, drawn, sent and taken away."""
