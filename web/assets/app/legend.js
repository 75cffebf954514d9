/* The legend: built from the state, folds away, starts folded on a phone. */
(function () {
  var SIGNS = { synthetic: "◇", approximate: "≈", mixed: "◈" };
  var box, toggle, title, body;

  function build() {
    box = hatang.panel("section", "hatang-legend");
    toggle = hatang.button("toggle", function () {
      fold(!box.classList.contains("folded"));
    });
    toggle.setAttribute("aria-controls", "legend-body");
    title = hatang.element("span");
    toggle.append(title, hatang.element("span", "arrow"));
    body = hatang.element("div", "body");
    body.id = "legend-body";
    box.append(toggle, body);
    fold(window.innerWidth < 600);
    return box;
  }

  function fold(folded) {
    box.classList.toggle("folded", folded);
    toggle.setAttribute("aria-expanded", String(!folded));
    name();
  }

  function name() {
    var key = box.classList.contains("folded") ? "legend_open" : "legend_close";
    toggle.title = hatang.word(key);
    title.textContent = hatang.word("legend");
  }

  hatang.showLegend = function () {
    if (!body) return;
    name();
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
    showBadges(visible);
    box.hidden = !body.childElementCount;
  };

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
    shade.colors.forEach(function (colour, i) {
      var swatch = hatang.element("span", "swatch");
      swatch.style.background = colour;
      list.appendChild(row(swatch, hatang.classLabel(i, shade), (shade.counts || [])[i]));
    });
    if (shade.unknown_count !== 0) {
      var label = hatang.word("no_data");
      list.appendChild(row(hatang.element("span", "swatch unknown"), label, shade.unknown_count));
    }
    (shade.states || []).forEach(function (state) {
      list.appendChild(row(swatch(state), state.label, state.count));
    });
    if (shade.estimates) {
      var middle = shade.colors[Math.floor(shade.colors.length / 2)];
      var look = Object.assign({}, shade.estimates, { fill: middle });
      list.appendChild(row(swatch(look), look.label, look.count));
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
      list.appendChild(row(symbol({ kind: style.as || "point" }, style), entry.label, entry.count));
    });
    return block;
  }

  function layerBlock(layer) {
    var block = hatang.element("div", "block layer");
    var list = block.appendChild(hatang.element("ul"));
    var style = hatang.styleOf(layer);
    var classed = layer.by && layer.by.values.length;
    var far = hatang.map.getZoom() < (layer.min_zoom || 0);
    var head = row(classed ? null : symbol(layer, style), layer.label);
    if (layer.badge) head.querySelector(".label").append(" ", mark(layer));
    if (classed) head.classList.add("head");
    if (far) head.appendChild(hatang.element("span", "far", hatang.word("zoom_in_to_see")));
    list.appendChild(head);
    (classed ? layer.by.values : []).forEach(function (entry) {
      list.appendChild(row(symbol(layer, style, entry[2]), entry[1]));
    });
    block.classList.toggle("dim", far);
    return block;
  }

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
    var item = hatang.element("li");
    if (mark) item.appendChild(mark);
    item.appendChild(hatang.element("span", "label", label));
    if (count !== undefined && count !== null) {
      item.appendChild(hatang.element("span", "count", hatang.number(count, 0)));
    }
    return item;
  }

  /* The mark of a state, as it lies on the map. */
  function swatch(state) {
    var canvas = hatang.element("canvas", "swatch");
    canvas.width = 44;
    canvas.height = 28;
    canvas.setAttribute("aria-hidden", "true");
    var ctx = canvas.getContext("2d");
    ctx.scale(2, 2);
    ctx.fillStyle = state.fill;
    ctx.fillRect(0, 0, 22, 14);
    if (state.mark) {
      ctx.fillStyle = hatang.hatch(ctx, 2, state.mark, state.line);
      ctx.fillRect(0, 0, 22, 14);
    }
    return canvas;
  }

  /* The same pens as on the map, on a small canvas. */
  function symbol(layer, style, colour) {
    var canvas = hatang.element("canvas", "symbol");
    var density = 2;
    canvas.width = 22 * density;
    canvas.height = 16 * density;
    canvas.setAttribute("aria-hidden", "true");
    var ctx = canvas.getContext("2d");
    ctx.scale(density, density);
    if (layer.kind === "point") {
      var sprite = hatang.sprite(style, colour || style.fill, 1, density);
      ctx.drawImage(sprite.image, 11 - sprite.half, 8 - sprite.half, 2 * sprite.half, 2 * sprite.half);
    } else if (layer.kind === "line") {
      if (style.casing) stroke(ctx, style.casing, style.weight + 1.5);
      stroke(ctx, colour || style.color, style.weight, style.dash);
    } else area(ctx, style, colour);
    return canvas;
  }

  function stroke(ctx, colour, width, dash) {
    ctx.setLineDash(dash || []);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(1, 8);
    ctx.lineTo(21, 8);
    ctx.stroke();
  }

  function area(ctx, style, colour) {
    ctx.beginPath();
    ctx.rect(2, 2, 18, 12);
    if (style.fill !== "none") {
      ctx.globalAlpha = colour || !style.fill ? 1 : style.opacity;
      ctx.fillStyle = colour || style.fill || hatang.colour("area");
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    ctx.setLineDash(style.dash || []);
    ctx.strokeStyle = style.color || hatang.colour("area_edge");
    ctx.lineWidth = Math.max(1, style.weight || 1);
    ctx.stroke();
  }

  hatang.parts.push({
    start: function (map) {
      new (L.Control.extend({ options: { position: "bottomleft" }, onAdd: build }))().addTo(map);
      map.on("zoomend", hatang.showLegend);
    },
    update: function (changed, first) {
      // Beside a question the map is small: a short legend stands open, a long one would cover it.
      if (first && hatang.state.preview) {
        fold(window.innerWidth < 400 || hatang.previewEntries().length > 5);
      }
      hatang.showLegend();
    },
  });
})();
