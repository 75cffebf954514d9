"""Commands about planning: ``gaps``, ``whatif``, ``site``."""

import argparse
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.atlas import Atlas
from layers.cli.coverage import derivation_document, records
from layers.cli.coverage_options import add_reach_options, reach_question, require_layers
from layers.cli.output import Output
from layers.cli.taking import layers_of, note_file
from layers.coverage.question import AREA
from layers.errors import BadOption, CannotWrite
from layers.gaps.gaps import LEAST_M2, MOST, find_gaps
from layers.gaps.neighbours import DUCTS, POWER
from layers.gaps.villages import REGISTER, village_counts, villages
from layers.services.notes import both_languages, table_file
from layers.siting.question import LAYER, SitingQuestion
from layers.siting.solve import site
from layers.snapshot import Snapshot
from layers.store import open_store
from layers.whatif.plan import ADD, MOVE, REMOVE, Change, Plan
from layers.whatif.scenario import PLANNED_SITE, Scenario

_GAPS = [
    "gap",
    "name",
    "area_km2",
    "people",
    "site_distance_m",
    "duct_distance_m",
    "power_distance_m",
]
_VILLAGES = [
    "village", "area", "gap_kind", "households", "cause", "closing_state", "reached_now",
    "site_distance_m",
]  # fmt: skip
_EFFECT = ["code", "name", "before", "after", "change"]
_SITES = [
    "order",
    "candidate",
    "name",
    "area",
    "lon",
    "lat",
    "newly_covered",
    "covered_share_after",
]
_DECIMALS = 5


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    gaps = commands.add_parser(
        "gaps", parents=[shared], help="ground out of assumed reach, the largest gaps first"
    )
    add_reach_options(gaps)
    gaps.add_argument("--most", type=int, default=MOST, metavar="N")
    gaps.add_argument("--least", type=float, default=LEAST_M2, metavar="M2")
    gaps.add_argument("--villages", action="store_true", help="the register of villages instead")
    gaps.add_argument("--out", type=Path, metavar="FILE", help=".geojson, .csv or .xlsx")
    gaps.set_defaults(run=_gaps)

    whatif = commands.add_parser(
        "whatif", parents=[shared], help="assumed reach after sites are added, moved, removed"
    )
    add_reach_options(whatif)
    add = {"action": "append", "default": []}
    whatif.add_argument("--add", **add, metavar="LON,LAT[,RADIUS]", help="a new site")
    whatif.add_argument("--move", **add, metavar="ID=LON,LAT")
    whatif.add_argument("--remove", **add, metavar="ID")
    whatif.add_argument(
        "--planned", nargs="?", const=PLANNED_SITE, metavar="LAYER", help="add planned sites"
    )
    whatif.add_argument("--until", type=int, metavar="YEAR", help="of those planned")
    whatif.add_argument(
        "--out", type=Path, metavar="FILE", help=".geojson of the sites that change"
    )
    whatif.set_defaults(run=_whatif)

    siting = commands.add_parser(
        "site", parents=[shared], help="where new sites would reach most, or how few reach enough"
    )
    add_reach_options(siting)
    goal = siting.add_mutually_exclusive_group(required=True)
    goal.add_argument("--new", type=int, metavar="P", help="the best P sites")
    goal.add_argument("--target", type=float, metavar="PCT", help="the fewest that reach so much")
    siting.add_argument("--candidates", default="grid:1000", metavar="layer:ID|grid:M|public")
    siting.add_argument("--reach-of-new", type=float, metavar="M", help="as --radius without it")
    siting.add_argument("--capacity", type=int, metavar="N", help="people a new site can serve")
    siting.add_argument("--spacing", type=float, metavar="M", help="least distance between sites")
    siting.add_argument("--time-limit", type=float, default=30.0, metavar="S")
    siting.add_argument("--out", type=Path, metavar="FILE", help=".geojson, .csv or .xlsx")
    siting.set_defaults(run=_site)


