"""Commands about ducts: ``route``, ``inside``, ``ducts``."""

import argparse
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.access import LOCAL_USER, Action, require
from layers.atlas import Atlas
from layers.cards import COUNTRY
from layers.cli.coverage_options import read_area
from layers.cli.output import Output
from layers.cli.taking import note_file
from layers.ducts.corridors import Corridors, corridors_of_city
from layers.ducts.derivation import DuctDerivation
from layers.ducts.files import duct_file, save, worded
from layers.ducts.inside import PROJECTS, Inside, inside, project_polygon
from layers.ducts.nearby import Place
from layers.ducts.network import NODES_OF, SNAP_M, DuctNetwork, duct_network
from layers.ducts.route import DuctRoute, node_name, route
from layers.ducts.undergrounding import AERIAL, DUCT, Undergrounding, undergrounding
from layers.services.naming import owner_name
from layers.spec import get_spec
from layers.store import Store, open_store

_PLACE = re.compile(r"(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)")
_PIECES = ["order", "id", "owner", "kind", "street", "length_m", "occupancy", "state", "contact"]
_INSIDE = ["layer", "id", "owner", "type", "use", "status", "length_m", "occupancy", "contact"]
_NEAR = ["route", "other_route", "distance_m", "joins_parts"]
_SHOWN = 10


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    way = commands.add_parser("route", parents=[shared], help="A to B through the ducts")
    way.add_argument("--from", dest="start", required=True, metavar="ID|LON,LAT")
    way.add_argument("--to", dest="end", required=True, metavar="ID|LON,LAT")
    for name, about in (("--via", "must be passed"), ("--avoid", "may not be passed")):
        way.add_argument(name, nargs="+", action="extend", default=[], metavar="ID", help=about)
    way.add_argument("--owner", nargs="+", action="extend", default=[], metavar="NAME")
    way.add_argument("--kind", nargs="+", action="extend", default=[], metavar="KIND")
    way.add_argument("--built", action="store_true", help="not over what is only planned")
    _network_options(way)
    way.add_argument("--out", type=Path, metavar="FILE", help=".geojson, .csv or .xlsx")
    way.set_defaults(run=_route)

    listed = commands.add_parser("inside", parents=[shared], help="what lies in a project's area")
    place = listed.add_mutually_exclusive_group(required=True)
    place.add_argument("file", nargs="?", type=Path, help="GeoJSON of the area")
    place.add_argument("--project", metavar="ID", help="of the layer project_area")
    listed.add_argument("--out", type=Path, metavar="FILE", help=".geojson, .csv or .xlsx")
    listed.set_defaults(run=_inside)

    ducts = commands.add_parser(
        "ducts", parents=[shared], help="network, corridors and undergrounding of a city"
    )
    _network_options(ducts)
    ducts.add_argument("--corridor", type=float, metavar="M", help="who built beside whom")
    ducts.add_argument("--areas", metavar="LAYER", help="undergrounding by area")
    ducts.set_defaults(run=_ducts)


def _network_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--city", metavar="CODE", help="such as 48; VN for all")
    parser.add_argument("--layer", nargs="+", default=["duct_route"], choices=tuple(NODES_OF))
    parser.add_argument("--snap", type=float, default=SNAP_M, metavar="M", help="tolerance of ends")
    parser.add_argument("--retired", action="store_true", help="also what is out of use")


