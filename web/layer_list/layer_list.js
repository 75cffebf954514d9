/* Runs in the Streamlit page: the layers on the map in their order, and the catalogue below them. What somebody
   does is shown at once and told to Python as a numbered deed; deeds that are not yet in what Python sends are
   sent again with the next, so that none is lost when several come quickly. Names are text everywhere. */
const held = (window.hatangLayerList = window.hatangLayerList || { open: {}, deeds: [], last: 0, typed: "" });
const SIGNS = {
  grip: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  eye: "M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7-10-7-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  shut: "M3 3l18 18M10.6 5.1A10.9 10.9 0 0 1 12 5c6.4 0 10 7 10 7a18 18 0 0 1-3.2 4M6.1 6.6A17.5 17.5 0 0 0 2 12s3.6 7 10 7a10 10 0 0 0 5-1.3",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8h.01",
  style: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  undo: "M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "M16 5l4 4-4 4M20 9H10a6 6 0 0 0 0 12h3",
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  held.data = data;
  held.tell = () => setTriggerValue("acts", held.deeds.map((deed) => ({ ...deed })));
  held.root = parentElement;
  settle();
  if (!held.dragging) draw();
  window.addEventListener("keydown", onKey);
  return () => {
    window.removeEventListener("keydown", onKey);
    if (held.root === parentElement) held.root = held.tell = null;
  };
}

/* Undo and redo from anywhere on the page where nobody types; the map frame keeps its keys for itself. */
function onKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !held.root) return;
  const path = event.composedPath ? event.composedPath()[0] : event.target;
  if (/^(input|textarea|select)$/i.test(path.tagName || "") && !/range|checkbox/.test(path.type || "")) return;
  const key = event.key.toLowerCase();
  const what = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
  if (!what || !held.data["can_" + what]) return;
  event.preventDefault();
  act(what);
}

/* ---- deeds */

/* Deeds that Python has taken are its own now; the others are done here on what it sent. */
function settle() {
  const young = Date.now() - 15000;
  held.deeds = held.deeds.filter((deed) => deed.n > held.data.acked && deed.at > young);
  held.deeds.forEach(apply);
}

function act(what, layer, value) {
  // Numbers rise over reloads too: Python takes only what is newer than the last it took.
  held.last = Math.max(held.last + 1, Date.now());
  const deed = { n: held.last, do: what, layer: layer || "", value: value || 0, at: Date.now() };
  held.deeds.push(deed);
  apply(deed);
  draw();
  if (held.tell) held.tell();
}

function apply(deed) {
  const listed = held.data.listed;
  const at = listed.findIndex((each) => each.id === deed.layer);
  if (deed.do === "put" && at < 0) {
    const found = all().find((each) => each.id === deed.layer);
    if (found) listed.splice(placeOf(found), 0, { ...found, visible: true, opacity: 1 });
  }
  if (at < 0) return;
  if (deed.do === "take") listed.splice(at, 1);
  if (deed.do === "show" || deed.do === "hide") listed[at].visible = deed.do === "show";
  if (deed.do === "fade") listed[at].opacity = deed.value;
  if (deed.do === "move") listed.splice(deed.value, 0, listed.splice(at, 1)[0]);
}

function placeOf(layer) {
  const rank = { point: 0, line: 1, area: 2 };
  const at = held.data.listed.findIndex((each) => rank[each.kind] >= rank[layer.kind]);
  return at < 0 ? held.data.listed.length : at;
}

function all() {
  return held.data.groups.flatMap((group) => group.layers);
}

/* ---- elements */

function word(key, values) {
  return (held.data.words[key] || key).replace(/\{(\w+)\}/g, (whole, name) =>
    values && name in values ? values[name] : whole
  );
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function drawn(tag, values) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(values).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
}

