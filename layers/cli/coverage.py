"""Command about assumed reach: ``reach``."""

import argparse

import pandas as pd

from layers.atlas import Atlas
from layers.cli.coverage_options import add_reach_options, reach_question, require_layers
from layers.cli.output import Output
from layers.coverage.answer import CoverageDerivation
from layers.coverage.ask import ask_reach
from layers.coverage.compare import ask_side_by_side
from layers.coverage.declared import DECLARED
from layers.coverage.measured import MEASURED
from layers.coverage.operators import ask_operators
from layers.coverage.question import AREA, ReachQuestion
from layers.coverage.thresholds import below
from layers.coverage.versions import compare_versions
from layers.errors import BadOption
from layers.store import open_store

_SHOWN = [
    "code",
    "name",
    "total",
    "reached",
    "share",
    "unknown",
    "sites_reaching",
    "operators_reaching",
    "state",
]
_COMPARED = ["code", "name", "assumed", "declared", "measured", "low", "high", "tests", "enough"]
_CHANGED = ["code", "name", "before", "after", "change", "crossed"]
_DISAGREE = ["code", "name", "which", "first", "second", "difference", "sure"]
_SHARES = {
    "share", "assumed", "declared", "measured", "low", "high", "before", "after", "change", "first",
    "second", "difference",
}  # fmt: skip


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the command of this room to the parser."""
    reach = commands.add_parser(
        "reach", parents=[shared], help="share of each area within assumed reach of sites"
    )
    add_reach_options(reach)
    reach.add_argument("--below", type=float, metavar="PCT", help="only areas below this share")
    other = reach.add_mutually_exclusive_group()
    other.add_argument("--compare", action="store_true", help="beside declared and measured")
    other.add_argument("--per-operator", action="store_true", help="each operator, none, all")
    other.add_argument(
        "--against", metavar="[LAYER=]VERSION", help="change since a version of sites"
    )
    reach.set_defaults(run=_reach)


def _reach(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    question = reach_question(args)
    held = store.current()
    require_layers(
        store, question, *([i for i in (DECLARED, MEASURED) if i in held] if args.compare else [])
    )
    atlas = Atlas(store)
    snapshot = atlas.now()
    if args.below is not None and not 0 <= args.below <= 100:
        raise BadOption(option="--below", value=args.below)
    if args.compare:
        return _compared(ask_side_by_side(atlas, snapshot, question), question, output)
    if args.per_operator:
        return _by_operator(ask_operators(atlas, snapshot, question), question, output)
    if args.against is not None:
        layer, number = _version(args.against, question)
        share = None if args.below is None else args.below / 100
        found = compare_versions(
            atlas, snapshot, question, layer=layer, version=number, threshold=share
        )
        return _changes(found, question, output)
    answer = ask_reach(atlas, snapshot, question)
    rows = answer.rows if args.below is None else below(answer, args.below / 100)
    return _plain(answer, rows, question, output)


def _plain(answer, rows: pd.DataFrame, question: ReachQuestion, output: Output) -> int:
    if output.json:
        content = {"basis": answer.basis, "basis_source": answer.basis_source}
        content |= {"total": answer.total, "rows": records(rows)}
        output.document(_document(question, answer.derivation, output, content))
        return 0
    words = output.words
    scale = 1e-6 if question.basis == AREA else 1.0
    shown = rows.assign(**{name: rows[name] * scale for name in ("total", "reached", "unknown")})
    shown["state"] = shown["state"].map(lambda state: words(f"state.{state}"))
    _table(shown, _SHOWN, output)
    total = answer.total
    print(
        words(
            f"cli.reach_total_{question.basis}",
            share=words.percent(total["share"]),
            reached=words.number(total["reached"] * scale, 1 if scale < 1 else 0),
            total=words.number(total["total"] * scale, 1 if scale < 1 else 0),
            unknown=words.number(total["unknown"] * scale, 1 if scale < 1 else 0),
            areas=total["areas"],
            silent=total["areas_unknown"],
        )
    )
    return _explained(answer.derivation, output)


def _compared(found, question: ReachQuestion, output: Output) -> int:
    if output.json:
        content = {
            "rows": records(found.rows),
            "declared": records(found.declared),
            "disagreements": records(found.disagreements),
        }
        output.document(_document(question, found.derivation, output, content))
        return 0
    words = output.words
    yes_no = {True: words("cli.yes"), False: words("cli.no")}
    _table(found.rows.assign(enough=found.rows["enough"].map(yes_no)), _COMPARED, output)
    print(words("cli.disagreements", count=len(found.disagreements)))
    if len(found.disagreements):
        named = found.disagreements.assign(
            which=found.disagreements["which"].map(lambda which: words(f"coverage.pair.{which}")),
            sure=found.disagreements["sure"].map(yes_no),
        )
        _table(named, _DISAGREE, output)
    return _explained(found.derivation, output)


def _by_operator(found, question: ReachQuestion, output: Output) -> int:
    if output.json:
        content = {
            "operators": list(found.operators),
            "total": found.total,
            "rows": records(found.rows),
            "by_operator": records(found.by_operator),
            "none_cover": found.none_cover["code"].tolist(),
            "all_cover": found.all_cover["code"].tolist(),
        }
        output.document(_document(question, found.derivation, output, content))
        return 0
    words = output.words
    least = [f"at_least_{n}" for n in range(1, max(len(found.operators), 1) + 1)]
    head = {"none": words("column.none"), "all": words("column.all")}
    head |= {name: words("column.at_least", n=name.rsplit("_", 1)[1]) for name in least}
    wide = found.by_operator.pivot(index="code", columns="operator", values="share")
    rows = found.rows.set_index("code").join(wide.reindex(columns=list(found.operators)))
    heads = {"code": words("column.code"), "name": words("column.name")}
    names = [*found.operators, "none", *least, "all"]
    shares = {name: rows[name].map(words.percent) for name in names}
    table = pd.DataFrame(shares).reset_index().assign(name=rows["name"].to_numpy())
    _lines(table[["code", "name", *names]].rename(columns=heads | head))
    print(words("cli.none_all", none=len(found.none_cover), all=len(found.all_cover)))
    return _explained(found.derivation, output)


def _changes(found, question: ReachQuestion, output: Output) -> int:
    if output.json:
        content = {
            "rows": records(found.rows),
            "total_before": found.before.total,
            "total": found.after.total,
            "sites_added": list(found.added),
            "sites_removed": list(found.removed),
        }
        output.document(_document(question, found.after.derivation, output, content))
        return 0
    words = output.words
    crossed = found.rows["crossed"].map(
        lambda way: words(f"coverage.crossed.{way}") if isinstance(way, str) else None
    )
    _table(found.rows.assign(crossed=crossed), _CHANGED, output)
    before, after = (words.percent(each.total["share"]) for each in (found.before, found.after))
    counts = {"added": len(found.added), "removed": len(found.removed)}
    print(words("cli.reach_changed", before=before, after=after, **counts))
    return _explained(found.after.derivation, output)


def records(frame: pd.DataFrame) -> list[dict]:
    """Rows for a JSON document; what is not known is null."""
    plain = frame.astype(object)
    return plain.where(plain.notna(), None).to_dict("records")


def derivation_document(derivation: CoverageDerivation, output: Output) -> dict:
    """How it came about, for a JSON document."""
    said = derivation.to_rows(output.words)
    return {
        "inputs": [
            vars(one) | {"published_at": str(one.published_at)} for one in derivation.inputs
        ],
        "params": derivation.params,
        "left_out": records(derivation.left_out),
        "sentences": records(said),
    }


def _document(question, derivation, output: Output, content: dict) -> dict:
    how = {"derivation": derivation_document(derivation, output)}
    return _without_nan({"question": question.to_json()} | content | how)


def _without_nan(value):
    """JSON has no NaN."""
    if isinstance(value, dict):
        return {name: _without_nan(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and value != value else value


def _table(rows: pd.DataFrame, columns: list[str], output: Output) -> None:
    shown = rows[columns].copy()
    for name in _SHARES.intersection(columns):
        shown[name] = shown[name].map(output.words.percent)
    output.table(records(shown), columns)


def _lines(table: pd.DataFrame) -> None:
    """A table whose headings are names out of data."""
    lines = [list(map(str, table.columns)), *table.astype(str).to_numpy().tolist()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def _explained(derivation: CoverageDerivation, output: Output) -> int:
    for part, text in derivation.to_rows(output.words).to_numpy().tolist():
        print(f"{part}: {text}")
    return 0


def _version(text: str, question: ReachQuestion) -> tuple[str, int]:
    layer, _, number = text.rpartition("=")
    if not number.isdigit():
        raise BadOption(option="--against", value=text)
    return layer or question.sites[0], int(number)
