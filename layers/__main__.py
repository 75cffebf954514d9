"""``python -m layers``: the command line."""

import sys

from layers.cli import main

if __name__ == "__main__":
    # Some consoles have an alphabet of their own without the letters of Vietnamese.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
