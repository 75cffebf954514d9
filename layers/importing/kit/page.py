"""The report of an import as one HTML page that runs no script and asks nobody for anything."""

from layers.esc import esc
from layers.importing.kit.drawing import COLOURS
from layers.importing.outcome import Outcome
from layers.importing.report import SEVERITIES, Report
from layers.words import Words

_STYLE = """
body { font: 15px/1.5 'Be Vietnam Pro', 'Segoe UI', sans-serif; color: #1d252c;
  margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #dfe3e6; vertical-align: top; }
td.n { text-align: right; } .quiet { color: #5c6870; } svg { max-width: 100%; height: auto; border: 1px solid #dfe3e6; }
.tag { display: inline-block; min-width: 5rem; font-weight: 600; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_page(outcome: Outcome, words: Words, *, svg: str | None) -> str:
    """The page: counts, place, letters, findings with their rows, what would change, a map."""
    report = outcome.report
    parts = [
        f"<h1>{esc(words('kit.title', file=report.file))}</h1>",
        f"<p class=quiet>{esc(words('kit.counts', **_counts(report)))}</p>",
        _facts(report, words),
        _findings(report, words),
        _impact(outcome, words),
        f"<h2>{esc(words('kit.map'))}</h2>{svg}" if svg else "",
    ]
    return (
        f'<!doctype html><html lang="{words.lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{esc(report.file)}</title><style>{_STYLE}</style></head>"
        f"<body>{''.join(parts)}</body></html>"
    )


def _counts(report: Report) -> dict:
    return {
        "rows": report.rows_in_file,
        "accepted": report.rows_accepted,
        "aside": report.rows_set_aside,
        "rules": report.rules_checked,
    }


def _facts(report: Report, words: Words) -> str:
    crs = f"EPSG:{report.epsg}" if report.epsg else "–"
    rows = [
        (words("kit.format"), report.format),
        (words("kit.layer"), report.layer or "–"),
        (words("kit.crs"), f"{crs} ({words(f'how.{report.crs_how}')})" if report.crs_how else crs),
        (words("kit.encoding"), report.encoding or "–"),
    ]
    cells = "".join(f"<tr><th>{esc(name)}</th><td>{esc(said)}</td></tr>" for name, said in rows)
    return f"<table>{cells}</table>"


def _findings(report: Report, words: Words) -> str:
    title = f"<h2>{esc(words('kit.findings'))}</h2>"
    if not report.findings:
        return title + f"<p>{esc(words('kit.clean', **_counts(report)))}</p>"
    order = sorted(report.findings, key=lambda each: SEVERITIES.index(each.severity))
    lines = []
    for finding in order:
        colour = COLOURS[finding.severity]
        tag = esc(words(f"severity.{finding.severity}"))
        said = finding.to_json(words)
        messages = "<br>".join(esc(entry["message"]) for entry in said)
        lines.append(
            f'<tr><td><span class=tag style="color:{colour}">{tag}</span></td>'
            f"<td class=n>{esc(words.number(finding.count))}</td>"
            f"<td>{messages}<br><span class=quiet>→ {esc(said[0]['fix'])}</span></td></tr>"
        )
    return f"{title}<table>{''.join(lines)}</table>"


def _impact(outcome: Outcome, words: Words) -> str:
    if outcome.impact is None:
        return ""
    impact = outcome.impact
    names = ("new", "changed", "removed", "unchanged", "without_id")
    rows = "".join(
        f"<tr><th>{esc(words(f'impact.{name}'))}</th>"
        f"<td class=n>{esc(words.number(getattr(impact, name)))}</td></tr>"
        for name in names
    )
    return f"<h2>{esc(words('kit.impact'))}</h2><table>{rows}</table>"
