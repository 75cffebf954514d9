"""Compiled exact areas of ground in reach of circles; numba is imported with this module, so import it late.

The region within reach is bounded by pieces of the outline of an area and by arcs of circles, and its
area is Green's integral along them. An arc bounds the region where the condition (so many sites of so
many operators) holds just inside its circle and not just outside: these arcs are found once for all
areas, from the angles at which other circles cross, and then cut where they cross the outline. No polygon
is built and no circle becomes one.

Rounding never decides more than a sliver (`geo.disc_arcs`). A corner of an outline is inside a circle or
not for both edges that meet in it, so that crossings come in pairs.
Pieces end where the condition changes and nowhere else, so that circles which change nothing in an area
do not change a bit of its number either.
"""

import numba as nb
import numpy as np

from geo.disc_arcs import NO_GAP, longer, sort_with, switch, widest_of


@nb.njit(cache=True, nogil=True)
def reached_areas(circles, rows, sizes, least, arcs, outlines, places, pairs, begin, end):
    """Ground in reach, and all ground, of the areas at ``places[begin:end]``.

    Parameters
    ----------
    circles, rows, sizes, least
        As `geo.disc_arcs.exposed_arcs` takes them.
    arcs
        What that gives for all circles.
    outlines : (origin, edges, block_edge, block_of_area, block_box)
        As `geo.outline.Outlines`.
    places : int64
        Numbers of areas.
    pairs : (first, circle)
        int64: where the circles near each of the ``places`` begin, and their numbers, ascending.

    Returns
    -------
    float64 (end - begin, 2)
    """
    x, y, radius = circles
    arc_first = arcs[0]
    origin, edges, block_edge, block_of_area, block_box = outlines
    pair_first, pair_circle = pairs
    counts = (np.zeros(sizes[0], np.int64), np.zeros(sizes[1], np.int64), np.zeros(2, np.int64))
    distinct = counts[2]
    out = np.zeros((end - begin, 2))
    most = 1
    for k in range(begin, end):
        most = max(most, pair_first[k + 1] - pair_first[k])
    cx, cy, holds_corner = np.empty(most), np.empty(most), np.empty(most, np.bool_)
    part, cover = np.empty(most, np.int64), np.empty(most, np.int64)
    nearby = np.empty(most, np.int64)
    at, who = np.empty(2 * most), np.empty(2 * most, np.int64)
    crossing, crossing_of = np.empty(256), np.empty(256, np.int64)
    for k in range(begin, end):
        area = places[k]
        start_of, n = pair_first[k], pair_first[k + 1] - pair_first[k]
        for c in range(n):
            nearby[c] = pair_circle[start_of + c]
            cx[c], cy[c] = x[nearby[c]] - origin[area, 0], y[nearby[c]] - origin[area, 1]
            holds_corner[c] = False
        # Typed: a bare 0 would be a type of its own, for which what it is given to is compiled again.
        total, ground, crossings = 0.0, 0.0, np.int64(0)
        for block in range(block_of_area[area], block_of_area[area + 1]):
            box = block_box[block]
            parts, covers = 0, 0
            for c in range(n):
                r2 = radius[nearby[c]] * radius[nearby[c]]
                dx = max(max(box[0] - cx[c], cx[c] - box[2]), 0.0)
                dy = max(max(box[1] - cy[c], cy[c] - box[3]), 0.0)
                if dx * dx + dy * dy >= r2:
                    continue
                dx = max(cx[c] - box[0], box[2] - cx[c])
                dy = max(cy[c] - box[1], box[3] - cy[c])
                if dx * dx + dy * dy < r2:
                    holds_corner[c] = True
                    cover[covers] = c
                    covers += 1
                    switch(nearby[c], True, rows, counts)
                else:
                    part[parts] = c
                    parts += 1
            whole = distinct[0] >= least[0] and distinct[1] >= least[1]
            for e in range(block_edge[block], block_edge[block + 1]):
                x0, y0, x1, y1 = edges[e]
                twice = x0 * y1 - x1 * y0
                ground += twice
                events = np.int64(0)
                for p in range(parts):
                    c = part[p]
                    ax, ay, bx, by = x0 - cx[c], y0 - cy[c], x1 - cx[c], y1 - cy[c]
                    r = radius[nearby[c]]
                    in_a, in_b = ax * ax + ay * ay < r * r, bx * bx + by * by < r * r
                    start, stop = 0.0, 1.0
                    if in_a or in_b:
                        holds_corner[c] = True
                    if not (in_a and in_b):
                        dx, dy = x1 - x0, y1 - y0
                        square = dx * dx + dy * dy
                        reach, off = r * np.sqrt(square), abs(ax * dy - ay * dx)
                        middle = -(ax * dx + ay * dy) / square
                        if in_a == in_b and (reach <= off or middle <= 0.0 or middle >= 1.0):
                            continue
                        half = np.sqrt(max((reach - off) * (reach + off), 0.0)) / square
                        bounding = arc_first[nearby[c]] < arc_first[nearby[c] + 1]
                        if bounding and crossings + 2 > len(crossing):
                            crossing = longer(crossing, crossings + 2)
                            crossing_of = longer(crossing_of, crossings + 2)
                        # The area lies left of its edges: behind an edge that comes in as one goes
                        # round the circle, ahead of one that goes out.
                        if not in_a:
                            start = min(max(middle - half, 0.0), 1.0)
                            if bounding:
                                crossing[crossings] = np.arctan2(ay + start * dy, ax + start * dx)
                                crossing_of[crossings] = -c - 1
                                crossings += 1
                        if not in_b:
                            stop = min(max(middle + half, 0.0), 1.0)
                            if bounding:
                                crossing[crossings] = np.arctan2(ay + stop * dy, ax + stop * dx)
                                crossing_of[crossings] = c + 1
                                crossings += 1
                    if not whole:
                        at[events], who[events] = start, nearby[c] + 1
                        at[events + 1], who[events + 1] = stop, -nearby[c] - 1
                        events += 2
                if whole:
                    total += twice
                elif events:
                    total += twice * _held(at, who, events, rows, counts, least)
            for p in range(covers):
                switch(nearby[cover[p]], False, rows, counts)
        total += _along_arcs(
            n, nearby, cx, cy, radius, holds_corner, arcs, crossing, crossing_of, crossings,
            block_of_area[area], block_of_area[area + 1], edges, block_edge, block_box,
        )  # fmt: skip
        out[k - begin, 0], out[k - begin, 1] = 0.5 * total, 0.5 * ground
    return out


