"""Compiled arcs of circles along which a condition changes; numba is imported with this module, so import it late.

The condition asks for so many distinct sites of so many distinct operators. What lies inside a circle is
counted up and down at angles in ascending order, so that two crossings which rounding puts in the wrong
order spoil the tiny piece between them alone.
"""

import numba as nb
import numpy as np

NO_GAP = 1e-9
"""Radians, or parts of a sector, that decide nothing."""
_SECTORS = 48
_ALL = (1 << _SECTORS) - 1
_PER_SECTOR = _SECTORS / (2 * np.pi)


@nb.njit(cache=True, nogil=True)
def switch(circle, on, rows, counts):
    """Count the sites and operators of a circle in, or out again."""
    first, site, operator = rows
    per_site, per_operator, distinct = counts
    step = 1 if on else -1
    change_at = 1 if on else 0
    for row in range(first[circle], first[circle + 1]):
        per_site[site[row]] += step
        if per_site[site[row]] == change_at:
            distinct[0] += step
        if operator[row] >= 0:
            per_operator[operator[row]] += step
            if per_operator[operator[row]] == change_at:
                distinct[1] += step


@nb.njit(cache=True, nogil=True)
def longer(array, least):
    # Loops and no slices, here and below: their checks take seconds to compile.
    wide = np.empty(max(least, 2 * len(array)), array.dtype)
    for k in range(len(array)):
        wide[k] = array[k]
    return wide


@nb.njit(cache=True, nogil=True)
def sort_with(at, who, begin, end):
    """Sort the places from ``begin`` to ``end``, and what is there with them (Shell's sort)."""
    gap = 1
    while gap < (end - begin) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(begin + gap, end):
            place, what = at[k], who[k]
            j = k
            while j >= begin + gap and at[j - gap] > place:
                at[j], who[j] = at[j - gap], who[j - gap]
                j -= gap
            at[j], who[j] = place, what
        gap //= 3


@nb.njit(cache=True, nogil=True)
def widest_of(radius):
    widest = 0.0
    for k in range(len(radius)):
        widest = max(widest, radius[k])
    return widest


@nb.njit(cache=True, nogil=True)
def exposed_arcs(circles, rows, sizes, least, begin, end):
    """The arcs of circles ``begin`` to ``end`` along which the condition changes.

    Parameters
    ----------
    circles : (x, y, radius)
        float64 (circles,) each, no two the same, sorted by y.
    rows : (first, site, operator)
        int64: where the rows of each circle begin (circles + 1,), and their dense numbers; operator -1
        counts as none.
    sizes : (int, int)
        How many sites and operators there are.
    least : (int, int)
        How many distinct ones of each the condition asks for.

    Returns
    -------
    first : int64 (end - begin + 1,)
        Where the arcs of each circle begin.
    arc_from, arc_to : float64
        Angles from -pi to pi, ascending; no arc runs over pi.
    """
    counts = (np.zeros(sizes[0], np.int64), np.zeros(sizes[1], np.int64), np.zeros(2, np.int64))
    distinct = counts[2]
    widest = widest_of(circles[2])
    first = np.zeros(end - begin + 1, np.int64)
    arc_from, arc_to = np.empty(2 * (end - begin) + 8), np.empty(2 * (end - begin) + 8)
    at, who, standing = np.empty(128), np.empty(128, np.int64), np.empty(64, np.int64)
    arcs = 0
    for i in range(begin, end):
        first[i - begin] = arcs
        at, who, standing, events, stand, hidden = _others(
            i, circles, widest, rows, least, at, who, standing
        )
        if hidden:
            continue
        for k in range(stand):
            switch(standing[k], True, rows, counts)
        sort_with(at, who, 0, events)
        here, since, exposed, passed = -np.pi, -np.pi, False, 0
        while True:
            while passed < events and at[passed] <= here:
                switch(abs(who[passed]) - 1, who[passed] > 0, rows, counts)
                passed += 1
            now = False
            if here < np.pi and not (distinct[0] >= least[0] and distinct[1] >= least[1]):
                switch(i, True, rows, counts)
                now = distinct[0] >= least[0] and distinct[1] >= least[1]
                switch(i, False, rows, counts)
            if now and not exposed:
                since = here
            if exposed and not now:
                if arcs == len(arc_from):
                    arc_from, arc_to = longer(arc_from, arcs + 1), longer(arc_to, arcs + 1)
                arc_from[arcs], arc_to[arcs] = since, here
                arcs += 1
            exposed = now
            if here >= np.pi:
                break
            here = at[passed] if passed < events else np.pi
        for k in range(stand):
            switch(standing[k], False, rows, counts)
    first[end - begin] = arcs
    return first, arc_from, arc_to