def _route(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    net = _network(args, store)
    found = route(
        net, _place(args.start), _place(args.end), via=args.via, avoid=args.avoid,
        owners=args.owner, kinds=args.kind, built_only=args.built,
    )  # fmt: skip
    if args.out is not None:
        _save(store, found.pieces, found.derivation, args.out, output)
    if output.json:
        output.document(_route_document(found, net, output))
        return 0
    words = output.words
    pieces = worded(found.pieces, words)
    output.table(_records(pieces.assign(occupancy=_occupancy(pieces)), _PIECES), _PIECES)
    names = [node_name(net, each.node) for each in (found.start, found.end)]
    km = {
        state: words.number(metres / 1000, 2)
        for state, metres in zip(found.by_state["state"], found.by_state["length_m"], strict=True)
    }
    print(
        words(
            "cli.route_ends", start=names[0], end=names[1], pieces=len(found.pieces),
            length=words.number(found.length_m / 1000, 2),
            straight=words.number(found.straight_m / 1000, 2),
        )
    )  # fmt: skip
    for name, each in zip(names, (found.start, found.end), strict=True):
        if each.distance_m > 0:
            print(words("cli.route_near", place=name, distance_m=round(each.distance_m, 1)))
    print(words("cli.route_states", **km, not_built=words.number(found.not_built_m / 1000, 2)))
    for row in found.by_owner.to_dict("records"):
        owner = owner_name(row["owner"], words, blank=words("ducts.not_recorded"))
        length = words.number(row["length_m"] / 1000, 2)
        print(words("cli.route_owner", owner=owner, length=length, pieces=row["pieces"]))
    return _explained(found.derivation, output)


def _inside(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    atlas = Atlas(store)
    snapshot = atlas.now()
    if args.project is not None:
        require(LOCAL_USER, Action.SEE, get_spec(store.specs, PROJECTS))
        area = project_polygon(atlas, snapshot, args.project)
    else:
        area = read_area(args.file)
    found = inside(atlas, snapshot, area, user=LOCAL_USER)
    if args.out is not None:
        _save(store, found.rows, found.derivation, args.out, output)
    if output.json:
        output.document(_inside_document(found, output))
        return 0
    words = output.words
    rows = worded(found.rows, words)
    used = _occupancy(rows.rename(columns={"used": "n_ducts_used", "capacity": "n_ducts"}))
    output.table(_records(rows.assign(occupancy=used), _INSIDE), _INSIDE)
    km2 = words.number(found.area_m2 / 1e6, 3)
    print(
        words("cli.inside_total", count=len(rows), owners=found.by_owner["owner"].count(), km2=km2)
    )
    return _explained(found.derivation, output)


def _ducts(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    atlas = Atlas(store)
    snapshot = atlas.now()
    if args.areas is not None:
        for layer in (args.areas, DUCT, AERIAL):
            require(LOCAL_USER, Action.SEE, get_spec(store.specs, layer))
        found = undergrounding(atlas, snapshot, areas=args.areas, city=args.city or COUNTRY)
        return _underground(found, output)
    _require(store, args.layer)
    if args.corridor is not None:
        found = corridors_of_city(
            atlas, snapshot, city=_city(args), layers=tuple(args.layer), distance_m=args.corridor,
            with_retired=args.retired,
        )  # fmt: skip
        return _corridors(found, output)
    return _health(_network(args, store, atlas), output)


def _health(net: DuctNetwork, output: Output) -> int:
    if output.json:
        content = {
            "snap_m": net.snap_m,
            "parts": _records(net.parts),
            "ends": net.ends,
            "near_misses": _records(net.near_misses),
        }
        output.document(content | _derived(net.derivation, output))
        return 0
    words = output.words
    columns = ["part", "n_routes", "n_nodes", "length_m", "owners"]
    parts = net.parts.assign(part=net.parts["part"] + 1, length_m=net.parts["length_m"].round(2))
    output.table(_records(worded(parts.head(_SHOWN), words), columns), columns)
    if len(net.near_misses):
        yes_no = {True: words("cli.yes"), False: words("cli.no")}
        near = net.near_misses.head(_SHOWN)
        near = near.assign(joins_parts=near["joins_parts"].map(yes_no))
        output.table(_records(near, _NEAR), _NEAR)
    ends = {name: net.ends[name] for name in ("named", "snapped", "own")}
    print(
        words(
            "cli.ducts_network", km=words.number(net.parts["length_m"].sum() / 1000, 1),
            parts=len(net.parts), manholes=int((net.nodes["part"] >= 0).sum()), **ends,
            missed=len(net.near_misses),
        )
    )  # fmt: skip
    return _explained(net.derivation, output)


def _corridors(found: Corridors, output: Output) -> int:
    numbers = {
        "route": found.route_km, "corridor": found.corridor_km,
        "shared": found.shared_km, "unknown": found.unknown_km,
    }  # fmt: skip
    if output.json:
        content = {f"{name}_km": km for name, km in numbers.items()}
        content |= {"distance_m": found.distance_m, "by_owner": _records(found.by_owner)}
        content |= {"overbuild": _records(found.overbuild)}
        output.document(content | _derived(found.derivation, output))
        return 0
    words = output.words
    columns = ["owner", "other_owner", "km", "other_km"]
    output.table(_records(worded(found.overbuild.round(3), words), columns), columns)
    numbers = {name: words.number(km, 1) for name, km in numbers.items()}
    print(words("cli.ducts_corridors", **numbers, distance_m=found.distance_m))
    return _explained(found.derivation, output)


def _underground(found: Undergrounding, output: Output) -> int:
    if output.json:
        content = {"total": _plain(found.total), "rows": _records(found.rows)}
        content |= {"streets": _records(found.streets)}
        output.document(content | _derived(found.derivation, output))
        return 0
    words, total = output.words, found.total
    columns = ["code", "name", "duct_km", "aerial_km", "planned_km", "share", "state"]
    rows = worded(found.rows, words).assign(share=found.rows["share"].map(words.percent))
    output.table(_records(rows.sort_values("code"), columns), columns)
    print(
        words(
            "cli.ducts_underground", share=words.percent(total["share"]),
            duct=words.number(total["duct_km"], 1), aerial=words.number(total["aerial_km"], 1),
            planned=words.number(total["planned_km"], 1), unknown=total["areas_unknown"],
            areas=total["areas"],
        )
    )  # fmt: skip
    return _explained(found.derivation, output)


def _city(args: argparse.Namespace) -> str | None:
    """VN is all, as in other commands."""
    return None if args.city == COUNTRY else args.city


def _network(args, store: Store, atlas: Atlas | None = None) -> DuctNetwork:
    _require(store, args.layer)
    atlas = Atlas(store) if atlas is None else atlas
    return duct_network(
        atlas, atlas.now(), city=_city(args), layers=tuple(args.layer), snap_m=args.snap,
        with_retired=args.retired,
    )  # fmt: skip


def _require(store: Store, layers) -> None:
    for layer in dict.fromkeys([*layers, *(node for each in layers for node in NODES_OF[each])]):
        require(LOCAL_USER, Action.SEE, get_spec(store.specs, layer))


def _place(asked: str) -> str | tuple[float, float]:
    found = _PLACE.fullmatch(asked.strip())
    return asked if found is None else (float(found[1]), float(found[2]))


def _save(
    store: Store, rows: pd.DataFrame, derivation: DuctDerivation, out: Path, output: Output
) -> None:
    content = duct_file(rows, derivation, output.words, file_format=out.suffix.lower().lstrip("."))
    save(content, out)
    read = [one.layer for one in derivation.inputs]
    note_file(store, Atlas(store).now(), read, out, rows=len(rows))
    output.say(output.words("cli.exported", rows=len(rows), file=str(out)))


def _occupancy(pieces: pd.DataFrame) -> list[str | None]:
    """Ducts used of those there are: ``8/12``; a number that is not recorded is a dash."""
    said = pieces[["n_ducts_used", "n_ducts"]].astype(object)
    said = said.where(said.notna(), "–").astype(str)
    both = said["n_ducts_used"] + "/" + said["n_ducts"]
    return both.where(both != "–/–", None).tolist()


def _route_document(found: DuctRoute, net: DuctNetwork, output: Output) -> dict:
    return {
        "from": _end(found.start),
        "to": _end(found.end),
        "length_m": found.length_m,
        "straight_m": found.straight_m,
        "pieces": _records(found.pieces),
        "by_owner": _records(found.by_owner),
        "by_state": _records(found.by_state),
        "not_built_m": found.not_built_m,
        "free_m": found.free_m,
        "least_free": found.least_free,
        "network": {"snap_m": net.snap_m, "parts": len(net.parts), "ends": net.ends},
    } | _derived(found.derivation, output)


def _inside_document(found: Inside, output: Output) -> dict:
    return {
        "area_m2": found.area_m2,
        "rows": _records(found.rows),
        "by_layer": _records(found.by_layer),
        "by_owner": _records(found.by_owner),
    } | _derived(found.derivation, output)


def _end(place: Place) -> dict:
    return {"id": place.id, "lon": place.lon, "lat": place.lat, "distance_m": place.distance_m}


def _derived(derivation: DuctDerivation, output: Output) -> dict:
    counts = derivation.left_out.groupby(["layer", "why"], sort=False).size().reset_index()
    return {
        "inputs": [vars(each) for each in derivation.inputs],
        "left_out": counts.set_axis(["layer", "why", "count"], axis=1).to_dict("records"),
        "notes": [{"note": note, **params} for note, params in derivation.notes],
        "said": derivation.to_rows(output.words).to_dict("records"),
    }


def _explained(derivation: DuctDerivation, output: Output) -> int:
    words = output.words
    for part, text in derivation.to_rows(words).to_numpy().tolist():
        print(words("cli.derived", part=part, text=text))
    return 0


def _records(frame: pd.DataFrame, columns: list[str] | None = None) -> list[dict]:
    if isinstance(frame, gpd.GeoDataFrame):
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    plain = (frame if columns is None else frame.reindex(columns=columns)).astype(object)
    return plain.where(plain.notna(), None).to_dict("records")


def _plain(total: dict) -> dict:
    return {name: None if np.isnan(value) else value for name, value in total.items()}
