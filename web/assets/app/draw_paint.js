/* Draws what is drawn by hand, over the layers: areas, lines, points, words, and the shape under the pen. */
(function () {
  var overlay;
  var probe = document.createElement("canvas").getContext("2d");
  var ORDER = ["area", "line", "point", "text"];

  hatang.drawnColour = function (name) {
    var colours = (hatang.state.drawing && hatang.state.drawing.colours) || [];
    var entry = colours.find(function (one) {
      return one[0] === name;
    });
    return entry ? entry[1] : hatang.colour("accent");
  };

  function paint(ctx) {
    if (!hatang.state.drawing) return;
    var chosen = hatang.selectedDrawn();
    ctx.lineJoin = ctx.lineCap = "round";
    var features = hatang.drawn();
    ORDER.forEach(function (kind) {
      features.forEach(function (feature) {
        if (feature.kind === kind) PAINT[kind](ctx, feature, feature.id === chosen);
      });
    });
    features.forEach(function (feature) {
      if (feature.kind !== "text") name(ctx, feature, feature.id === chosen);
    });
    hatang.paintDraft(ctx);
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
  }

  function stroke(ctx, colour, width, dash) {
    ctx.setLineDash(dash || []);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
  }

  function edge(ctx, feature, selected) {
    stroke(ctx, hatang.colour("select_halo"), selected ? 8 : 5);
    if (selected) stroke(ctx, hatang.colour("select"), 5);
    stroke(ctx, hatang.drawnColour(feature.colour), 2.5, feature.fault ? [3, 5] : null);
  }

  var PAINT = {
    area: function (ctx, feature, selected) {
      hatang.traceRings(ctx, feature.geometry.coordinates, true);
      ctx.globalAlpha = 0.18;
      ctx.fillStyle = hatang.drawnColour(feature.colour);
      ctx.fill("evenodd");
      ctx.globalAlpha = 1;
      edge(ctx, feature, selected);
    },
    line: function (ctx, feature, selected) {
      hatang.traceRings(ctx, [feature.geometry.coordinates], false);
      edge(ctx, feature, selected);
    },
    point: function (ctx, feature, selected) {
      var at = hatang.place(feature.geometry.coordinates);
      ctx.beginPath();
      ctx.arc(at.x, at.y, selected ? 9 : 6.5, 0, 2 * Math.PI);
      stroke(ctx, hatang.colour("select_halo"), 4);
      if (selected) stroke(ctx, hatang.colour("select"), 2);
      ctx.fillStyle = hatang.drawnColour(feature.colour);
      ctx.fill();
    },
    text: function (ctx, feature, selected) {
      var at = hatang.place(feature.geometry.coordinates);
      letters(ctx, feature.label || "…", at, 15, hatang.drawnColour(feature.colour));
      if (!selected) return;
      var half = ctx.measureText(feature.label || "…").width / 2 + 6;
      ctx.beginPath();
      ctx.rect(at.x - half, at.y - 13, 2 * half, 26);
      stroke(ctx, hatang.colour("select"), 1.5, [4, 3]);
    },
  };

  function letters(ctx, text, at, size, colour) {
    ctx.font = "600 " + size + 'px "Be Vietnam Pro", system-ui, sans-serif';
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.setLineDash([]);
    ctx.lineWidth = 4;
    ctx.strokeStyle = hatang.colour("halo");
    ctx.strokeText(text, at.x, at.y);
    ctx.fillStyle = colour;
    ctx.fillText(text, at.x, at.y);
  }

  /* A shape bears its name; the selected one what was measured, too. */
  function name(ctx, feature, selected) {
    var at = middle(feature);
    var up = feature.kind === "point" ? -18 : 0;
    var ink = hatang.colour("ink");
    var both = selected && feature.measured && !feature.fault;
    if (feature.label) letters(ctx, feature.label, { x: at.x, y: at.y + up - (both ? 8 : 0) }, 12.5, ink);
    if (both) letters(ctx, feature.measured.split(" · ")[0], { x: at.x, y: at.y + up + (feature.label ? 9 : 0) }, 12, ink);
  }

  /* Of a line the middle of its way, of others the middle of their corners. */
  function middle(feature) {
    var path = hatang.cornersOf(feature);
    if (feature.kind === "line") {
      var i = Math.floor((path.length - 1) / 2);
      var a = hatang.place(path[i]);
      var b = hatang.place(path[i + 1]);
      return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    }
    var box = L.bounds(path.map(hatang.place));
    return box.getCenter();
  }

  /* The drawn feature at a place, or null. `inside`: areas are met within, else at their border alone, so
     that a click still reaches what they lie over. */
  hatang.hitDrawn = function (latlng, reach, inside) {
    if (!hatang.state.drawing) return null;
    var at = hatang.map.latLngToLayerPoint(latlng);
    var features = hatang.drawn();
    var found = null;
    ORDER.slice().reverse().some(function (kind) {
      for (var i = features.length - 1; i >= 0 && !found; i--) {
        if (features[i].kind === kind && MEETS[kind](features[i], at, reach, inside)) found = features[i];
      }
      return found;
    });
    return found;
  };

  function near(feature, at, reach) {
    return hatang.place(feature.geometry.coordinates).distanceTo(at) <= reach;
  }

  function onStroke(rings, closed, at, reach) {
    hatang.traceRings(probe, rings, closed);
    probe.lineWidth = 3 + 2 * reach;
    return probe.isPointInStroke(at.x, at.y);
  }

  var MEETS = {
    point: function (feature, at, reach) {
      return near(feature, at, 7 + reach);
    },
    text: function (feature, at, reach) {
      probe.font = '600 15px "Be Vietnam Pro", system-ui, sans-serif';
      var own = hatang.place(feature.geometry.coordinates);
      var half = probe.measureText(feature.label).width / 2 + reach;
      return Math.abs(own.x - at.x) <= half && Math.abs(own.y - at.y) <= 12 + reach;
    },
    line: function (feature, at, reach) {
      return onStroke([feature.geometry.coordinates], false, at, reach);
    },
    area: function (feature, at, reach, inside) {
      if (onStroke(feature.geometry.coordinates, true, at, reach)) return true;
      return inside && probe.isPointInPath(at.x, at.y, "evenodd");
    },
  };

  hatang.redrawDrawing = function () {
    if (overlay) overlay.redraw();
  };

  hatang.parts.push({
    start: function (map) {
      overlay = new hatang.Overlay("hatang-sketch", paint).addTo(map);
      hatang.onDrawing(hatang.redrawDrawing);
    },
    update: function (changed) {
      if (changed("drawing") || changed("theme") || changed("palette")) overlay.redraw();
    },
  });
})();
