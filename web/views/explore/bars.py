"""Small tables and bars of a card as HTML: light, read by assistive tools, and every text of a file escaped."""

from collections.abc import Sequence
from dataclasses import dataclass

from layers.esc import esc
from layers.looks.colours import CATEGORIES

STYLE = """<style>
.hc { --hc-line: rgba(128,128,128,.22); --hc-none: rgba(128,128,128,.16); font-size: .9rem; line-height: 1.4; }
.hc table { border-collapse: collapse; width: 100%; }
.hc th, .hc td { border: 0; padding: .22rem .3rem; text-align: left; vertical-align: baseline; font-weight: 400; }
.hc tr + tr > * { border-top: 1px solid var(--hc-line); }
.hc td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.hc td.m, .hc .m { opacity: .72; }
.hc caption, .hc .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.hc thead th { font-size: .8rem; opacity: .8; }
.hc thead th + th { text-align: right; }
.hc .bar { display: block; height: .4rem; border-radius: 3px; background: var(--hc-none); overflow: hidden; }
.hc .bar { margin-top: .15rem; }
.hc .bar i { display: block; height: 100%; background: #2b86a3; }
.hc .stack { display: flex; height: .85rem; border-radius: 4px; overflow: hidden; gap: 1px; margin: .15rem 0 .3rem; }
.hc .stack i { display: block; min-width: 2px; }
.hc .key { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .4rem; }
.hc .unknown {
  background: repeating-linear-gradient(45deg, rgba(128,128,128,.55) 0 3px, rgba(128,128,128,.18) 3px 6px);
}
.hc .keys { display: flex; flex-wrap: wrap; gap: .1rem .9rem; font-size: .8rem; }
.hc .rest { background: rgba(128,128,128,.35); }
.hc .wide { overflow-x: auto; }
.hc .wide table { width: auto; min-width: 100%; }
.hc .wide td, .hc .wide thead th + th { min-width: 5.4rem; vertical-align: top; }
.hc .wide thead th { vertical-align: bottom; font-weight: 600; opacity: 1; overflow-wrap: anywhere; }
.hc .wide thead th.m { font-weight: 400; opacity: .75; }
.hc .wide tbody th { min-width: 8rem; max-width: 12rem; vertical-align: top; }
.hc .wide tr.group th { padding-top: .8rem; font-weight: 600; }
.hc .wide small { display: block; font-size: .75rem; opacity: .75; white-space: normal; }
.hc .wide td b { font-weight: 600; }
</style>"""
REST, UNKNOWN = "rest", "unknown"
_MOST_PARTS = len(CATEGORIES)


@dataclass(frozen=True)
class Part:
    """A part of a whole: its name, its share (0 to 1), its amount in words, and how it is painted.

    `paint` is a colour of ours, or ``rest`` or ``unknown``.
    """

    name: str
    share: float
    amount: str
    paint: str


def painted(parts: Sequence[tuple[str, float, str, bool]], rest: str) -> list[Part]:
    """Name, share, amount and whether it is known, in their order, each with a colour of its own.

    Parts beyond the colours keep their row and are painted alike; `rest` is unused where all have one.
    """
    out = []
    for name, share, amount, known in parts:
        colours = sum(part.paint not in (REST, UNKNOWN) for part in out)
        paint = UNKNOWN if not known else CATEGORIES[colours] if colours < _MOST_PARTS else rest
        out.append(Part(name, share, amount, paint))
    return out


def box(content: str) -> str:
    """Pieces of HTML in the dress of a card."""
    return f'<div class="hc">{content}</div>'


def pairs(rows: Sequence[tuple[str, str]], caption: str) -> str:
    """Names and values below one another."""
    body = "".join(
        f'<tr><th scope="row">{esc(name)}</th><td class="n">{esc(value)}</td></tr>'
        for name, value in rows
    )
    return f"<table><caption>{esc(caption)}</caption><tbody>{body}</tbody></table>"


def grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    caption: str,
    *,
    keys: Sequence[str] | None = None,
) -> str:
    """A table whose first column names its rows; the others are numbers. `keys` paint the rows."""
    painted_rows = [""] * len(rows) if keys is None else [key(paint) for paint in keys]
    top = "".join(f'<th scope="col">{esc(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{patch}{esc(row[0])}</th>'
        + "".join(f'<td class="n">{esc(cell)}</td>' for cell in row[1:])
        + "</tr>"
        for patch, row in zip(painted_rows, rows, strict=True)
    )
    return (
        f"<table><caption>{esc(caption)}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def stack(parts: Sequence[Part]) -> str:
    """One bar made of parts; the table beside it says the same in words."""
    pieces = "".join(
        f'<i{_paint(part.paint)} style="{_colour(part.paint)}flex:{max(part.share, 0):.4f}" '
        f'title="{esc(part.name)}: {esc(part.amount)}"></i>'
        for part in parts
        if part.share > 0
    )
    return f'<div class="stack" aria-hidden="true">{pieces}</div>'


def legend(parts: Sequence[Part], caption: str, percent=None) -> str:
    """The parts below one another: colour, name, amount, and the share as `percent` writes it."""
    body = "".join(
        f'<tr><th scope="row">{key(part.paint)}{esc(part.name)}</th>'
        f'<td class="n">{esc(part.amount)}</td>'
        + (f'<td class="n m">{esc(percent(part.share))}</td></tr>' if percent else "</tr>")
        for part in parts
    )
    return f"<table><caption>{esc(caption)}</caption><tbody>{body}</tbody></table>"


def keys(names: Sequence[tuple[str, str]]) -> str:
    """Colours and what they mean, on one line."""
    said = "".join(f"<span>{key(paint)}{esc(name)}</span>" for paint, name in names)
    return f'<div class="keys m">{said}</div>'


def key(paint: str) -> str:
    """The patch of colour before a name."""
    name = f" {paint}" if paint in (REST, UNKNOWN) else ""
    return f'<span class="key{name}" style="{_colour(paint)}"></span>'


def bar(share: float) -> str:
    """A bar of a length between 0 and 1."""
    return f'<span class="bar" aria-hidden="true"><i style="width:{100 * min(max(share, 0), 1):.1f}%"></i></span>'


def _paint(paint: str) -> str:
    return f' class="{paint}"' if paint in (REST, UNKNOWN) else ""


def _colour(paint: str) -> str:
    return "" if paint in (REST, UNKNOWN) else f"background:{paint};"
