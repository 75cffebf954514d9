"""Keeping a store: is it sound, a copy of it while the app runs, and the way back from a copy."""
