"""A layer as a table: pages of its rows in any order, its counts and sums, and the bars of a chart."""
