/* The legend: built from the state, folds away, and is folded on a narrow map until the reader decides. */
(function () {
  var SIGNS = { synthetic: "◇", approximate: "≈", mixed: "◈" };
  var box, toggle, title, body;
  var NARROW = 480;
  var shaded = false; // the classes of the areas come later than the map
  var decided = false; // the reader folded or unfolded it
  var folded = {}; // layers whose classes are folded away

  function build() {
    box = hatang.panel("section", "hatang-legend");
    toggle = hatang.button("toggle", function () {
      decided = true;
      fold(!box.classList.contains("folded"));
    });
    toggle.setAttribute("aria-controls", "legend-body");
    title = hatang.element("span");
    toggle.append(title, hatang.element("span", "arrow"));
    body = hatang.element("div", "body");
    body.id = "legend-body";
    box.append(toggle, body);
    follow();
    return box;
  }

  function fold(folded) {
    box.classList.toggle("folded", folded);
    toggle.setAttribute("aria-expanded", String(!folded));
    name();
  }

  /* The map grows and shrinks with what stands beside it. */
  function follow() {
    if (decided) return;
    var narrow = window.innerWidth < NARROW;
    if (narrow !== box.classList.contains("folded")) fold(narrow);
  }

  function name() {
    var key = box.classList.contains("folded") ? "legend_open" : "legend_close";
    toggle.title = hatang.word(key);
    title.textContent = hatang.word("legend");
  }

  hatang.showLegend = function () {
    if (!body) return;
    name();
    var focused = keyOf(document.activeElement);
    var scrolled = body.scrollTop;
    body.replaceChildren();
    var shade = hatang.shade;
    var preview = hatang.previewEntries();
    if (preview.length) body.appendChild(previewBlock(preview));
    var drawn = hatang.sketchEntries().filter(function (entry) {
      return entry.label;
    });
    if (drawn.length) body.appendChild(sketchBlock(drawn));
    if (shade && shown(shade.layer)) body.appendChild(shadeBlock(shade));
    var visible = hatang.state.layers.filter(function (layer) {
      return layer.visible;
    });
    visible.reverse().forEach(function (layer) {
      body.appendChild(layerBlock(layer));
    });
    if (hatang.state.counted && visible.some(counts)) {
      body.appendChild(hatang.element("p", "block counted", hatang.state.counted));
    }
    showBadges(visible);
    showThinned();
    box.hidden = !body.childElementCount;
    body.scrollTop = scrolled;
    if (focused) refocus(focused);
    if (Boolean(shade) !== shaded) {
      shaded = Boolean(shade);
      hatang.refit();
    }
  };

  /* The legend is made anew with every change; who is in it by keyboard stays where they are. */
  function keyOf(element) {
    return element && body.contains(element) ? element.dataset.key : null;
  }

  function refocus(key) {
    var again = Array.from(body.querySelectorAll("button")).find(function (button) {
      return button.dataset.key === key;
    });
    if (again) again.focus({ preventScroll: true });
  }

  function shown(id) {
    return hatang.state.layers.some(function (layer) {
      return layer.id === id && layer.visible;
    });
  }

  function shadeBlock(shade) {
    var block = hatang.element("div", "block");
    var head = block.appendChild(hatang.element("p", "head", shade.title));
    if (shade.unit) head.append(" ", hatang.element("span", "unit", shade.unit));
    var list = block.appendChild(hatang.element("ul"));
    var owner = shade.hidden ? "areas" : null; // pages that keep no such choice offer none
    shade.colors.forEach(function (colour, i) {
      var swatch = hatang.element("span", "swatch");
      swatch.style.background = colour;
      list.appendChild(classRow(owner, String(i), swatch, hatang.classLabel(i, shade), (shade.counts || [])[i]));
    });
    if (shade.unknown_count !== 0) {
      var mark = hatang.element("span", "swatch unknown");
      list.appendChild(classRow(owner, "?", mark, hatang.word("no_data"), shade.unknown_count));
    }
    (shade.states || []).forEach(function (state) {
      list.appendChild(classRow(owner, state.id, hatang.pens.swatch(state), state.label, state.count));
    });
    if (shade.estimates) {
      var middle = shade.colors[Math.floor(shade.colors.length / 2)];
      var look = Object.assign({}, shade.estimates, { fill: middle });
      list.appendChild(row(hatang.pens.swatch(look), look.label, look.count));
    }
    return block;
  }

  /* What an import shows: each reading of its coordinates, or its rows by their worst finding. */
  function previewBlock(entries) {
    var block = hatang.element("div", "block");
    var list = block.appendChild(hatang.element("ul"));
    entries.forEach(function (entry) {
      var dot = hatang.element("span", "dot");
      dot.style.background = entry.colour;
      list.appendChild(row(dot, entry.label, entry.count));
    });
    return block;
  }

  /* What a question drew, each kind with its look. */
  function sketchBlock(entries) {
    var block = hatang.element("div", "block");
    var list = block.appendChild(hatang.element("ul"));
    entries.forEach(function (entry) {
      var style = hatang.sketchStyle(entry.kind);
      list.appendChild(row(hatang.pens.symbol({ kind: style.as || "point" }, style), entry.label, entry.count));
    });
    return block;
  }

  function layerBlock(layer) {
    var block = hatang.element("div", "block layer");
    var list = hatang.element("ul");
    var style = hatang.styleOf(layer);
    var far = hatang.map.getZoom() < (layer.min_zoom || 0);
    var rows = layer.classes ? classRows(layer, style) : byRows(layer, style);
    var parts = rows.concat(moreOf(layer, style));
    var plain = !rows.length && layer.mode !== "heat";
    var head = hatang.element("div", "row");
    if (plain) head.appendChild(hatang.pens.symbol(layer, style));
    var label = head.appendChild(parts.length ? foldButton(layer, list) : hatang.element("span", "label"));
    label.append(layer.label);
    if (layer.badge) label.append(" ", mark(layer));
    if (layer.count !== undefined && layer.count !== null) head.appendChild(countOf(layer));
    if (rows.length || layer.mode === "heat") head.classList.add("head");
    if (far) head.appendChild(hatang.element("span", "far", hatang.word("zoom_in_to_see")));
    block.appendChild(head);
    if (layer.kind === "point") block.appendChild(thinnedLine(layer));
    list.append.apply(list, parts);
    if (parts.length) block.appendChild(list);
    block.classList.toggle("dim", far);
    return block;
  }

  function counts(layer) {
    return layer.count !== undefined && layer.count !== null;
  }

  /* How many features are meant; with a filter, of how many. */
  function countOf(layer) {
    var count = hatang.element("span", "count", hatang.number(layer.count, 0));
    if (layer.total > layer.count) {
      var values = { shown: hatang.number(layer.count, 0), total: hatang.number(layer.total, 0) };
      count.title = hatang.word("filtered", values);
      count.append(hatang.element("span", "of", " / " + values.total));
    }
    return count;
  }

  /* A layer with many classes takes room: its classes fold away under its name. */
  function foldButton(layer, list) {
    var button = hatang.button("label fold", function () {
      folded[layer.id] = !folded[layer.id];
      set();
    });
    button.dataset.key = "fold " + layer.id;
    var set = function () {
      list.hidden = Boolean(folded[layer.id]);
      button.setAttribute("aria-expanded", String(!list.hidden));
    };
    set();
    return button;
  }

  function byRows(layer, style) {
    return (layer.by ? layer.by.values.map(hatang.byEntry) : []).map(function (entry) {
      return row(hatang.pens.symbol(layer, style, entry.colour), entry.label);
    });
  }

  function classRows(layer, style) {
    var classes = layer.classes;
    var rows = classes.entries.concat(classes.unknown || []).map(function (entry) {
      return classRow(layer.id, entry.id, hatang.pens.symbol(layer, style, entry.colour), entry.label, entry.count);
    });
    if (classes.title) rows.unshift(hatang.element("li", "about", classes.title));
    return rows;
  }

  /* What sizes and heat mean. */
  function moreOf(layer, style) {
    var rows = [];
    if (layer.mode === "heat") {
      var item = hatang.element("li", "scale");
      item.append(hatang.element("span", "", hatang.word("heat_few")), hatang.pens.band(layer.ramp), hatang.element("span", "", hatang.word("heat_many")));
      rows.push(item);
    }
    if (layer.mode === "cluster") rows.push(hatang.element("li", "about", hatang.word("cluster_about")));
    if (layer.sizes && layer.sizes.length > 1) {
      rows.push(hatang.element("li", "about", layer.sizes_title));
      var scale = hatang.element("li", "scale");
      scale.append(hatang.pens.sizes(style, layer.sizes), hatang.element("span", "", layer.sizes_label || ""));
      rows.push(scale);
    }
    return rows;
  }

  /* A class that may be switched off is a button; `owner` null: it may not. */
  function classRow(owner, id, mark, label, count) {
    if (owner === null) return row(mark, label, count);
    var item = hatang.element("li");
    var off = hatang.isOff(owner, id);
    var button = item.appendChild(hatang.button("class", function () {
      hatang.toggleClass(owner, id);
    }));
    button.dataset.key = owner + " " + id;
    button.setAttribute("aria-pressed", String(!off));
    button.title = hatang.word(off ? "class_show" : "class_hide");
    fill(button, mark, label, count);
    return item;
  }

  /* "12.400 of 1.2 million drawn": of the tiles in sight, filled whenever they change. */
  function thinnedLine(layer) {
    var line = hatang.element("p", "thinned");
    line.dataset.layer = layer.id;
    line.hidden = true;
    return line;
  }

  function showThinned() {
    if (!body) return;
    body.querySelectorAll(".thinned").forEach(function (line) {
      var sums = hatang.sumsInSight(line.dataset.layer);
      line.hidden = !sums || sums.all <= sums.drawn;
      if (line.hidden) return;
      line.textContent = hatang.word("thinned", { drawn: hatang.number(sums.drawn, 0), all: hatang.roughly(sums.all) });
    });
  }
  hatang.showThinned = hatang.soon(showThinned);

  /* Each kind of badge is spelt out once, at the foot; the layers carry its sign. */
  function showBadges(layers) {
    var seen = {};
    layers.forEach(function (layer) {
      if (!layer.badge || seen[layer.badge]) return;
      if (!Object.keys(seen).length) body.appendChild(hatang.element("ul", "block badges"));
      seen[layer.badge] = true;
      var item = body.lastChild.appendChild(hatang.element("li"));
      item.append(hatang.element("span", "sign " + layer.badge, SIGNS[layer.badge] || "*"));
      item.append(hatang.element("span", "label", layer.badge_label || layer.badge));
    });
  }

  function mark(layer) {
    var sign = hatang.element("abbr", "sign " + layer.badge, SIGNS[layer.badge] || "*");
    sign.title = layer.badge_label || layer.badge;
    return sign;
  }

  function row(mark, label, count) {
    return fill(hatang.element("li"), mark, label, count);
  }

  function fill(item, mark, label, count) {
    if (mark) item.appendChild(mark);
    item.appendChild(hatang.element("span", "label", label));
    if (count !== undefined && count !== null) {
      item.appendChild(hatang.element("span", "count", hatang.number(count, 0)));
    }
    return item;
  }

  hatang.parts.push({
    start: function (map) {
      new (L.Control.extend({ options: { position: "bottomleft" }, onAdd: build }))().addTo(map);
      map.on("resize", follow);
      map.on("zoomend", hatang.showLegend);
      map.on("moveend", hatang.showThinned);
    },
    update: function (changed, first) {
      // Beside a question the map is small: a short legend stands open, a long one would cover it.
      if (first && hatang.state.preview) {
        decided = true;
        fold(window.innerWidth < 400 || hatang.previewEntries().length > 5);
      }
      hatang.showLegend();
    },
  });
})();
