"""What a user may not see is not there for any door: versions cut down to what may be seen.

`mask` is the rule, `inside` and `cut` make the part, `masked` gives every user a snapshot, `doors` is
what doors ask of it.
"""
