"""Lines cut at places along them, all at once."""

import numpy as np
import shapely


def cut_lines(
    lines: np.ndarray, plane: np.ndarray, *, line: np.ndarray, at_m: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Cut lines at distances from their beginnings.

    Parameters
    ----------
    lines : ndarray of LineString
        In any CRS; the pieces are in it.
    plane : ndarray of LineString
        The same vertices in metres, where the distances are measured.
    line : ndarray of int
        The line of each cut.
    at_m : ndarray of float
        Where along the line in `plane`; more than 0 and less than its length.

    Returns
    -------
    pieces : ndarray of LineString
        In the order of the lines, and along each.
    owner : ndarray of int
        The line that each piece is of.

    Examples
    --------
    >>> whole = shapely.linestrings([[[0, 0], [10, 0]]])
    >>> pieces, _ = cut_lines(whole, whole, line=np.array([0]), at_m=np.array([4.0]))
    >>> [piece.length for piece in pieces]
    [4.0, 6.0]
    """
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(owner, np.arange(len(lines)))
    last = np.searchsorted(owner, np.arange(len(lines)), side="right") - 1
    way = _running_length(shapely.get_coordinates(plane), owner)
    order = np.lexsort((at_m, line))
    line = line[order]
    place = np.clip(way[first[line]] + at_m[order], way[first[line]], way[last[line]])
    after = np.clip(np.searchsorted(way, place, side="right"), first[line] + 1, last[line])
    step = way[after] - way[after - 1]
    share = np.where(step > 0, (place - way[after - 1]) / np.where(step > 0, step, 1), 0.0)
    cut = xy[after - 1] + np.clip(share, 0, 1)[:, None] * (xy[after] - xy[after - 1])
    cuts = np.bincount(line, minlength=len(lines))
    base = np.concatenate([[0], np.cumsum(cuts + 1)])[:-1]
    rank = np.arange(len(line)) - np.searchsorted(line, line)
    # Cuts before each vertex; the two ends of a line lie before and after all, whatever rounding says.
    before = np.clip(np.searchsorted(place, way) - np.searchsorted(line, owner), 0, cuts[owner])
    before[first], before[last] = 0, cuts
    piece = np.concatenate([base[owner] + before, base[line] + rank, base[line] + rank + 1])
    where = np.concatenate([way, place, place])
    turn = np.repeat([1, 2, 0], [len(way), len(place), len(place)])
    along = np.lexsort((turn, where, piece))
    points = np.concatenate([xy, cut, cut])[along]
    pieces = shapely.linestrings(points, indices=piece[along])
    return shapely.remove_repeated_points(pieces), np.repeat(np.arange(len(lines)), cuts + 1)


def _running_length(xy: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Metres up to each vertex, over all lines one after another."""
    step = np.hypot(*np.diff(xy, axis=0).T)
    step[owner[1:] != owner[:-1]] = 0
    return np.concatenate([[0.0], np.cumsum(step)])[: len(xy)]
