/* What a question draws over the layers: gaps, planned sites, a route, violations. Few enough to come with
   the state; each kind has its look in the entries, which the legend shows, too. */
(function () {
  var overlay;
  var moving = null; // {id, at: [lon, lat]}: a feature that is being pulled, before the page knows
  var pen = document.createElement("canvas").getContext("2d");
  var parted = []; // features with their parts, made once a state

  function sketch() {
    return hatang.state.sketch || null;
  }

  hatang.sketchEntries = function () {
    return (sketch() && sketch().entries) || [];
  };

  hatang.sketchStyle = function (kind) {
    var entry = hatang.sketchEntries().find(function (one) {
      return one.kind === kind;
    });
    var style = (entry && entry.style) || {};
    return hatang.state.theme === "dark" && style.dark ? Object.assign({}, style, style.dark) : style;
  };

  /* The features with where they are now: one that is being pulled is where the pointer is. */
  function read() {
    parted = ((sketch() && sketch().features) || []).map(function (feature) {
      return { feature: feature, parts: hatang.partsOf(feature.geometry), style: hatang.sketchStyle(feature.kind) };
    });
    if (moving) hatang.moveSketch(moving.id, moving.at);
  }

  hatang.movable = function () {
    return parted.filter(function (one) {
      return one.feature.movable && one.parts.points.length === 1;
    });
  };

  hatang.moveSketch = function (id, at) {
    moving = { id: id, at: at };
    parted.forEach(function (one) {
      if (one.feature.id === id) one.parts = { points: [at], lines: [], areas: [] };
    });
    overlay.redraw();
  };

  function draw(ctx) {
    ctx.lineJoin = ctx.lineCap = "round";
    ["areas", "lines", "points"].forEach(function (sort) {
      parted.forEach(function (one) {
        if (one.parts[sort].length) DRAW[sort](ctx, one, isSelected(one.feature));
      });
    });
    ctx.globalAlpha = 1;
    hatang.drawTool(ctx);
  }

  function isSelected(feature) {
    var chosen = sketch().selected;
    return chosen !== undefined && chosen !== null && chosen === feature.id;
  }

  var DRAW = {
    areas: function (ctx, one, selected) {
      hatang.traceRings(ctx, one.parts.areas, true);
      inside(ctx, one.style);
      edge(ctx, one.style, selected);
    },
    lines: function (ctx, one, selected) {
      hatang.traceRings(ctx, one.parts.lines, false);
      edge(ctx, one.style, selected);
    },
    points: function (ctx, one, selected) {
      one.parts.points.forEach(function (at) {
        point(ctx, one, at, selected);
      });
    },
  };

  function inside(ctx, style) {
    if (!style.fill || style.fill === "none") return;
    ctx.globalAlpha = style.opacity === undefined ? 0.3 : style.opacity;
    ctx.fillStyle = style.fill;
    ctx.fill("evenodd");
    ctx.globalAlpha = 1;
  }

  function edge(ctx, style, selected) {
    ctx.setLineDash([]);
    if (selected) stroke(ctx, hatang.colour("select_halo"), (style.weight || 2) + 7);
    if (selected) stroke(ctx, hatang.colour("select"), (style.weight || 2) + 3.5);
    if (style.casing) stroke(ctx, style.casing, (style.weight || 2) + 3);
    ctx.setLineDash(style.dash || []);
    if (style.color) stroke(ctx, style.color, style.weight || 2);
    ctx.setLineDash([]);
  }

  function stroke(ctx, colour, width) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
  }

  function point(ctx, one, at, selected) {
    var style = one.style;
    var centre = hatang.place(at);
    if (one.feature.radius_m) ground(ctx, one, at, centre);
    if (!style.shape && !style.radius) return;
    var radius = style.radius || 5;
    if (selected) {
      ctx.beginPath();
      ctx.arc(centre.x, centre.y, radius + 4, 0, 2 * Math.PI);
      stroke(ctx, hatang.colour("select_halo"), 6);
      stroke(ctx, hatang.colour("select"), 3);
    }
    var sprite = hatang.sprite(style, style.fill, 1, hatang.density);
    ctx.drawImage(sprite.image, centre.x - sprite.half, centre.y - sprite.half, 2 * sprite.half, 2 * sprite.half);
    if (one.feature.mark) letter(ctx, style, String(one.feature.mark), centre);
  }

  /* The ground within a radius of a point. */
  function ground(ctx, one, at, centre) {
    var look = one.style.ground || one.style;
    ctx.beginPath();
    ctx.arc(centre.x, centre.y, hatang.pixelsOf(one.feature.radius_m, at[1]), 0, 2 * Math.PI);
    inside(ctx, look);
    edge(ctx, look, false);
  }

  /* A number or letter inside a symbol. */
  function letter(ctx, style, text, centre) {
    ctx.fillStyle = style.ink || "#ffffff";
    ctx.font = "600 " + Math.max(9, Math.round(style.radius * 1.15)) + 'px "Be Vietnam Pro", system-ui, sans-serif';
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(text.slice(0, 3), centre.x, centre.y + 0.5);
  }

  /* The feature under a place, points before lines before areas, the upper one first; null where there is none. */
  hatang.hitSketch = function (latlng, reach) {
    if (!parted.length) return null;
    var at = hatang.map.latLngToLayerPoint(latlng);
    var found = null;
    ["points", "lines", "areas"].some(function (sort) {
      for (var i = parted.length - 1; i >= 0 && !found; i--) {
        var one = parted[i];
        if (!one.style.deaf && one.parts[sort].length && MEETS[sort](one, at, reach)) found = one.feature;
      }
      return found;
    });
    return found;
  };

  var MEETS = {
    points: function (one, at, reach) {
      var radius = (one.style.radius || 0) + reach;
      return one.parts.points.some(function (place) {
        return hatang.place(place).distanceTo(at) <= radius;
      });
    },
    lines: function (one, at, reach) {
      pen.lineWidth = (one.style.weight || 2) + 2 * reach;
      hatang.traceRings(pen, one.parts.lines, false);
      return pen.isPointInStroke(at.x, at.y);
    },
    areas: function (one, at) {
      hatang.traceRings(pen, one.parts.areas, true);
      return pen.isPointInPath(at.x, at.y, "evenodd");
    },
  };

  /* Goes to what `fit` names, "*" being all of it, unless it is well in sight. */
  hatang.goToSketch = function () {
    var wanted = sketch().fit;
    var bounds = L.latLngBounds([]);
    parted.forEach(function (one) {
      if (wanted !== "*" && one.feature.id !== wanted) return;
      var own = hatang.boundsOf(one.parts);
      if (own.isValid()) bounds.extend(own);
    });
    if (!bounds.isValid()) return;
    var map = hatang.map;
    if (map.getZoom() >= 13 && map.getBounds().pad(-0.1).contains(bounds)) return;
    map.fitBounds(bounds, Object.assign({ maxZoom: 15, animate: false }, hatang.roomFor(bounds)));
  };

  hatang.redrawSketch = function () {
    overlay.redraw();
  };

  hatang.parts.push({
    start: function (map) {
      overlay = new hatang.Overlay("hatang-sketch", draw).addTo(map);
    },
    update: function (changed) {
      if (changed("sketch") || changed("theme")) {
        if (changed("sketch")) moving = null;
        read();
        overlay.redraw();
      } else if (changed("palette")) overlay.redraw();
    },
  });
})();
