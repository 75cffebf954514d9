"""Accounts: who may sign in, with what, for how long, and what was granted to them."""
