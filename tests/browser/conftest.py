"""A browser, and the app over stores: the demonstration of two cities, a small one, one of the test's own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.server import PATIENCE_S, Server

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MS = 1000 * PATIENCE_S
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every host but this machine is out of reach, as in a closed network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(items) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            # A journey takes part in a race of three processes on a machine that others use, too: it is
            # tried a second time, and the summary names it. What fails twice is a fault.
            item.add_marker(pytest.mark.flaky(reruns=1))


def _no_browser(reason: str) -> None:
    if os.environ.get("HATANG_REQUIRE_BROWSER") == "1":
        pytest.fail(f"no browser, and HATANG_REQUIRE_BROWSER=1: {reason}")
    pytest.skip(f"no browser: {reason}")


@pytest.fixture(scope="session")
def chromium():
    """Chromium of this machine, else the one of Playwright."""
    try:
        from playwright.sync_api import Error, expect, sync_playwright
    except ImportError:
        _no_browser("the package playwright is not installed")
    expect.set_options(timeout=_MS)
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        except Error as fault:
            _no_browser(str(fault).splitlines()[0])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser_of(chromium) -> Iterator[Callable]:
    """A browser profile by language and size; its cache serves all tests, as that of a person does."""
    made = {}

    def get(lang: str, width: int, height: int, touch: bool, profile: str = ""):
        key = (lang, width, height, touch, profile)
        if key not in made:
            made[key] = chromium.new_context(
                viewport={"width": width, "height": height},
                locale={"vi": "vi-VN", "en": "en-GB"}[lang],
                reduced_motion="reduce",
                has_touch=touch,
            )
            made[key].set_default_timeout(_MS)
        return made[key]

    yield get
    for context in made.values():
        context.close()


@pytest.fixture
def visit(browser_of) -> Iterator[Callable]:
    """Make visitors, each with a page of their own: ``visit(url, lang="en", width=1280)``.

    `profile` names a browser of their own, `kind` the class of the visitor.
    """
    from tests.browser.visitor import Visitor

    pages = []

    def make(
        url: str,
        *,
        lang: str = "vi",
        width: int = 1280,
        height: int = 900,
        touch: bool = False,
        profile: str = "",
        kind: type[Visitor] = Visitor,
    ) -> Visitor:
        pages.append(browser_of(lang, width, height, touch, profile).new_page())
        return kind(pages[-1]).open(url)

    yield make
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory) -> Path:
    """The demonstration of Da Nang and Can Tho; ``HATANG_TEST_STORE`` names one that is built already."""
    if given := os.environ.get("HATANG_TEST_STORE"):
        return Path(given)
    from layers.demo.store import build_store

    folder = tmp_path_factory.mktemp("demo") / "store"
    build_store(str(folder), cities=("48", "92"))
    return folder


@pytest.fixture(scope="session")
def demo(chromium, demo_store, tmp_path_factory) -> Iterator[Server]:
    """The app over the demonstration store. Nobody changes it."""
    server = Server(demo_store, tmp_path_factory.mktemp("log") / "demo.log").start()
    yield server
    server.stop()


@pytest.fixture
def serve(chromium, tmp_path) -> Iterator[Callable[[Path], Server]]:
    """Start the app over a store of the test's own."""
    servers = []

    def start(store: Path) -> Server:
        servers.append(Server(store, tmp_path / f"app{len(servers)}.log"))
        return servers[-1].start()

    yield start
    for server in servers:
        server.stop()
