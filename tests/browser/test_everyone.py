"""For everyone: what axe-core finds on every view, in both languages, on a phone and a desk."""

import os
from pathlib import Path

import pytest

from tests.browser.visitor import Visitor

_GRAVE = ("serious", "critical")
# Frames are asked one by one: axe cannot enter one that is sandboxed.
_ASK = """async (kept) => {
  const found = await axe.run(document, { resultTypes: ["violations"], iframes: false, runOnly: kept });
  return found.violations.map(({ id, impact, nodes }) => [
    id, impact, nodes.map((node) => node.target.flat().join(" ") + " " + node.html.slice(0, 120))]);
}"""
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = ("explore", "services", "coverage", "ducts", "import", "admin")
WITHOUT_MAP = ("import", "admin")
DESK, PHONE = 1280, 390


class WithoutMap(Visitor):
    """A visitor of a view that has no map to wait for."""

    def wait(self) -> None:
        self.settle()
        self.page.wait_for_selector(".stMain h1, .stMain h2, .stMain h3, .stMain button")


@pytest.fixture(scope="session")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python")
    return (Path(package.__file__).parent / "axe.min.js").read_text("utf-8")


def grave(target, axe: str) -> list[tuple[str, str]]:
    """The serious and critical findings of a page or a frame: rule and place.

    The script is evaluated, not linked: the policy of the map's frame lets in no script but ours.
    """
    target.evaluate(f"{axe}; 0")
    told = target.evaluate(_ASK, _TAGS)
    return [(rule, node) for rule, impact, nodes in told if impact in _GRAVE for node in nodes]


# Half of the sizes are looked at each time; `HATANG_EVERY_SIZE=1` looks at all of them.
_REST = pytest.mark.skipif(
    os.environ.get("HATANG_EVERY_SIZE") != "1", reason="looked at with HATANG_EVERY_SIZE=1"
)


@pytest.mark.parametrize(
    ("lang", "width"),
    [
        ("vi", DESK),
        ("en", PHONE),
        pytest.param("en", DESK, marks=_REST),
        pytest.param("vi", PHONE, marks=_REST),
    ],
)
def test_no_view_has_a_grave_finding(demo, visit, axe, lang, width):
    found = {}
    for view in VIEWS:
        kind = WithoutMap if view in WITHOUT_MAP else Visitor
        url = f"{demo.url}/?view={view}&lang={lang}"
        visitor = visit(url, lang=lang, width=width, height=844, kind=kind)
        found[view] = grave(visitor.page, axe)
        if view not in WITHOUT_MAP:
            found[f"map of {view}"] = grave(visitor.map, axe)
        assert visitor.page.locator("html").get_attribute("lang")
        visitor.page.close()
    assert {place: nodes for place, nodes in found.items() if nodes} == {}


def test_the_finding_of_a_fault_is_grave(demo, visit, axe):
    """The question can be answered with no: a button without a name is told, on the page and in the frame."""
    visitor = visit(f"{demo.url}/?lang=vi")
    for target in (visitor.page, visitor.map):
        target.evaluate("() => document.body.append(document.createElement('button'))")
        assert "button-name" in {rule for rule, _ in grave(target, axe)}