def _gaps(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    question, held = reach_question(args), store.current()
    more = [REGISTER] if args.villages else [i for i in (DUCTS, POWER) if i in held]
    require_layers(store, question, *more)
    if args.most < 1 or not args.least >= 0:
        raise BadOption(option="--most / --least", value=f"{args.most} / {args.least}")
    atlas = Atlas(store)
    snapshot = atlas.now()
    if args.villages:
        found = villages(atlas, snapshot, city=args.city, reach=question)
        noted = _noted(atlas, snapshot, layers_of(question, *more))
        return _villages(found, args, output, noted)
    found = find_gaps(atlas, snapshot, question, most=args.most, least_m2=args.least)
    read = layers_of(question, *more)
    _write(found.frame, found.derivation.to_rows, args.out, output, _noted(atlas, snapshot, read))
    if output.json:
        rows = records(pd.DataFrame(found.frame.drop(columns="geometry")))
        content = {"question": question.to_json(), "total": found.total, "counted": found.counted}
        content |= {"people_source": found.people_source, "rows": rows}
        output.document(_plain(content | _how(found.derivation, output)))
        return 0
    words = output.words
    output.table(records(found.frame[_GAPS]), _GAPS)
    print(
        words(
            "cli.gaps_total",
            gaps=found.total["gaps"],
            km2=words.number(found.total["area_km2"], 1),
            people=words.number(found.total["people"]),
        )
    )
    return _explained(found.derivation, output)


def _villages(frame: gpd.GeoDataFrame, args: argparse.Namespace, output: Output, noted) -> int:
    counts = {by: village_counts(frame, by) for by in ("cause", "closing_state")}
    _write(frame, None, args.out, output, noted)
    if output.json:
        content = {"rows": records(pd.DataFrame(frame.drop(columns="geometry")))}
        content |= {f"by_{by}": records(table) for by, table in counts.items()}
        output.document(_plain(content))
        return 0
    words = output.words
    yes_no = {True: words("cli.yes"), False: words("cli.no")}
    shown = frame[_VILLAGES].assign(
        gap_kind=frame["gap_kind"].map(lambda kind: words(f"planning.gap_kind.{kind}"), "ignore"),
        cause=frame["cause"].map(lambda cause: words(f"planning.cause.{cause}")),
        closing_state=frame["closing_state"].map(lambda s: words(f"planning.closing_state.{s}")),
        reached_now=frame["reached_now"].astype(object).map(yes_no),
    )
    output.table(records(shown), _VILLAGES)
    contradicts = int(frame["contradicts"].fillna(False).sum())
    print(words("cli.villages_total", count=len(frame), contradicts=contradicts))
    for by, table in counts.items():
        named = table[by].map(lambda value, by=by: words(f"planning.{by}.{value}"))
        output.table(records(table.assign(**{by: named})), [by, "villages", "households", "people"])
    return 0


def _whatif(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    question = reach_question(args)
    require_layers(store, question, *([args.planned] if args.planned else []))
    plan = _plan(args)
    atlas = Atlas(store)
    snapshot = atlas.now()
    scenario = Scenario(atlas, snapshot, question)
    if args.planned:
        planned = scenario.planned(args.until, layer=args.planned)
        plan = Plan((*planned.changes, *plan.changes))
    effect = scenario.apply(plan)
    read = layers_of(question, args.planned)
    _write(effect.sites, None, args.out, output, _noted(atlas, snapshot, read))
    if output.json:
        content = {"question": question.to_json(), "plan": plan.to_json(), "total": effect.total}
        content |= {"rows": records(effect.rows), "told": records(effect.told)}
        output.document(_plain(content))
        return 0
    words = output.words
    rows = effect.rows[effect.rows["touched"]]
    shares = {name: rows[name].map(words.percent) for name in ("before", "after", "change")}
    output.table(records(rows.assign(**shares)), _EFFECT)
    for number, _, key, why in effect.told.itertuples(index=False):
        print(words(f"planning.change.{why}", number=number, site=key))
    total = effect.total
    print(
        words(
            "cli.whatif_total",
            before=words.percent(total["before"], 3),
            after=words.percent(total["after"], 3),
            touched=len(rows),
        )
    )
    return 0


def _site(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    if args.target is not None and not 0 < args.target <= 100:
        raise BadOption(option="--target", value=args.target)
    question = SitingQuestion(
        reach=reach_question(args),
        new_sites=args.new,
        target_share=None if args.target is None else args.target / 100,
        candidates=args.candidates,
        radius_m=args.reach_of_new,
        capacity=args.capacity,
        spacing_m=args.spacing,
        time_limit_s=args.time_limit,
    )
    kind, value = question.source()
    require_layers(store, question.reach, *([value] if kind == LAYER else []))
    atlas = Atlas(store)
    snapshot = atlas.now()
    found = site(atlas, snapshot, question, progress=_Watched(output))
    read = layers_of(question.reach, value if kind == LAYER else None)
    _write(found.chosen, found.derivation.to_rows, args.out, output, _noted(atlas, snapshot, read))
    if output.json:
        names = ("status", "gap", "bound", "demand_total", "covered_before", "covered_after",
                 "reachable", "unknown_areas", "candidates", "places", "basis", "basis_source")  # fmt: skip
        content = {"question": question.to_json()} | {name: getattr(found, name) for name in names}
        content["chosen"] = records(pd.DataFrame(found.chosen.drop(columns="geometry")))
        output.document(_plain(content | _how(found.derivation, output)))
        return 0
    words = output.words
    chosen = found.chosen.assign(
        lon=found.chosen["lon"].map(lambda v: words.number(v, _DECIMALS)),
        lat=found.chosen["lat"].map(lambda v: words.number(v, _DECIMALS)),
        newly_covered=found.chosen["newly_covered"] * (1e-6 if found.basis == AREA else 1),
        covered_share_after=found.chosen["covered_share_after"].map(words.percent),
    )
    output.table(records(chosen), _SITES)
    print(
        words(
            "cli.site_total",
            status=words(f"planning.status.{found.status}"),
            count=len(chosen),
            before=words.percent(found.share_before),
            after=words.percent(found.share_after),
            reachable=words.percent(found.share_reachable),
            gap=words.percent(found.gap, 2),
        )
    )
    return _explained(found.derivation, output)


class _Watched:
    """Progress in words, each sentence once, for whoever watches."""

    def __init__(self, output: Output):
        self._output, self._last = output, ""

    def __call__(self, share: float | None, key: str, params: dict) -> None:
        words = self._output.words
        params = {k: words.number(v * 100, 2) if k == "gap" else v for k, v in params.items()}
        said = words(f"siting_progress.{key.rpartition('.')[2]}", **params)
        if said != self._last:
            self._output.say(said)
        self._last = said


def _plan(args: argparse.Namespace) -> Plan:
    """The changes of the options: added, then moved, then removed."""
    plan = Plan()
    for text in args.add:
        numbers = _numbers("--add", text, (2, 3))
        radius_m = numbers[2] if len(numbers) == 3 else None
        plan = plan.with_change(Change(ADD, plan.new_key(), *numbers[:2], radius_m))
    for text in args.move:
        key, _, place = text.rpartition("=")
        plan = plan.with_change(Change(MOVE, key, *_numbers("--move", place, (2,))))
    for key in args.remove:
        plan = plan.with_change(Change(REMOVE, key))
    return plan


def _numbers(option: str, text: str, counts: tuple[int, ...]) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as fault:
        raise BadOption(option=option, value=text) from fault
    if len(numbers) not in counts:
        raise BadOption(option=option, value=text)
    return numbers


def _noted(atlas: Atlas, snapshot: Snapshot, layers: list[str]) -> Callable[[Path, int], None]:
    """What to call when a file of so many rows is written."""
    return lambda out, rows: note_file(atlas.store, snapshot, layers, out, rows=rows)


def _write(
    frame: gpd.GeoDataFrame,
    explained,
    out: Path | None,
    output: Output,
    noted: Callable[[Path, int], None],
) -> None:
    """A frame as GeoJSON, or with its notes as a table."""
    if out is None:
        return
    kind = out.suffix.lower().removeprefix(".")
    if kind not in ("geojson", "csv", "xlsx"):
        raise BadOption(option="--out", value=out.name)
    if kind == "geojson":
        content = frame.to_json(drop_id=True, ensure_ascii=False).encode()
    else:
        table = pd.DataFrame(frame.drop(columns="geometry"))
        notes = pd.DataFrame(columns=["part", "vi", "en"])
        notes = notes if explained is None else both_languages(explained)
        content = table_file(table, notes, output.words, kind)
    try:
        out.write_bytes(content)
    except OSError as fault:
        raise CannotWrite("path", file=str(out), fault=fault.strerror or str(fault)) from fault
    noted(out, len(frame))
    output.say(output.words("cli.written_rows", rows=len(frame), file=out.name))


def _how(derivation, output: Output) -> dict:
    how = derivation_document(derivation, output) | {"lost": records(derivation.lost)}
    return {"derivation": how}


def _explained(derivation, output: Output) -> int:
    for part, text in derivation.to_rows(output.words).to_numpy().tolist():
        print(f"{part}: {text}")
    return 0


def _plain(value):
    """JSON has no NaN."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and value != value else value
