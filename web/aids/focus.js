/* A run of the page may take away what the keyboard stood on: a panel that is exchanged, a row that is removed. The
   focus then falls to the page, and whoever works by keys begins at its top again. It goes to what stands there now. */
const hatangHoldFocus = () => {
  const WANTED =
    'button, input, select, textarea, summary, a[href], [role="slider"], [role="combobox"], [tabindex]:not([tabindex="-1"])';
  const ROOMS = '[data-testid="stSidebar"], [data-testid="stMain"], [role="dialog"], [data-testid="stPopoverBody"]';
  const POPOVER = '[data-testid="stPopoverBody"]';
  const MOST = 40;
  const REST_MS = 150; // after a run Streamlit takes away what it did not draw again
  const stood = []; // where the focus was, newest last: the path outwards, and what it was called
  let byKeys = false;
  let timer = null;

  const above = (element) => element.parentElement || (element.getRootNode() || {}).host || null; // out of a component, too
  const pathOf = (element) => {
    const path = [];
    for (let at = element; at && at !== document.body; at = above(at)) path.push(at);
    return path;
  };
  const usable = (element) => !element.disabled && element.getClientRects().length > 0;
  const nameOf = (element) => element.getAttribute("aria-label") || element.textContent.trim().slice(0, 80);

  /* What can be reached in an element, in components inside it, too. */
  const within = (element) => {
    const found = [];
    const look = (root) =>
      root.querySelectorAll("*").forEach((each) => {
        if (each.matches(WANTED) && usable(each)) found.push(each);
        if (each.shadowRoot) look(each.shadowRoot);
      });
    if (element.shadowRoot) look(element.shadowRoot);
    look(element);
    return found;
  };
  const again = (place, there) =>
    there.find((each) => each === place.path[0]) ||
    there.find((each) => each.tagName === place.path[0].tagName && nameOf(each) === place.name);

  /* The part of the page that is still there, and in it: the same again, else what led to it, else the first. */
  const heir = (place) => {
    const room = place.path.slice(1).find((each) => each.isConnected && each.closest(ROOMS));
    if (!room) return null;
    const there = within(room);
    const led = [...stood].reverse().map((each) => again(each, there));
    return led.find(Boolean) || there[0] || null;
  };

  const mend = () => {
    if (!byKeys || (document.activeElement && document.activeElement !== document.body)) return;
    while (stood.length) {
      const last = stood[stood.length - 1];
      if (last.path[0].isConnected) return usable(last.path[0]) && last.path[0].focus(); // or it rests: what it began is under way
      const found = heir(last);
      if (found) return found.focus();
      stood.pop(); // a dialog that is closed: back to what opened it
    }
  };

  /* A popover stands at the end of the page, far from the button that opened it. */
  const enter = (changes) => {
    if (!byKeys) return;
    const opened = changes
      .flatMap((change) => [...change.addedNodes])
      .filter((node) => node.nodeType === 1)
      .map((node) => (node.matches(POPOVER) ? node : node.querySelector(POPOVER)))
      .find(Boolean);
    if (opened) setTimeout(() => (within(opened)[0] || opened).focus(), REST_MS);
  };

  const onFocus = (event) => {
    const element = event.composedPath()[0];
    if (element.nodeType === 1) stood.push({ path: pathOf(element), name: nameOf(element) });
    if (stood.length > MOST) stood.shift();
  };
  const onKey = () => (byKeys = true);
  const onPointer = () => (byKeys = false);
  const onRun = () => {
    clearTimeout(timer);
    const app = document.querySelector('[data-testid="stApp"]');
    if (app && app.getAttribute("data-test-script-state") === "notRunning") timer = setTimeout(mend, REST_MS);
  };
  const observer = new MutationObserver(onRun);
  observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] });
  const opening = new MutationObserver(enter);
  opening.observe(document.body, { subtree: true, childList: true });
  document.addEventListener("focusin", onFocus);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("pointerdown", onPointer, true);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    opening.disconnect();
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("pointerdown", onPointer, true);
  };
};
