"""Administrative units over time: the versions there were, the units of each, and what became of them."""
