"""What a regulator of a city compares and plans with, all invented: people, declared and measured coverage,
villages without a signal, planned sites, zones, projects, power lines."""

import geopandas as gpd

from layers.demo.city import City
from layers.demo.declared import coverage_areas, coverage_measurements
from layers.demo.people import population_points
from layers.demo.projects import mast_zones, power_lines, project_areas
from layers.demo.villages import coverage_gaps, planned_sites


def plans(city: City, standing: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Frames by the ids of their layers, made to fit what is `standing` in the city."""
    stations = standing["bts_site"]
    gaps = coverage_gaps(city, stations)
    return {
        "population_point": population_points(city),
        "coverage_area": coverage_areas(city, stations),
        "coverage_measurement": coverage_measurements(city, stations),
        "coverage_gap": gaps,
        "planned_site": planned_sites(city, stations, gaps, standing["antenna_mast"]),
        "mast_zone": mast_zones(city),
        "project_area": project_areas(city, standing["duct_route"]),
        "power_line": power_lines(city, standing["aerial_cable_route"]),
    }