@nb.njit(cache=True, nogil=True)
def _held(at, who, events, rows, counts, least):
    """The share of an edge along which the condition holds; 1 exactly where it holds throughout."""
    distinct = counts[2]
    sort_with(at, who, 0, events)
    share, since, held, here, passed = 0.0, 0.0, False, 0.0, 0
    while here < 1.0:
        while passed < events and at[passed] <= here:
            switch(abs(who[passed]) - 1, who[passed] > 0, rows, counts)
            passed += 1
        now = distinct[0] >= least[0] and distinct[1] >= least[1]
        if held and not now:
            share += here - since
        if now and not held:
            since = here
        held = now
        here = at[passed] if passed < events else 1.0
    if held:
        share += 1.0 - since
    while passed < events:
        switch(abs(who[passed]) - 1, who[passed] > 0, rows, counts)
        passed += 1
    return share


@nb.njit(cache=True, nogil=True)
def _along_arcs(
    n, nearby, cx, cy, radius, holds_corner, arcs, crossing, crossing_of, crossings,
    block_begin, block_end, edges, block_edge, block_box,
):  # fmt: skip
    """Twice the part of Green's integral that runs along arcs inside one outline."""
    arc_first, arc_from, arc_to = arcs
    outline = (block_begin, block_end, edges, block_edge, block_box)
    first = np.zeros(n + 1, np.int64)
    for k in range(crossings):
        first[abs(crossing_of[k])] += 1
    for c in range(n):
        first[c + 1] += first[c]
    at, step, filled = np.empty(crossings), np.empty(crossings, np.int64), np.zeros(n, np.int64)
    for k in range(crossings):
        c = abs(crossing_of[k]) - 1
        place = first[c] + filled[c]
        at[place], step[place] = crossing[k], 1 if crossing_of[k] > 0 else -1
        filled[c] += 1
    total = 0.0
    for c in range(n):
        arc, last = arc_first[nearby[c]], arc_first[nearby[c] + 1]
        if arc == last:
            continue
        r, passed, upto = radius[nearby[c]], first[c], first[c + 1]
        sort_with(at, step, passed, upto)
        level = _level_at_start(cx[c], cy[c], r, holds_corner[c], at, step, passed, upto, outline)
        here, since, within = -np.pi, -np.pi, False
        while True:
            while passed < upto and at[passed] <= here:
                level += step[passed]
                passed += 1
            now = level > 0 and here < np.pi
            if now and not within:
                since = here
            if within and not now:
                while arc < last and arc_to[arc] <= since:
                    arc += 1
                piece = arc
                while piece < last and arc_from[piece] < here:
                    start, stop = max(arc_from[piece], since), min(arc_to[piece], here)
                    total += r * (
                        r * (stop - start)
                        + cx[c] * (np.sin(stop) - np.sin(start))
                        - cy[c] * (np.cos(stop) - np.cos(start))
                    )
                    piece += 1
            within = now
            if here >= np.pi:
                break
            here = at[passed] if passed < upto else np.pi
    return total