function sign(name, label, onClick, mark) {
  const made = element("button", "sign");
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-label", label);
  if (mark) made.dataset.mark = mark;
  const svg = drawn("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(drawn("path", { d: SIGNS[name] }));
  made.append(svg);
  if (onClick) made.addEventListener("click", onClick);
  return made;
}

function button(text, onClick, mark) {
  const made = element("button", "", text);
  made.type = "button";
  made.dataset.mark = mark;
  made.addEventListener("click", onClick);
  return made;
}

function swatch(layer) {
  const svg = drawn("svg", { viewBox: "0 0 18 18", class: "swatch", "aria-hidden": "true" });
  (layer.swatch || []).forEach((part) => svg.append(drawn(part[0], part[1])));
  return svg;
}

/* ---- drawing, with the focus and the scroll left where they were */

function draw() {
  if (!held.root) return;
  const root = held.root.querySelector(".list") || held.root.appendChild(element("section", "list"));
  const focused = root.getRootNode().activeElement;
  const mark = focused && focused.dataset ? focused.dataset.mark : null;
  const said = root.querySelector(".said") || element("p", "said");
  said.setAttribute("role", "status");
  root.replaceChildren(bar(), rows(), ground(), catalogue(), said);
  if (mark) {
    const again = [...root.querySelectorAll("[data-mark]")].find((each) => each.dataset.mark === mark);
    if (again) {
      again.focus({ preventScroll: true });
      if (again.type === "search") again.setSelectionRange(again.value.length, again.value.length);
    }
  }
}

function bar() {
  const made = element("div", "bar");
  const steps = element("div", "steps");
  [["undo", held.data.can_undo], ["redo", held.data.can_redo]].forEach(([what, can]) => {
    const step = sign(what, word(what), () => act(what), what);
    step.disabled = !can;
    steps.append(step);
  });
  made.append(element("h3", "", word("listed")), steps);
  return made;
}

function rows() {
  const list = element("ul", "rows");
  list.setAttribute("aria-label", word("listed"));
  held.data.listed.forEach((layer, at) => list.append(row(layer, at)));
  if (held.data.listed.length) return list;
  return element("p", "none", word("none"));
}

function row(layer, at) {
  const item = element("li", "row");
  item.dataset.layer = layer.id;
  item.classList.toggle("off", !layer.visible);
  item.classList.toggle("open", Boolean(held.open[layer.id]));
  const line = element("div", "line");
  const grip = sign("grip", word("grip", { name: layer.label }), null, "grip " + layer.id);
  grip.classList.add("grip");
  grip.addEventListener("pointerdown", (event) => drag(event, item, layer.id));
  const eye = sign(
    layer.visible ? "eye" : "shut",
    word(layer.visible ? "hide" : "show", { name: layer.label }),
    () => act(layer.visible ? "hide" : "show", layer.id),
    "eye " + layer.id
  );
  eye.setAttribute("aria-pressed", String(layer.visible));
  const name = element("button", "name", layer.label);
  name.type = "button";
  name.dataset.mark = "name " + layer.id;
  name.setAttribute("aria-expanded", String(Boolean(held.open[layer.id])));
  name.addEventListener("click", () => toggle(layer.id));
  line.append(grip, eye, swatch(layer), name);
  if (layer.filtered || layer.styled) {
    const marks = element("span", "marks", layer.filtered ? "▽" : "");
    marks.title = layer.filtered ? word("filtered") : "";
    if (layer.filtered) line.append(marks);
  }
  if (layer.badge) line.append(badge(layer));
  line.append(sign("style", word("style", { name: layer.label }), () => act("style", layer.id), "style " + layer.id));
  item.append(line);
  if (held.open[layer.id]) item.append(more(layer, at));
  item.addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    shift(layer, at + (event.key === "ArrowUp" ? -1 : 1));
  });
  return item;
}

function badge(layer) {
  const made = element("span", "marks", layer.badge === "synthetic" ? "◇" : "≈");
  made.title = layer.badge_label;
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", layer.badge_label);
  return made;
}

function toggle(id) {
  held.open[id] = !held.open[id];
  draw();
}

function shift(layer, to) {
  const count = held.data.listed.length;
  if (to < 0 || to >= count) return;
  act("move", layer.id, to);
  say(word("moved", { name: layer.label, place: to + 1, of: count }));
}

function say(text) {
  const said = held.root && held.root.querySelector(".said");
  if (said) said.textContent = text;
}

function more(layer, at) {
  const made = element("div", "more");
  const fade = element("label", "fade");
  const slider = element("input");
  slider.type = "range";
  slider.min = 10;
  slider.max = 100;
  slider.step = 5;
  slider.value = Math.round(layer.opacity * 100);
  slider.dataset.mark = "fade " + layer.id;
  const shown = element("output", "", percent(slider.value));
  slider.addEventListener("input", () => (shown.textContent = percent(slider.value)));
  slider.addEventListener("change", () => act("fade", layer.id, slider.value / 100));
  fade.append(element("span", "", word("opacity")), slider, shown);
  const deeds = element("div", "deeds");
  deeds.append(
    button(word("zoom"), () => act("zoom", layer.id), "zoom " + layer.id),
    button(word("styling"), () => act("style", layer.id), "styling " + layer.id)
  );
  if (at > 0) deeds.append(button(word("up"), () => shift(layer, at - 1), "up " + layer.id));
  if (at < held.data.listed.length - 1) deeds.append(button(word("down"), () => shift(layer, at + 1), "down " + layer.id));
  deeds.append(button(word("take"), () => act("take", layer.id), "take " + layer.id));
  made.append(fade, deeds, about(layer));
  return made;
}

function percent(value) {
  return value + " %";
}

