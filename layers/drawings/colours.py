"""The colours of what is drawn by hand: few, told apart without colour vision, on light and on dark ground."""

COLOURS: dict[str, dict[str, str]] = {
    "ink": {"light": "#1f2933", "dark": "#eef2f5"},
    "amber": {"light": "#b45f06", "dark": "#f2a83b"},
    "blue": {"light": "#1d5fa8", "dark": "#7fb0f0"},
    "teal": {"light": "#0f6e84", "dark": "#5cc3d6"},
    "purple": {"light": "#7a5195", "dark": "#c79be6"},
    "pink": {"light": "#bc3f85", "dark": "#f08cc0"},
}
FIRST_COLOUR = "amber"


def colours_of(theme: str) -> dict[str, str]:
    """Colour -> ``#rrggbb`` on this theme, ``light`` or ``dark``."""
    return {name: by_theme[theme] for name, by_theme in COLOURS.items()}