@nb.njit(cache=True, nogil=True)
def _level_at_start(cx, cy, r, holds_corner, at, step, begin, end, outline):
    """1 where the circle is inside the outline just after the angle -pi, 0 where outside.

    More or less where it is so for a sliver only. Crossings tell by themselves which of two levels is
    outside, unless there is only one to speak of.
    """
    if begin == end:
        if not holds_corner:
            # Nothing of the outline is in the circle, so its centre is safely inside or outside.
            return 1 if _inside(cx, cy, outline) else 0
        votes = 0
        for turn in (0.7, 2.9, -1.6):
            votes += 1 if _inside(cx + r * np.cos(turn), cy + r * np.sin(turn), outline) else 0
        return 1 if votes > 1 else 0
    level, lowest, highest = 0, 0, 0
    for k in range(begin, end):
        level += step[k]
        lowest, highest = min(lowest, level), max(highest, level)
    length = np.zeros(highest - lowest + 1)
    level, here, widest, there, its_level = 0, -np.pi, -1.0, 0.0, 0
    for k in range(begin, end + 1):
        upto = at[k] if k < end else np.pi
        length[level - lowest] += upto - here
        if upto - here > widest:
            widest, there, its_level = upto - here, 0.5 * (here + upto), level
        if k < end:
            level += step[k]
            here = upto
    best, second = 0, -1
    for k in range(1, len(length)):
        if length[k] > length[best]:
            best, second = k, best
        elif second < 0 or length[k] > length[second]:
            second = k
    if second >= 0 and length[second] > NO_GAP:
        return -(min(best, second) + lowest)
    is_in = _inside(cx + r * np.cos(there), cy + r * np.sin(there), outline)
    return (1 if is_in else 0) - its_level


@nb.njit(cache=True, nogil=True)
def _inside(px, py, outline):
    """Whether a point is inside an outline."""
    block_begin, block_end, edges, block_edge, block_box = outline
    parity = False
    for block in range(block_begin, block_end):
        box = block_box[block]
        if py < box[1] or py > box[3] or px > box[2]:
            continue
        for e in range(block_edge[block], block_edge[block + 1]):
            x0, y0, x1, y1 = edges[e]
            if (y0 <= py) != (y1 <= py) and px < x0 + (py - y0) / (y1 - y0) * (x1 - x0):
                parity = not parity
    return parity


@nb.njit(cache=True, nogil=True)
def counts_at(px, py, circles, rows, sizes):
    """How many distinct sites and operators reach each point; the rim of a circle belongs to it."""
    x, y, radius = circles
    first, site, operator = rows
    seen_site, seen_operator = np.zeros(sizes[0], np.int64), np.zeros(sizes[1], np.int64)
    widest = widest_of(radius)
    sites, operators = np.zeros(len(px), np.int64), np.zeros(len(px), np.int64)
    for p in range(len(px)):
        for c in range(_first_from(y, py[p] - widest), len(y)):
            dy = y[c] - py[p]
            if dy > widest:
                break
            dx = x[c] - px[p]
            if dx * dx + dy * dy > radius[c] * radius[c]:
                continue
            for row in range(first[c], first[c + 1]):
                if seen_site[site[row]] != p + 1:
                    seen_site[site[row]] = p + 1
                    sites[p] += 1
                if operator[row] >= 0 and seen_operator[operator[row]] != p + 1:
                    seen_operator[operator[row]] = p + 1
                    operators[p] += 1
    return sites, operators


@nb.njit(cache=True, nogil=True)
def _first_from(values, least):
    """Where ascending values reach ``least``."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low
