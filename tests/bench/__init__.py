"""Measurements against other engines, run by ``python -m tests.bench``; no part of the tests."""
