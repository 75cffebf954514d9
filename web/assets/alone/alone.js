/* The map of a single file: data stand in the page as JSON, text enters it by textContent alone. */
(function () {
  var data = JSON.parse(document.getElementById("hatang-data").textContent);
  var map = map_hatang;
  var SVG = "http://www.w3.org/2000/svg";
  var shown = {};

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }

  function panel(position, className) {
    var box = element("div", "alone " + (className || ""));
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    var Control = L.Control.extend({ options: { position: position }, onAdd: function () { return box; } });
    new Control().addTo(map);
    return box;
  }

  /* Symbols: a canvas marker that can be a square, a diamond or a triangle. */
  function trace(pen, shape, x, y, r) {
    pen.beginPath();
    if (shape === "square") pen.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    else if (shape === "diamond" || shape === "triangle") {
      var s = shape === "diamond" ? r * 1.2 : r * 1.15;
      pen.moveTo(x, y - s);
      if (shape === "diamond") pen.lineTo(x + s, y);
      pen.lineTo(shape === "diamond" ? x : x + s, shape === "diamond" ? y + s : y + s * 0.8);
      pen.lineTo(x - s, shape === "diamond" ? y : y + s * 0.8);
      pen.closePath();
    } else pen.arc(x, y, r, 0, 2 * Math.PI);
  }

  var Symbol = L.CircleMarker.extend({
    _updatePath: function () {
      var renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      trace(renderer._ctx, this.options.shape, this._point.x, this._point.y, this._radius);
      renderer._fillStroke(renderer._ctx, this);
    },
  });

  function colourOf(layer, group) {
    var own = layer.kind === "line" ? layer.style.color : layer.style.fill;
    return (group && group.colour) || own || "#7a5195";
  }

  /* Small when the city is a thumbnail, full size at street level. */
  function sizeOf(style, factor) {
    var share = Math.min(1, Math.max(0, (map.getZoom() - 8) / 7));
    return Math.max(1.5, (style.radius || 4) * factor * (0.36 + 0.79 * share));
  }
  map.on("zoomend", function () {
    map.eachLayer(function (path) {
      if (path.options.base) path.setRadius(sizeOf(path.options.base[0], path.options.base[1]));
    });
  });

  function pathStyle(layer, group, factor) {
    var style = layer.style;
    var colour = colourOf(layer, group);
    if (layer.kind === "point") {
      return {
        radius: sizeOf(style, factor), base: [style, factor], shape: style.shape, color: style.ring || "#ffffff",
        weight: 1, fillColor: colour, fillOpacity: layer.opacity, opacity: layer.opacity,
      };
    }
    if (layer.kind === "line") {
      return {
        color: colour, weight: (style.weight || 2) * factor, opacity: layer.opacity, fill: false,
        dashArray: style.dash ? style.dash.join(" ") : null,
      };
    }
    return {
      color: style.color || colour, weight: style.weight || 1, opacity: layer.opacity,
      fill: style.fill !== "none" || Boolean(group && group.colour), fillColor: colour,
      fillOpacity: layer.opacity * (style.opacity === undefined ? 1 : style.opacity),
      dashArray: style.dash ? style.dash.join(" ") : null,
    };
  }

  function makeLayer(layer, group) {
    var features = layer.features.filter(function (one) { return one.k === group.id && one.g; });
    return L.geoJSON(
      features.map(function (one) {
        return { type: "Feature", geometry: one.g, properties: one };
      }),
      {
        style: function (feature) { return pathStyle(layer, group, feature.properties.f || 1); },
        pointToLayer: function (feature, at) {
          return new Symbol(at, pathStyle(layer, group, feature.properties.f || 1));
        },
        onEachFeature: function (feature, path) {
          path.on("click", function (event) {
            L.DomEvent.stopPropagation(event);
            tell(layer, feature.properties, event.latlng);
          });
        },
      }
    );
  }

  function tell(layer, one, at) {
    var box = element("div", "alone");
    box.appendChild(element("h2", "", layer.label));
    var table = box.appendChild(element("table"));
    layer.fields.forEach(function (name, place) {
      if (one.p[place] === null || one.p[place] === undefined) return;
      var row = table.appendChild(element("tr"));
      var head = row.appendChild(element("th", "", name));
      head.scope = "row";
      row.appendChild(element("td", "", one.p[place]));
    });
    L.popup({ maxWidth: 320, maxHeight: 320 }).setLatLng(at).setContent(box).openOn(map);
  }

  /* Areas first, below everything. */
  map.createPane("areas").style.zIndex = 300;
  var areas = L.geoJSON(
    data.areas.map(function (one) { return { type: "Feature", geometry: one.g, properties: one }; }),
    {
      pane: "areas",
      renderer: L.canvas({ pane: "areas" }),
      style: function (feature) {
        var fill = feature.properties.c;
        return {
          color: "#8796a1", weight: 0.8, fillOpacity: 1,
          fillColor: fill === null ? data.unknown.fill : fill || "#fbfaf7",
        };
      },
      onEachFeature: function (feature, path) {
        path.on("click", function (event) {
          var text = element("strong", "", feature.properties.n);
          L.popup().setLatLng(event.latlng).setContent(text).openOn(map);
        });
      },
    }
  ).addTo(map);
  if (data.at) map.setView([data.at[0], data.at[1]], data.at[2], { animate: false });
  else if (data.areas.length) map.fitBounds(mainland(), { animate: false });

  /* The bounds of most areas: an island far out does not make the rest small. */
  function mainland() {
    var boxes = areas.getLayers().map(function (one) { return one.getBounds(); });
    var lats = boxes.map(function (b) { return b.getCenter().lat; }).sort(number);
    var lons = boxes.map(function (b) { return b.getCenter().lng; }).sort(number);
    var middle = [lats[lats.length >> 1], lons[lons.length >> 1]];
    var away = boxes.map(function (b) { return far(b, middle); }).sort(number);
    var most = Math.max(1.2, 3 * away[away.length >> 1]);
    var box = L.latLngBounds([]);
    boxes.forEach(function (b) { if (far(b, middle) <= most) box.extend(b); });
    return box;
  }
  function far(box, middle) {
    return Math.hypot(box.getCenter().lat - middle[0], box.getCenter().lng - middle[1]);
  }
  function number(a, b) { return a - b; }

  /* Names where their area has room; made anew after each move. */
  var names = L.layerGroup().addTo(map);
  function name() {
    names.clearLayers();
    var view = map.getBounds();
    var count = 0;
    areas.eachLayer(function (path) {
      var box = path.getBounds();
      if (count > 300 || !view.intersects(box)) return;
      var a = map.latLngToLayerPoint(box.getNorthWest());
      var b = map.latLngToLayerPoint(box.getSouthEast());
      var text = path.feature.properties.s;
      if (b.x - a.x < 7 * text.length || b.y - a.y < 26) return;
      count += 1;
      put(names, path.getCenter ? path.getCenter() : box.getCenter(), text, "area-name");
    });
  }
  function put(group, at, text, className) {
    var icon = L.divIcon({ html: element("div", className, text), className: "", iconSize: null });
    L.marker(at, { icon: icon, interactive: false, keyboard: false }).addTo(group);
  }
  map.on("moveend", name);
  name();

  /* Hoàng Sa and Trường Sa, whatever else is shown. */
  var islands = L.layerGroup().addTo(map);
  data.archipelagos.forEach(function (one) {
    var lat = 0, lon = 0;
    one.islands.forEach(function (at) {
      lat += at[1] / one.islands.length;
      lon += at[0] / one.islands.length;
      L.circleMarker([at[1], at[0]], {
        radius: 2, weight: 0, fillColor: "#1f2933", fillOpacity: 1, interactive: false,
      }).addTo(islands);
    });
    put(islands, [lat - 0.4, lon], one.name + "\n" + one.unit, "island-name");
  });

  data.drawing.forEach(function (one) {
    var style = { color: one.c, weight: 2.5, fillColor: one.c, fillOpacity: 0.16 };
    var path = L.geoJSON(one.g, {
      style: style,
      pointToLayer: function (feature, at) {
        if (one.kind === "text") return L.marker(at, { opacity: 0, interactive: false });
        return new Symbol(at, { radius: 6, color: "#ffffff", weight: 1.5, fillColor: one.c, fillOpacity: 1 });
      },
    }).addTo(map);
    if (one.n) put(islands, path.getBounds().getCenter(), one.n, "area-name");
  });

  /* The legend: every class can be switched off. */
  var box = panel("topright");
  var fold = box.appendChild(element("button", "fold", "–"));
  fold.type = "button";
  fold.setAttribute("aria-label", data.words.fold);
  fold.setAttribute("aria-expanded", "true");
  fold.addEventListener("click", function () {
    var folded = box.classList.toggle("folded");
    fold.textContent = folded ? "+" : "–";
    fold.setAttribute("aria-expanded", String(!folded));
  });
  box.appendChild(element("h1", "", data.title));
  if (data.legend.rows.length) {
    box.appendChild(element("h2", "", data.legend.title));
    data.legend.rows.forEach(function (row) {
      line(box, row.label, row.count, function (pen) {
        pen.fillStyle = row.colour || data.unknown.fill;
        pen.fillRect(1, 2, 18, 12);
        pen.strokeStyle = "#8796a1";
        pen.strokeRect(1, 2, 18, 12);
        if (row.colour === null) hatch(pen);
      });
    });
  }
  data.layers.forEach(function (layer) {
    layer.groups.forEach(function (group) {
      shown[layer.id + "|" + group.id] = makeLayer(layer, group).addTo(map);
    });
  });
  data.layers.slice().reverse().forEach(function (layer) {
    var single = layer.groups.length === 1 && !layer.groups[0].id;
    var groups = layer.groups.map(function (group) { return shown[layer.id + "|" + group.id]; });
    line(box, layer.label, layer.count, single ? sample(layer, layer.groups[0]) : null, groups, "head");
    if (!single) {
      layer.groups.forEach(function (group, place) {
        line(box, group.label, group.count, sample(layer, group), [groups[place]]);
      });
    }
    layer.notes.forEach(function (note) { box.appendChild(element("p", "", note)); });
  });
  if (data.left_out.length) list(data.words.left_out_title, data.left_out);
  list(data.words.sources, data.sources);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  inset(panel("bottomright", "inset"));
  if (window.innerWidth < 600) fold.click();

  function list(title, sentences) {
    box.appendChild(element("h2", "", title));
    var made = box.appendChild(element("ul"));
    sentences.forEach(function (sentence) { made.appendChild(element("li", "", sentence)); });
  }

  function line(parent, text, count, draw, layers, more) {
    var row = parent.appendChild(element(layers ? "button" : "div", "row " + (more || "")));
    if (draw) {
      var canvas = row.appendChild(element("canvas"));
      canvas.width = 40;
      canvas.height = 32;
      canvas.setAttribute("aria-hidden", "true");
      var pen = canvas.getContext("2d");
      pen.scale(2, 2);
      draw(pen);
    }
    row.appendChild(element("span", "text", text));
    row.appendChild(element("span", "count", count));
    if (!layers) return;
    row.type = "button";
    row.setAttribute("aria-pressed", "true");
    row.addEventListener("click", function () {
      var on = row.getAttribute("aria-pressed") !== "true";
      row.setAttribute("aria-pressed", String(on));
      layers.forEach(function (one) { if (on) one.addTo(map); else one.remove(); });
    });
  }

  function sample(layer, group) {
    return function (pen) {
      var style = pathStyle(layer, group, 1);
      pen.globalAlpha = layer.opacity;
      pen.fillStyle = style.fillColor;
      pen.strokeStyle = style.color;
      pen.lineWidth = Math.min(3, style.weight || 1);
      if (layer.kind === "point") {
        trace(pen, style.shape, 10, 8, 4.5);
        pen.fill();
        pen.stroke();
      } else if (layer.kind === "line") {
        pen.setLineDash((layer.style.dash || []).map(function (step) { return step * 0.6; }));
        pen.beginPath();
        pen.moveTo(1, 8);
        pen.lineTo(19, 8);
        pen.stroke();
      } else {
        pen.globalAlpha = style.fillOpacity;
        if (style.fill) pen.fillRect(1, 2, 18, 12);
        pen.globalAlpha = 1;
        pen.strokeRect(1, 2, 18, 12);
      }
    };
  }

  function hatch(pen) {
    pen.strokeStyle = data.unknown.line;
    pen.beginPath();
    for (var x = -10; x < 20; x += 5) {
      pen.moveTo(x, 14);
      pen.lineTo(x + 12, 2);
    }
    pen.save();
    pen.rect(1, 2, 18, 12);
    pen.restore();
    pen.stroke();
  }

  /* The country with both archipelagos, in the corner. */
  function inset(parent) {
    var WEST = 101.6, EAST = 118.4, NORTH = 23.9, WIDTH = 120;
    var scale = WIDTH / (EAST - WEST);
    var up = function (lat) { return (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 180) / Math.PI; };
    var place = function (at) { return [(at[0] - WEST) * scale, (up(NORTH) - up(at[1])) * scale]; };
    var svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", WIDTH);
    svg.setAttribute("height", Math.round(place([WEST, 2.6])[1]));
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", data.archipelagos.map(function (one) { return one.name; }).join(", "));
    var path = draw("path", { fill: "#dcd8cb", stroke: "#8b959e", "stroke-width": 0.6 });
    path.setAttribute("d", data.country.map(function (ring) {
      return "M" + ring.map(function (at) { return place(at).map(function (v) { return v.toFixed(1); }).join(","); }).join("L") + "Z";
    }).join(""));
    data.archipelagos.forEach(function (one) {
      var low = 0, across = 0;
      one.islands.forEach(function (at) {
        var xy = place(at);
        low = Math.max(low, xy[1]);
        across += xy[0] / one.islands.length;
        draw("circle", { cx: xy[0], cy: xy[1], r: 1, fill: "#1f2933" });
      });
      var cut = one.name.split(" ");
      [cut.slice(0, 2).join(" "), cut.slice(2).join(" "), one.unit].forEach(function (text, row) {
        var node = draw("text", { x: Math.min(across, WIDTH - 27), y: low + 10 + 9.5 * row });
        if (row === 2) node.setAttribute("class", "unit");
        node.textContent = text;
      });
    });
    parent.appendChild(svg);

    function draw(tag, attributes) {
      var node = document.createElementNS(SVG, tag);
      Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
      return svg.appendChild(node);
    }
  }
})();
