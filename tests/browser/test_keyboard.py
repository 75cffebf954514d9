"""Tasks of a planner who has a keyboard alone: each goes to its end, and the focus is never lost on the way."""

from playwright.sync_api import expect

from tests.browser.planner import Planner

# Where the focus is, through the frame and the shadow of a component; empty where it is nowhere.
_FOCUS = """() => {
  let at = document.activeElement;
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return "";
  const words = [...at.querySelectorAll("p")].map((each) => each.innerText).join(" "); // without signs
  return at.getAttribute("aria-label") || words || at.innerText || at.tagName;
}"""
_MOST_KEYS = 120
_PATIENCE = 100
MASTS = "Cột ăng ten"
MAP = "map_hatang"


class _Walker(Planner):
    """A planner without a mouse."""

    def focus(self) -> str:
        """The name of what is in focus; empty where the focus is lost."""
        return " ".join(self.page.evaluate(_FOCUS).split())

    def stands_on(self, name: str) -> bool:
        """Whether the focus is there, or comes there: it is mended a moment after the page was run."""
        for _ in range(_PATIENCE):
            if self.focus() == name:
                return True
            self.page.wait_for_timeout(100)
        return False


def _choose(planner, box: str, text: str) -> None:
    """Choose an entry of a box by typing it."""
    _walk(planner, box)
    planner.page.keyboard.type(text)
    expect(planner.page.get_by_role("option").filter(has_text=text).first).to_be_visible()
    _press(planner, "Enter")
    assert planner.stands_on(box)


def _walk(planner: _Walker, name: str, key: str = "Tab") -> None:
    """Go on by Tab until what has this name is in focus."""
    for _ in range(_MOST_KEYS):
        if planner.focus() == name:
            return
        planner.page.keyboard.press(key)
    raise AssertionError(f"{name} is not reached by {key}")


def _press(planner: _Walker, key: str) -> None:
    planner.page.keyboard.press(key)
    planner.wait()


def test_who_searched_stands_on_the_map_and_moves_it(demo, visit):
    planner = visit(demo.url, kind=_Walker)
    planner.page.keyboard.press("/")
    planner.page.keyboard.type("20242")
    expect(planner.map.locator(".hatang-search .option").first).to_be_visible()
    before = planner.place()
    planner.page.keyboard.press("Enter")
    expect(planner.card()).to_contain_text("Phường Hải Châu")
    planner.wait()
    there = planner.place()
    assert there != before
    assert planner.map.evaluate("() => document.activeElement === hatang.map.getContainer()")
    _press(planner, "ArrowLeft")
    planner.map.wait_for_function(
        "(at) => hatang.map.getCenter().lng.toFixed(6) !== at", arg=there.split()[1]
    )
    assert planner.trouble() == []


def test_a_layer_is_put_on_the_map_and_moved_without_losing_the_focus(demo, visit):
    planner = visit(demo.url, kind=_Walker)
    name = "Trạm BTS"
    _walk(planner, f"Đưa lên bản đồ: {name}")
    planner.page.keyboard.press("Space")
    shown = "(id) => hatang.state.layers.some((layer) => layer.id === id)"
    planner.map.wait_for_function(shown, arg="bts_site")
    planner.wait()
    assert planner.stands_on(f"Bỏ khỏi bản đồ: {name}")
    _walk(planner, f"Kéo để đổi thứ tự: {name}", "Shift+Tab")
    order = planner.map.evaluate("() => hatang.state.layers.map((layer) => layer.id).join()")
    planner.page.keyboard.press("Alt+ArrowDown")
    planner.map.wait_for_function(
        "(order) => hatang.state.layers.map((layer) => layer.id).join() !== order", arg=order
    )
    planner.wait()
    assert planner.stands_on(f"Kéo để đổi thứ tự: {name}")
    assert planner.trouble() == []


def test_the_look_of_a_layer_is_chosen_and_left_by_keys(demo, visit):
    planner = visit(f"{demo.url}?layers=antenna_mast", kind=_Walker)
    _walk(planner, f"Kiểu vẽ: {MASTS}")
    _press(planner, "Enter")
    assert planner.stands_on("Về danh sách lớp")
    _choose(planner, "Cách vẽ", "Theo khoảng số")
    _choose(planner, "Theo cột", "Chiều cao")
    planner.map.wait_for_function(
        "() => hatang.state.layers.some((one) => one.classes?.entries.length > 2)"
    )
    _walk(planner, "Về danh sách lớp", "Shift+Tab")
    _press(planner, "Enter")
    assert planner.stands_on(f"Kiểu vẽ: {MASTS}")
    assert planner.trouble() == []


