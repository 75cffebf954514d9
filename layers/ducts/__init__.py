"""Ducts and what lies with them: the network, ways through it, corridors, project areas, undergrounding."""
