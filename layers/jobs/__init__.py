"""Imports as jobs: they queue, tell how far they are, can be cancelled, and outlive the page that began them."""