function about(layer) {
  const list = element("dl");
  layer.about.forEach(([label, text]) => list.append(element("dt", "", label), element("dd", "", text)));
  return list;
}

/* The areas with their colours always lie below everything. */
function ground() {
  const layer = held.data.ground;
  const made = element("div", "ground row");
  const line = element("div", "line");
  const name = element("button", "name", layer.label);
  name.type = "button";
  name.dataset.mark = "name areas";
  name.setAttribute("aria-expanded", String(Boolean(held.open.areas)));
  name.addEventListener("click", () => toggle("areas"));
  line.append(swatch(layer), name);
  if (layer.badge) line.append(badge(layer));
  if (layer.styles) line.append(sign("style", word("style", { name: layer.label }), () => act("style", "areas"), "style areas"));
  made.append(line);
  if (held.open.areas) {
    const inner = element("div", "more");
    inner.append(about(layer));
    made.append(inner);
  }
  return made;
}

/* ---- the catalogue */

function plainText(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function catalogue() {
  const made = element("div", "catalogue");
  made.append(element("h3", "", word("catalogue")));
  const input = element("input", "search");
  input.type = "search";
  input.placeholder = word("search");
  input.setAttribute("aria-label", word("search"));
  input.value = held.typed;
  input.dataset.mark = "search";
  input.addEventListener("input", () => {
    held.typed = input.value;
    draw();
  });
  made.append(input);
  const wanted = plainText(held.typed.trim());
  let found = 0;
  held.data.groups.forEach((group) => {
    const fits = group.layers.filter((each) => !wanted || plainText(each.label + " " + group.label).includes(wanted));
    if (!fits.length) return;
    found += fits.length;
    made.append(theme(group, fits, Boolean(wanted)));
  });
  if (!found) made.append(element("p", "none", word("not_found", { text: held.typed.trim() })));
  return made;
}

function theme(group, layers, all) {
  const made = element("details");
  const key = "group " + group.id;
  made.open = all || (held.open[key] === undefined ? group.open : held.open[key]);
  const title = element("summary", "", group.label + " (" + layers.length + ")");
  title.dataset.mark = key;
  made.append(title);
  made.addEventListener("toggle", () => {
    if (!all) held.open[key] = made.open;
  });
  const list = element("ul", "rows");
  layers.forEach((layer) => list.append(entry(layer)));
  made.append(list);
  return made;
}

function entry(layer) {
  const item = element("li", "row");
  const key = "about " + layer.id;
  const line = element("div", "line");
  const on = held.data.listed.some((each) => each.id === layer.id);
  const box = element("input", "switch");
  box.type = "checkbox";
  box.setAttribute("role", "switch");
  box.checked = on;
  box.dataset.mark = "switch " + layer.id;
  box.setAttribute("aria-label", word(on ? "take_named" : "put_named", { name: layer.label }));
  box.addEventListener("change", () => act(box.checked ? "put" : "take", layer.id));
  const name = element("button", "name", layer.label);
  name.type = "button";
  name.tabIndex = -1;
  name.setAttribute("aria-hidden", "true");
  name.addEventListener("click", () => act(on ? "take" : "put", layer.id));
  const info = sign("info", word("about", { name: layer.label }), () => toggle(key), "info " + layer.id);
  info.setAttribute("aria-expanded", String(Boolean(held.open[key])));
  line.append(box, name, element("span", "count", layer.amount));
  if (layer.badge) line.append(badge(layer));
  line.append(info);
  item.append(line);
  if (held.open[key]) {
    const inner = element("div", "more");
    inner.append(about(layer));
    item.append(inner);
  }
  return item;
}

/* ---- dragging, by mouse and by finger */

function drag(event, item, id) {
  if (event.button > 0) return;
  event.preventDefault();
  const list = item.parentElement;
  const grip = event.currentTarget;
  held.dragging = id;
  item.classList.add("dragged");
  const move = (moved) => {
    const others = [...list.children].filter((each) => each !== item);
    const next = others.find((each) => {
      const box = each.getBoundingClientRect();
      return moved.clientY < box.top + box.height / 2;
    });
    if (next !== item.nextElementSibling) list.insertBefore(item, next || null);
  };
  const end = (ended) => {
    ["pointermove", "pointerup", "pointercancel"].forEach((name, i) =>
      window.removeEventListener(name, i ? end : move)
    );
    held.dragging = null;
    const to = [...list.children].indexOf(item);
    const from = held.data.listed.findIndex((each) => each.id === id);
    item.classList.remove("dragged");
    if (ended.type === "pointerup" && to >= 0 && to !== from) {
      act("move", id, to);
      say(word("moved", { name: held.data.listed[to].label, place: to + 1, of: held.data.listed.length }));
    } else draw();
  };
  grip.focus({ preventScroll: true });
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
}
