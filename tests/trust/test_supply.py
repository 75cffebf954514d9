"""S-90: the bill of materials names everything, and an advisory is never passed over in silence."""

import json

import pytest

from layers.settings import ROOT
from tests.trust.supply.audit import judge
from tests.trust.supply.sbom import main, pinned
from web.map.assets import ASSETS

LISTED = json.loads((ASSETS / "manifest.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def bill(tmp_path_factory) -> dict:
    path = tmp_path_factory.mktemp("sbom") / "hatang.cdx.json"
    main(path)
    return json.loads(path.read_text("utf-8"))


def test_s90_the_bill_names_every_package_with_its_version(bill):
    found = {one["name"]: one["version"] for one in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"
    assert found == pinned(ROOT / "requirements.txt") | LISTED["packages"]
    assert all(one["purl"].startswith(("pkg:pypi/", "pkg:npm/")) for one in bill["components"])


def test_s90_the_bill_has_the_hash_of_every_file_that_was_brought_in(bill):
    parts = [part for one in bill["components"] for part in one.get("components", [])]
    found = {part["name"]: part["hashes"][0]["content"] for part in parts}
    files = LISTED["files"].items()
    assert found == {name: each["sha256"] for name, each in files if each["source"] != "hatang"}
    assert "leaflet/leaflet.js" in found


KNOWN = {"id": "X-1", "package": "a", "version": "1", "why": "not used"}
SOUND = {"name": "b", "version": "2", "vulns": []}
BAD = {"name": "a", "version": "1", "vulns": [{"id": "X-1"}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("answer", "reviewed", "status", "said"),
    [
        (None, [], 0, "NOT CHECKED: the service is unreachable"),
        ([UNKNOWN], [KNOWN], 0, "NOT CHECKED: the service knows none"),
        ([SOUND], [], 0, "1 packages checked, 0 advisories"),
        ([SOUND, UNKNOWN], [], 0, "NOT CHECKED: c"),
        ([SOUND, BAD], [], 1, "NEW: X-1 a 1"),
        ([SOUND, BAD], [KNOWN], 0, "reviewed: X-1 a 1: not used"),
        ([SOUND], [KNOWN], 1, "GONE: X-1 a 1"),
    ],
)
def test_s90_what_is_known_or_was_not_asked_is_said(answer, reviewed, status, said):
    told, lines = judge(answer and {"dependencies": answer}, reviewed)
    assert told == status
    assert said in "\n".join(lines)
