"""Tasks of a planner who has a keyboard alone: each goes to its end, and the focus is never lost on the way."""

from playwright.sync_api import expect

from tests.browser.planner import Planner

# Where the focus is, through the frame and the shadow of a component; empty where it is nowhere.
_FOCUS = """() => {
  let at = document.activeElement;
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  return !at || at === document.body ? "" : at.getAttribute("aria-label") || at.innerText || at.tagName;
}"""
_MOST_KEYS = 90


def _walk(planner: Planner, name: str, key: str = "Tab") -> None:
    """Go on by Tab until what has this name is in focus."""
    for _ in range(_MOST_KEYS):
        if planner.page.evaluate(_FOCUS).startswith(name):
            return
        planner.page.keyboard.press(key)
    raise AssertionError(f"{name} is not reached by {key}")


def _press(planner: Planner, key: str) -> None:
    planner.page.keyboard.press(key)
    planner.wait()


def test_who_searched_stands_on_the_map_and_moves_it(demo, visit):
    planner = visit(demo.url, kind=Planner)
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
    planner = visit(demo.url, kind=Planner)
    name = "Trạm BTS"
    _walk(planner, f"Đưa lên bản đồ: {name}")
    planner.page.keyboard.press("Space")
    shown = "(id) => hatang.state.layers.some((layer) => layer.id === id)"
    planner.map.wait_for_function(shown, arg="bts_site")
    planner.wait()
    assert planner.page.evaluate(_FOCUS) == f"Bỏ khỏi bản đồ: {name}"
    _walk(planner, f"Kéo để đổi thứ tự: {name}", "Shift+Tab")
    order = planner.map.evaluate("() => hatang.state.layers.map((layer) => layer.id).join()")
    planner.page.keyboard.press("Alt+ArrowDown")
    planner.map.wait_for_function(
        "(order) => hatang.state.layers.map((layer) => layer.id).join() !== order", arg=order
    )
    planner.wait()
    assert planner.page.evaluate(_FOCUS) == f"Kéo để đổi thứ tự: {name}"
    assert planner.trouble() == []


def test_the_first_stop_of_the_keyboard_is_in_the_language_of_the_page(demo, visit):
    planner = visit(demo.url, kind=Planner)
    planner.page.keyboard.press("Tab")
    drawn = """() => {
      const at = document.activeElement;
      return [getComputedStyle(at, "::after").content, getComputedStyle(at).fontSize];
    }"""
    assert planner.page.evaluate(drawn) == ['"Tới nội dung chính"', "0px"]
