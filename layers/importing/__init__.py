"""From a file to a report, and from an accepted report to a frame that can be published.

What stands here judges clean GeoParquet, GeoPackage, GeoJSON and zipped Shapefile, and refuses what
it cannot judge. The sandboxed worker and the guessing of letters and places get their rooms here.
"""

from layers.importing.check import Choices, Examined, examine
from layers.importing.report import Finding, Report

__all__ = ["Choices", "Examined", "Finding", "Report", "examine"]
