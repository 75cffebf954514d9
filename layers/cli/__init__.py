"""The command line: ``python -m layers COMMAND``. What it promises stands in the README, "Command line"."""

import argparse
import os
import sys
from collections.abc import Sequence

from geo.errors import GeoError
from layers.cli import (
    access,
    areas,
    audit,
    carrying,
    catalogue,
    coverage,
    demonstration,
    ducts,
    exchange,
    grants,
    keeping,
    matching,
    regulation,
    reports,
    search,
    sheets,
    siting,
    users,
)
from layers.cli.output import Output
from layers.errors import HatangError, Refused
from layers.settings import Settings
from layers.words import DEFAULT_LANGUAGE, LANGUAGES, explain

_ROOMS = (
    demonstration,
    exchange,
    catalogue,
    areas,
    carrying,
    matching,
    coverage,
    regulation,
    ducts,
    siting,
    reports,
    search,
    sheets,
    audit,
    keeping,
    users,
    grants,
    access,
)


def main(argv: Sequence[str]) -> int:
    """Run one command and give its exit status: 0 done, 1 data refused, 2 wrong usage or unreadable."""
    try:
        settings = Settings.read(os.environ)
    except HatangError as error:
        Output(json=False, lang=DEFAULT_LANGUAGE).fail(error)
        return error.exit_status
    args = _parser(settings).parse_args(argv)
    output = Output(json=args.json, lang=args.lang)
    try:
        return args.run(args, output) or 0
    except Refused as refusal:
        output.report(refusal.report)
        output.say(explain(refusal, args.lang))
        return refusal.exit_status
    except HatangError as error:
        output.fail(error)
        return error.exit_status
    except GeoError as error:
        output.fail(error)
        return 2
    except KeyboardInterrupt:
        output.say("")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser(settings: Settings) -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--store", default=settings.store, help="folder of the store")
    shared.add_argument("--json", action="store_true", help="one JSON document on standard output")
    shared.add_argument("--lang", choices=LANGUAGES, default=settings.lang)
    parser = argparse.ArgumentParser(prog="python -m layers", description=__doc__.split(":")[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for room in _ROOMS:
        room.add_commands(commands, shared)
    return parser
