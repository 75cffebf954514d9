"""``python -m tests.trust.supply.sbom OUT``: all that is installed and all that the browser is sent, as CycloneDX.

Python packages come from ``requirements.txt``; scripts, fonts and outlines from the manifest of ``web.vendor``,
each file with its SHA-256.
"""

import json
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from layers.settings import ROOT
from web.map.assets import ASSETS


def pinned(path: Path) -> dict[str, str]:
    """Package -> version of a file of requirements."""
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return dict(line.split("==") for line in lines if line)


def bill_of_materials() -> Bom:
    """Everything, with where it is from and under which licence."""
    own = Component(name="hatang", type=ComponentType.APPLICATION, bom_ref="hatang")
    bom = Bom(
        components=[*map(_python, *zip(*pinned(ROOT / "requirements.txt").items(), strict=True))]
    )
    bom.metadata.component = own
    bom.components.update(_browser())
    bom.register_dependency(own, bom.components)
    return bom


def _python(name: str, version: str) -> Component:
    try:
        told = metadata(name)
        licence = told["License-Expression"] or (told["License"] or "").splitlines()[:1]
    except PackageNotFoundError:
        licence = None
    licence = licence[0] if isinstance(licence, list) and licence else licence
    return _component(name, version, licence or None, PackageURL("pypi", None, name, version))


def _browser() -> list[Component]:
    listed = json.loads((ASSETS / "manifest.json").read_text("utf-8"))
    made = []
    for package, version in listed["packages"].items():
        scope, _, name = package.rpartition("/")
        files = {n: f for n, f in listed["files"].items() if f["source"] == f"{package}@{version}"}
        licence = next(iter(files.values()))["licence"]
        one = _component(package, version, licence, PackageURL("npm", scope or None, name, version))
        for path, about in files.items():
            digest = HashType(alg=HashAlgorithm.SHA_256, content=about["sha256"])
            part = Component(name=path, type=ComponentType.FILE, bom_ref=f"file:{path}")
            part.hashes.add(digest)
            one.components.add(part)
        made.append(one)
    return made


def _component(name: str, version: str, licence: str | None, purl: PackageURL) -> Component:
    one = Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=purl.to_string(),
    )
    if licence:
        one.licenses.add(DisjunctiveLicense(name=licence[:80]))
    return one


def main(out: Path) -> None:
    """Write it."""
    bom = bill_of_materials()
    out.parent.mkdir(parents=True, exist_ok=True)
    made = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    out.write_text(made.output_as_string(indent=1) + "\n", encoding="utf-8")
    print(f"{out}: {len(bom.components)} components")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
