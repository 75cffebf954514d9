"""The Ducts view: a way from A to B, the health of the network, corridors, project areas, undergrounding."""
