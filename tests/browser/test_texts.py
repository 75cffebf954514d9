"""S-10, S-13, S-14: ten texts that attack stand in every place that shows text of a file, and none of them runs."""

from urllib.parse import urlencode

import yaml
from playwright.sync_api import expect

from layers.access import LOCAL_USER
from layers.atlas import Atlas
from layers.drawings.book import DrawingBook
from layers.maps.view import MapView
from tests.browser.planner import Planner
from tests.browser.test_stores import build_small
from tests.trust.payloads import ALL, FETCH, MARK, PAYLOADS
from tests.web.conftest import WARDS, publish, small_layers
from web.standalone.page import make_standalone
from web.words import web_words

SHORT = PAYLOADS[4] + PAYLOADS[0]


def build(folder):
    """The small store with the texts as names, owners, sources, a column, its values, a saved map, a drawing."""
    wards = {code: (ALL, *ward[1:]) for code, ward in WARDS.items()}
    store = build_small(folder, wards=wards, name=ALL)
    masts, _ = small_layers()["antenna_mast"]
    more = {"name": ALL, "owner": ALL, "street": ALL, SHORT: ALL, "ten": list(PAYLOADS[:6])}
    publish(store, masts.assign(**more), "antenna_mast", source=ALL)
    store.views.add({}, title=SHORT, user=LOCAL_USER.id)
    DrawingBook(store, LOCAL_USER).create(SHORT)
    return store


class Watch:
    """What would show that one of the texts ran or fetched."""

    def __init__(self, page):
        self.page, self.told = page, []
        page.on("dialog", self._dialog)
        page.on("request", lambda asked: FETCH in asked.url and self.told.append(asked.url))

    def _dialog(self, dialog) -> None:
        self.told.append(dialog.message)
        dialog.dismiss()

    def require_quiet(self) -> None:
        """Nothing ran, nothing was asked for, and nothing stands there that could run."""
        for frame in self.page.frames:
            assert frame.evaluate(f"() => window.{MARK}") is None
            wrong = (
                'img[src="x"], a[href^="javascript"], [onerror], [onload], iframe[srcdoc*="parent"]'
            )
            assert frame.locator(wrong).count() == 0
        assert self.told == []


def squeezed(text: str) -> str:
    """Without the blanks, which a page may draw in one way or another."""
    return "".join(text.split())


def test_s10_s13_texts_of_a_file_are_text_everywhere_and_never_run(visit, serve, tmp_path):
    build(tmp_path / "store")
    server = serve(tmp_path / "store")
    planner = visit(f"{server.url}/?lang=vi", width=1440, kind=Planner)
    page, watch = planner.page, Watch(planner.page)
    expect(planner.card()).to_contain_text(ALL)  # the city
    ward = planner.a_ward()
    left, top = planner.corner()
    page.mouse.move(left + ward["x"], top + ward["y"])
    expect(planner.map.locator(".hatang-tooltip.on strong")).to_have_text(ALL)
    assert squeezed(ALL) in squeezed(planner.map.locator(".hatang-attribution").inner_text())
    watch.require_quiet()

    planner.click_map(ward)  # a ward
    expect(planner.card()).to_contain_text(f"Phường {ALL}")
    page.locator(".st-key-x_area").get_by_role("combobox").click()
    expect(page.get_by_role("option").first).to_have_text(f"Phường {ALL} · 20194")
    page.keyboard.press("Escape")
    titles = planner.search("onerror")
    assert squeezed(ALL) in squeezed(titles[0])
    watch.require_quiet()
    page.keyboard.press("Escape")

    planner.panel("layers")
    watch.require_quiet()
    panel = planner.panel("filter")
    planner.choose("x_filter_layer", "Cột ăng ten")
    watch.require_quiet()
    expect(panel).to_be_visible()
    planner.panel("draw")
    expect(page.locator(".st-key-panel_draw")).to_be_visible()
    watch.require_quiet()
    share = planner.panel("share")
    expect(share).to_contain_text(SHORT)
    watch.require_quiet()
    planner.panel("takeaway")
    drawer = planner.open_drawer("Bảng")
    expect(drawer.locator("[data-testid='stDataFrame']")).to_be_visible()
    watch.require_quiet()
    drawer = planner.open_drawer("Biểu đồ")
    expect(drawer.locator("[data-testid='stVegaLiteChart']").first).to_be_visible()
    watch.require_quiet()
    assert planner.trouble() == []


def test_s10_s12_titles_and_comparisons_are_text(visit, serve, tmp_path):
    """Titles of a layer and its fields, two wards side by side."""
    specs = tmp_path / "store" / "specs"
    specs.mkdir(parents=True)
    titles = {"vi": ALL, "en": ALL}
    field = {"name": "la", "type": "string", "dbf": "LA"} | titles
    layer = {"id": "evil", "group": "green", "geometry": "Point", "inherits_common": True}
    content = {"layers": [layer | titles | {"fields": [field]}]}
    (specs / "evil.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    store = build(tmp_path / "store")
    masts, _ = small_layers()["antenna_mast"]
    publish(store, masts[["feature_id", "geometry"]].assign(la=ALL), "evil", source=ALL)
    server = serve(tmp_path / "store")
    asked = {"lang": "vi", "compare": "20194,20195", "layers": "evil"}
    planner = visit(f"{server.url}/?{urlencode(asked)}", width=1440, kind=Planner)
    watch = Watch(planner.page)
    expect(planner.page.locator(".stMain")).to_contain_text(f"Phường {ALL}")  # side by side
    assert squeezed(ALL) in squeezed(planner.legend())
    watch.require_quiet()
    assert planner.panel("layers").locator("[data-mark]").count() > 0
    watch.require_quiet()
    assert planner.trouble() == []
    # What a link names and is not there is told, in its own words.
    names = ("city", "layers", "saved", "drawing", "areas", "indicator", "compare", "lang", "at")
    planner.page.goto(f"{server.url}/?{urlencode(dict.fromkeys(names, ALL))}")
    notes = planner.page.locator(".st-key-notes")
    expect(notes).to_contain_text("onerror")
    watch.require_quiet()


def test_s14_the_page_of_one_file_runs_nothing_but_its_own(chromium, tmp_path):
    atlas = Atlas(build(tmp_path / "store"))
    words = web_words("vi")
    made = make_standalone(atlas, atlas.now(), MapView(), words=words, user=LOCAL_USER, title=ALL)
    file = tmp_path / "ban-do.html"
    file.write_bytes(made.html)
    page = chromium.new_page()
    try:
        watch, asked = Watch(page), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        expect(page.locator(".leaflet-container")).to_be_visible()
        expect(page.locator("body")).to_contain_text(ALL)
        assert page.title() == " ".join(ALL.split())
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        watch.require_quiet()
    finally:
        page.close()
