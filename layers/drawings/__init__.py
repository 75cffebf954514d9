"""Drawings: points, lines, areas and words that somebody drew by hand, every change of them kept."""
