"""Tables as offices write them: two header lines, merged cells, numbers with units, marks for what is not there."""