@nb.njit(cache=True, nogil=True)
def _others(i, circles, widest, rows, least, at, who, standing):
    """Where other circles begin and end to hold a circle, and which of them hold it at the angle -pi.

    Returns
    -------
    at, who
        Angles, and the number of the circle plus one: negative where it ends.
    standing
        Numbers of the circles.
    events, stand
        How many of each there are.
    hidden : bool
        Whether others meet the condition all round, so that the rest was not looked at. Only sectors that
        one circle holds with room to spare count for that.
    """
    x, y, radius = circles
    first, _, operator = rows
    simple = least[0] == 1 and least[1] <= 1
    events, stand, sectors = 0, 0, 0
    up, down = i + 1, i - 1
    while up < len(y) or down >= 0:
        # Outwards, the nearer side first: in a crowd few others hide the whole circle.
        if up == len(y) or (down >= 0 and y[i] - y[down] < y[up] - y[i]):
            j = down
            down -= 1
        else:
            j = up
            up += 1
        dx, dy = x[j] - x[i], y[j] - y[i]
        if abs(dy) > radius[i] + widest:
            break
        both, apart = radius[i] + radius[j], radius[j] - radius[i]
        square = dx * dx + dy * dy
        if square >= both * both or (apart <= 0.0 and square <= apart * apart):
            continue
        enough = simple and least[1] == 0
        if simple and least[1] == 1:
            for row in range(first[j], first[j + 1]):
                enough = enough or operator[row] >= 0
        if stand == len(standing):
            standing = longer(standing, stand + 1)
        if square <= apart * apart:
            standing[stand] = j
            stand += 1
            if enough:
                return at, who, standing, events, stand, True
            continue
        if events + 2 > len(at):
            at, who = longer(at, events + 2), longer(who, events + 2)
        distance = np.sqrt(square)
        # The half angle, from the four factors of Heron's formula: right even for circles that barely touch.
        near = np.sqrt(max((both - distance) * (distance + apart), 0.0))
        far = np.sqrt(max((distance - apart) * (distance + both), 0.0))
        middle, half = np.arctan2(dy, dx), 2.0 * np.arctan2(near, far)
        start, stop = middle - half, middle + half
        if start < -np.pi:
            start += 2.0 * np.pi
        if stop > np.pi:
            stop -= 2.0 * np.pi
        over = start > stop or (start == stop and half > 1.0)
        if over:
            standing[stand] = j
            stand += 1
        at[events], who[events] = start, j + 1
        at[events + 1], who[events + 1] = stop, -j - 1
        events += 2
        if enough:
            low = int(np.ceil((start + np.pi) * _PER_SECTOR + NO_GAP))
            high = int(np.floor((stop + np.pi) * _PER_SECTOR - NO_GAP))
            if over:
                sectors |= (1 << max(high, 0)) - 1 | _ALL & ~((1 << min(low, _SECTORS)) - 1)
            elif high > low:
                sectors |= ((1 << (high - low)) - 1) << low
            if sectors == _ALL:
                return at, who, standing, events, stand, True
    return at, who, standing, events, stand, False
