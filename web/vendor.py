"""Fetch the browser's scripts and fonts into ``web/assets`` and list them with their hashes.

``python -m web.vendor <node_modules dir>`` copies what is used from npm packages, cuts the coast
files, and writes the manifest. ``python -m web.vendor`` writes the manifest alone: run it after
every change to a file of ours under ``web/assets``.
"""

import argparse
import hashlib
import json
import re
import shutil
from pathlib import Path

from web.coast import write_coast

ASSETS = Path(__file__).with_name("assets")
FONT = "@fontsource/be-vietnam-pro"
WEIGHTS = ("400-normal", "400-italic", "500-normal", "600-normal", "700-normal")
SUBSETS = ("latin-ext", "latin", "vietnamese")

# package -> (folder here, licence, files as {here: in the package})
PACKAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    "leaflet": (
        "leaflet",
        "BSD-2-Clause",
        {"leaflet.js": "dist/leaflet.js", "leaflet.css": "dist/leaflet.css", "LICENSE": "LICENSE"},
    ),
    "leaflet.vectorgrid": (
        "vectorgrid",
        "Beerware",
        {"leaflet.vectorgrid.js": "dist/Leaflet.VectorGrid.bundled.min.js", "README": "README.md"},
    ),
    FONT: (
        "fonts",
        "OFL-1.1",
        {
            f"be-vietnam-pro-{subset}-{weight}.woff2": (
                f"files/be-vietnam-pro-{subset}-{weight}.woff2"
            )
            for subset in SUBSETS
            for weight in WEIGHTS
        }
        | {"LICENSE": "LICENSE"},
    ),
    "world-atlas": ("land", "ISC (Natural Earth: public domain)", {"LICENSE": "LICENSE"}),
}
# What the VectorGrid bundle holds; their licences ask that the notice travels with the code.
BUNDLED = {
    "pbf": "LICENSE",
    "ieee754": "LICENSE",
    "vector-tile": "LICENSE.txt",
    "geojson-vt": "LICENSE",
    "topojson-client": "LICENSE.md",
    "whatwg-fetch": "LICENSE",
}
OWN_LICENCE = "as the project"
_SCOPE = {here: (package, licence) for package, (here, licence, _) in PACKAGES.items()}


def copy_packages(node_modules: Path) -> dict[str, str]:
    """Copy the files of `PACKAGES` and return package -> version.

    Raises
    ------
    FileNotFoundError
        A package or one of its files is not in `node_modules`.
    """
    versions = {}
    for package, (here, _, files) in PACKAGES.items():
        source = node_modules / package
        versions[package] = json.loads((source / "package.json").read_text("utf-8"))["version"]
        folder = ASSETS / here
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in files.items():
            shutil.copyfile(source / path, folder / name)
    _strip_source_map(ASSETS / "leaflet" / "leaflet.js")
    _write_vectorgrid_licence(node_modules)
    return versions


def _strip_source_map(script: Path) -> None:
    # The map file is not copied, and a browser with open tools would ask for it.
    text = script.read_text("utf-8")
    script.write_text(re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text), "utf-8")


def _write_vectorgrid_licence(node_modules: Path) -> None:
    folder = ASSETS / "vectorgrid"
    readme = folder / "README"
    parts = ["leaflet.vectorgrid", readme.read_text("utf-8").split("## Legalese")[1].strip()]
    readme.unlink()
    for package, path in BUNDLED.items():
        parts += [
            f"\n{package} (in the bundle)",
            (node_modules / package / path).read_text("utf-8"),
        ]
    (folder / "LICENSE").write_text("\n\n".join(parts).rstrip() + "\n", "utf-8")


def write_font_css(node_modules: Path) -> None:
    """Write ``fonts/fonts.css``: woff2 only, the package's own unicode ranges."""
    rules = []
    for weight in WEIGHTS:
        number, style = weight.split("-")
        sheet = number if style == "normal" else f"{number}-italic"
        text = (node_modules / FONT / f"{sheet}.css").read_text("utf-8")
        text = re.sub(r"url\(\./files/(\S+?\.woff2)\)", r"url(\1)", text)
        rules.append(re.sub(r", url\(\./files/\S+?\.woff\) format\('woff'\)", "", text).strip())
    (ASSETS / "fonts" / "fonts.css").write_text("\n\n".join(rules) + "\n", "utf-8")


def write_manifest(versions: dict[str, str] | None = None) -> dict[str, dict]:
    """Hash every file under ``web/assets`` and write ``manifest.json``.

    Parameters
    ----------
    versions : dict, optional
        Package versions of a fresh copy; without it those of the manifest in place are kept.

    Returns
    -------
    dict
        path below ``web/assets`` -> ``{sha256, bytes, source, licence}``.
    """
    target = ASSETS / "manifest.json"
    if versions is None:
        versions = json.loads(target.read_text("utf-8"))["packages"]
    files = {}
    for path in sorted(p for p in ASSETS.rglob("*") if p.is_file() and p != target):
        name = path.relative_to(ASSETS).as_posix()
        content = path.read_bytes()
        package, licence = _SCOPE.get(name.split("/")[0], ("", OWN_LICENCE))
        files[name] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "source": f"{package}@{versions[package]}" if package else "hatang",
            "licence": licence,
        }
    text = json.dumps({"packages": versions, "files": files}, indent=1, ensure_ascii=False)
    target.write_text(text + "\n", "utf-8")
    return files


def main(arguments: list[str] | None = None) -> None:
    """Refresh the vendored files (with a folder) or only the manifest (without)."""
    parser = argparse.ArgumentParser(prog="python -m web.vendor", description=__doc__)
    parser.add_argument("node_modules", type=Path, nargs="?", help="an npm node_modules folder")
    node_modules = parser.parse_args(arguments).node_modules
    versions = None
    if node_modules is not None:
        versions = copy_packages(node_modules)
        write_font_css(node_modules)
        write_coast(node_modules / "world-atlas", ASSETS / "land")
    files = write_manifest(versions)
    print(f"{len(files)} files, {sum(f['bytes'] for f in files.values()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
