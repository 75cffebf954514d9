"""Tables as offices write them: two header lines, merged cells, numbers with units, marks for what is not there.

`shape_table` finds the rows and fields, `read_numbers` what the cells say, `read_period` the times.
"""

from layers.importing.tables.marks import mark_state, read_marks
from layers.importing.tables.numbers import Numbers, read_numbers
from layers.importing.tables.periods import Periods, read_period
from layers.importing.tables.shape import Shaped, shape_table
from layers.importing.tables.totals import TotalCheck

__all__ = [
    "Numbers",
    "Periods",
    "Shaped",
    "TotalCheck",
    "mark_state",
    "read_marks",
    "read_numbers",
    "read_period",
    "shape_table",
]
