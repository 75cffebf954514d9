"""From a file that somebody hands in to rows that can be published, and to what is wrong with the others.

``worker`` runs it all in a fenced process; ``check.examine`` is the work itself.
"""
