"""Colours on paper: a ramp that also reads in black and white, and few others beside it."""

INK, MUTED, FAINT, RULE = "#1f2933", "#55626e", "#8b959e", "#c9d0d6"
PAPER, PANEL, ACCENT = "#ffffff", "#f4f5f3", "#8f6a00"
AROUND, NEIGHBOUR, EDGE, OUTLINE = "#fafaf8", "#efeeea", "#8796a1", "#2f3c48"
UNKNOWN, UNKNOWN_LINE = "#efece6", "#a9a398"
SITE, PLANNED, GAP, MARK = "#e0771f", "#6b2d8c", "#b3541e", "#111827"

RAMP = ("#f7f8e0", "#d5e8c8", "#a3d0c4", "#6aabc2", "#3a7cab", "#1b4577")
"""Pale green to deep blue: read in order by people with any common colour blindness."""
BREAKS = (0.05, 0.2, 0.5, 0.8, 0.95)
"""Fixed, so that two reports can be laid side by side; finer at both ends, where places differ most."""


_DARK_FROM = 0.8


def letters_on(share: float) -> tuple[str, str]:
    """The colours of letters on an area of this share, and of the edge that lifts them off what they cross."""
    dark = share == share and share is not None and share >= _DARK_FROM
    return (PAPER, ramp_colour(share)) if dark else (INK, PAPER)


def ramp_colour(share: float) -> str | None:
    """The colour of a share between 0 and 1; None of one that is not known."""
    if share is None or share != share:
        return None
    return RAMP[sum(share >= limit for limit in BREAKS)]
