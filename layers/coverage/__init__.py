"""Coverage: what lies within assumed reach of sites, what is declared and measured, and where they disagree."""