def test_a_filter_is_put_and_taken_away_by_keys(demo, visit):
    planner = visit(f"{demo.url}?layers=antenna_mast", kind=_Walker)
    mast = "layers.find((one) => one.id === 'antenna_mast')"
    _walk(planner, "Lớp")
    planner.page.keyboard.press("ArrowRight")
    _press(planner, "Enter")
    _choose(planner, "Giá trị", "A2a")
    planner.map.wait_for_function(f"() => hatang.state.{mast}.count < hatang.state.{mast}.total")
    _walk(planner, "Loại cột ăng ten: A2a cồng kềnh, trên nhà", "Shift+Tab")
    _press(planner, "Enter")
    planner.map.wait_for_function(f"() => hatang.state.{mast}.count === hatang.state.{mast}.total")
    assert planner.stands_on("Lọc theo")


def test_a_popover_is_entered_and_left_by_keys(demo, visit):
    planner = visit(f"{demo.url}?layers=antenna_mast", kind=_Walker)
    planner.press("x_drawer_switch", "Bảng")
    planner.page.locator(".st-key-x_drawer_switch button").first.focus()
    _walk(planner, "Cột")
    planner.page.keyboard.press("Enter")
    body = planner.page.get_by_test_id("stPopoverBody")
    inside = "(body) => body.contains(document.activeElement)"
    planner.page.wait_for_function(inside, arg=body.element_handle())
    _choose(planner, "Xếp theo", "Chiều cao")
    planner.page.keyboard.press("Escape")
    expect(body).to_have_count(0)
    assert planner.stands_on("Cột")


def test_a_line_is_drawn_by_keys(demo, visit):
    planner = visit(demo.url, kind=_Walker)
    planner.panel("draw")
    planner.page.locator(".st-key-x_panel_switch button").nth(2).focus()
    _walk(planner, "Bản vẽ mới")
    _press(planner, "Enter")
    frame = planner.map
    frame.wait_for_function("() => hatang.state.drawing && hatang.state.drawing.tools")
    frame.locator(".hatang-pens button").nth(1).focus()
    planner.page.keyboard.press("Enter")
    assert frame.evaluate("() => [hatang.penTool(), document.activeElement.id]") == ["line", MAP]
    for corner in (1, 2):
        planner.page.keyboard.press("Space")
        frame.wait_for_function("(count) => hatang.draftCount() === count", arg=corner)
        before = planner.place()
        planner.page.keyboard.press("ArrowRight")
        frame.wait_for_function(
            "(at) => hatang.map.getCenter().lng.toFixed(6) !== at && !hatang.map._panAnim?._inProgress",
            arg=before.split()[1],
        )
    planner.page.keyboard.press("Enter")
    expect(planner.page.locator(".st-key-panel_draw")).to_contain_text("1 hình", timeout=30_000)
    assert planner.trouble() == []


def test_names_of_streamlit_are_those_of_the_page(demo, visit):
    planner = visit(demo.url, kind=_Walker)
    assert planner.page.evaluate("() => document.documentElement.lang") == "vi"
    fold = planner.page.get_by_test_id("stSidebarCollapseButton").locator("button")
    expect(fold).to_have_attribute("aria-label", "Thu bảng điều khiển")
    assert planner.page.locator('[aria-label^="Help for"]').count() == 0
    fold.evaluate("(button) => button.setAttribute('aria-label', 'Tên của ta')")
    planner.page.wait_for_timeout(300)
    expect(fold).to_have_attribute("aria-label", "Tên của ta")
    fold.evaluate("(button) => button.setAttribute('aria-label', 'Collapse sidebar')")
    expect(fold).to_have_attribute("aria-label", "Thu bảng điều khiển")
    planner.press("lang", "EN")
    expect(fold).to_have_attribute("aria-label", "Fold the panel")
    assert planner.page.evaluate("() => document.documentElement.lang") == "en"


def test_the_first_stop_of_the_keyboard_is_in_the_language_of_the_page(demo, visit):
    planner = visit(demo.url, kind=_Walker)
    planner.page.keyboard.press("Tab")
    drawn = """() => {
      const at = document.activeElement;
      return [getComputedStyle(at, "::after").content, getComputedStyle(at).fontSize];
    }"""
    assert planner.page.evaluate(drawn) == ['"Tới nội dung chính"', "0px"]
