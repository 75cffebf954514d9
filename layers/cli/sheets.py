"""The command ``sheet``: the map of a link on paper, as PDF or PNG."""

import argparse
import datetime
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from layers.access import LOCAL_USER
from layers.atlas import Atlas
from layers.cli.output import Output
from layers.cli.taking import note_file
from layers.errors import BadOption
from layers.maps.address import from_params
from layers.maps.settle import settle, usual_view
from layers.maps.view import LayerView, MapView
from layers.reports.writing import write_whole
from layers.sheets.picture import RESOLUTIONS, page_picture
from layers.sheets.request import PAPERS, SheetRequest, TitleBlock
from layers.sheets.sheet import print_map
from layers.store import open_store

_KINDS = (".pdf", ".png")


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the command of this room to the parser."""
    sheet = commands.add_parser(
        "sheet", parents=[shared], help="print a map at a true scale (.pdf or .png)"
    )
    sheet.add_argument(
        "--link", default="", help="address of a map, or what stands in it after the ?"
    )
    sheet.add_argument("--city", metavar="CODE")
    sheet.add_argument("--layers", metavar="LAYER,LAYER", help="the one on top first")
    sheet.add_argument("--paper", choices=tuple(PAPERS), default="A4")
    sheet.add_argument("--portrait", action="store_true")
    sheet.add_argument("--scale", type=int, metavar="N", help="1:N; default: to fit the paper")
    sheet.add_argument("--centre", metavar="LON,LAT")
    sheet.add_argument("--series", action="store_true", help="several sheets that cover the place")
    for name in ("title", "organisation", "author", "note"):
        sheet.add_argument(f"--{name}", default="")
    sheet.add_argument("--day", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD")
    sheet.add_argument("--dpi", type=int, choices=RESOLUTIONS, default=150, help="of a .png")
    sheet.add_argument("--out", type=Path, required=True)
    sheet.set_defaults(run=_sheet)


def _sheet(args: argparse.Namespace, output: Output) -> int:
    if args.out.suffix.lower() not in _KINDS:
        raise BadOption(option="--out", value=args.out.name)
    atlas = Atlas(open_store(args.store))
    snapshot = atlas.now()
    view, told = _view(args, atlas, snapshot)
    for key, params in told:
        output.say(output.words(key, **params))
    block = TitleBlock(args.title, args.organisation, args.author, args.day, args.note)
    request = SheetRequest(
        paper=args.paper,
        landscape=not args.portrait,
        scale=args.scale,
        centre=_centre(args.centre),
        series=args.series,
        block=block,
    )
    printed = print_map(atlas, snapshot, view, request, words=output.words, user=LOCAL_USER)
    picture = args.out.suffix.lower() == ".png"
    drawn = [view.areas, *(each.layer for each in view.layers if each.visible)]
    write_whole(page_picture(printed.pdf, dpi=args.dpi) if picture else printed.pdf, args.out)
    note_file(atlas.store, snapshot, drawn, args.out, what="sheet")
    if output.json:
        made = {"scale": printed.scale, "sheets": printed.sheets, "file": str(args.out)}
        output.document(made)
    output.say(
        output.words("cli.printed", scale=printed.scale, sheets=printed.sheets, file=args.out.name)
    )
    return 0


def _view(args: argparse.Namespace, atlas: Atlas, snapshot) -> tuple[MapView, list]:
    """The view of the link, with what the options say instead; what there is not is told."""
    query = urlsplit(args.link).query if "?" in args.link else args.link
    params = dict(parse_qsl(query))
    usual = usual_view(atlas, snapshot, LOCAL_USER)
    view, told = from_params(params, usual=usual)
    changed = {}
    if args.city:
        changed |= {"city": args.city, "at": None, "selected": None, "picked": ()}
    if args.layers is not None:
        names = [name for name in args.layers.split(",") if name]
        changed["layers"] = tuple(view.layer(name) or LayerView(name) for name in names)
    view = replace(view, **changed)
    view, more = settle(view, atlas, snapshot, LOCAL_USER, lang=args.lang)
    return view, [*told, *more]


def _centre(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        lon, lat = map(float, text.split(","))
    except ValueError as fault:
        raise BadOption(option="--centre", value=text) from fault
    return lon, lat
