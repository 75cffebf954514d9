"""The app under many users at once: ``python -m tests.load``; no part of the tests but for a small run of it."""
