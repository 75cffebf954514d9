"""What was measured of a drawing, in words: metres and kilometres, square metres, hectares, square kilometres."""

from layers.drawings.drawing import Feature
from layers.drawings.measure import measure
from layers.words import Words


def length_text(length_m: float, words: Words) -> str:
    """A length: ``0,8 m``, ``842 m``, ``3,21 km``."""
    if length_m < 1000:
        return words("drawing.length_m", number=words.number(length_m, 1 if length_m < 100 else 0))
    km = length_m / 1000
    return words("drawing.length_km", number=words.number(km, 2 if km < 100 else 1))


def area_text(area_m2: float, words: Words) -> str:
    """An area: ``420 m²``, from one hectare on ``3,20 ha``, from one square kilometre on ``7,41 km²``."""
    if area_m2 < 10_000:
        return words("drawing.area_m2", number=words.number(area_m2, 1 if area_m2 < 100 else 0))
    if area_m2 < 1e6:
        return words("drawing.area_ha", number=words.number(area_m2 / 10_000, 2))
    return words("drawing.area_km2", number=words.number(area_m2 / 1e6, 2))


def measured_text(feature: Feature, words: Words) -> str:
    """What is measured of a feature on one line; empty for points, words, and what cannot be measured."""
    measured = measure(feature)
    if measured.length_m is None:
        return ""
    length = length_text(measured.length_m, words)
    if measured.area_m2 is None:
        return length
    return f"{area_text(measured.area_m2, words)} · {words('drawing.border', length=length)}"


def fault_text(feature: Feature, words: Words) -> str:
    """Why a feature is not measured, in a sentence; empty where it is sound."""
    fault = measure(feature).fault
    return "" if fault is None else words(f"drawing.fault.{fault}")


def title(feature: Feature, number: int, words: Words) -> str:
    """What a feature is called in lists: its label, else its kind with its number."""
    return feature.label or f"{words(f'drawing.kind.{feature.kind}')} {number}"
