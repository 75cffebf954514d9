"""Places and addresses inside wards, for whatever stands beside streets rather than on them."""

import numpy as np
import pandas as pd

from layers.demo.city import City
from layers.demo.names import STREETS


def scattered(city: City, ward: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """A place in each given ward, denser towards its centre; degrees, (n, 2)."""
    n = len(ward)
    size = np.sqrt(city.wards["area_km2_geom"].to_numpy() * 1e6 / np.pi)[ward]
    place = city.degrees(city.seat)[ward]
    left = np.arange(n)
    for spread in (1.25, 1.0, 0.8, 0.6, 0.4, 0.2, 0.1, 0.05):
        angle = chance.uniform(0, 2 * np.pi, len(left))
        reach = spread * size[left] * chance.random(len(left)) ** 0.6
        way = reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        trial = city.degrees(city.seat[ward[left]] + way)
        inside = city.ward_at(trial) == ward[left]
        place[left[inside]] = trial[inside]
        left = left[~inside]
    return place


def addresses(city: City, chance: np.random.Generator, ward: np.ndarray) -> np.ndarray:
    """House number, street and ward, made up."""
    number = pd.Series(chance.integers(1, 600, len(ward))).astype(str)
    street = pd.Series(np.array(STREETS, dtype=object)[chance.integers(0, len(STREETS), len(ward))])
    place = pd.Series(city.wards["full_name"].to_numpy(dtype=object)[ward])
    return (number + " " + street + ", " + place).to_numpy(dtype=object)
