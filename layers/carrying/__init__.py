"""Figures of one boundary version carried to the units of another, with what cannot be known."""
