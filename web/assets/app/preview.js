/* Rows of an import before they are published: each reading of their coordinates in its colour, or every row
   by its worst finding. Few enough to be fetched whole and drawn over the tiles. */
(function () {
  var sources = {};
  var overlay;

  function wanted() {
    return hatang.state.preview || null;
  }

  function content() {
    var preview = wanted();
    return (preview && sources[preview.url]) || null;
  }

  function load(preview) {
    if (sources[preview.url] !== undefined) return;
    sources = {}; // of one import at a time, and none of a check before
    sources[preview.url] = null;
    hatang.fetchJson(preview.url).then(
      function (answer) {
        sources[preview.url] = answer;
        overlay.redraw();
        goTo();
      },
      function () {
        delete sources[preview.url];
      }
    );
  }

  hatang.previewEntries = function () {
    var preview = wanted();
    return (preview && preview.entries) || [];
  };

  function colourOf(id) {
    var entry = hatang.previewEntries().find(function (one) {
      return one.id === id;
    });
    return entry ? entry.colour : null;
  }

  function draw(ctx, bounds) {
    var preview = wanted();
    var held = content();
    if (!preview || !held) return;
    if (preview.show === "rows" && held.rows) drawRows(ctx, held.rows.features, preview);
    else drawCandidates(ctx, held.candidates || {}, preview, bounds);
  }

  function drawCandidates(ctx, candidates, preview, bounds) {
    var order = Object.keys(candidates).reverse().sort(function (a, b) {
      return (a === preview.chosen) - (b === preview.chosen);
    });
    order.forEach(function (id) {
      var colour = colourOf(id);
      if (!colour) return;
      var chosen = !preview.chosen || id === preview.chosen;
      ctx.globalAlpha = chosen ? 1 : 0.45;
      candidates[id].forEach(function (at) {
        var point = hatang.place(at);
        if (bounds.contains(point)) dot(ctx, point, chosen ? 5 : 4, colour);
      });
    });
    ctx.globalAlpha = 1;
  }

  /* Rows without findings first, so that what matters lies on top. */
  function drawRows(ctx, features, preview) {
    hatang.previewEntries().slice().reverse().forEach(function (entry) {
      features.forEach(function (feature) {
        if (feature.properties.severity === entry.id && !isSelected(feature, preview)) {
          drawShape(ctx, feature.geometry, entry.colour, false);
        }
      });
    });
    features.forEach(function (feature) {
      if (!isSelected(feature, preview)) return;
      drawShape(ctx, feature.geometry, colourOf(feature.properties.severity) || hatang.colour("accent"), true);
    });
  }

  function isSelected(feature, preview) {
    return preview.selected !== null && feature.properties.row === preview.selected;
  }

  function drawShape(ctx, geometry, colour, selected) {
    var parts = hatang.partsOf(geometry);
    if (selected) {
      [[hatang.colour("select_halo"), 9], [hatang.colour("select"), 5.5]].forEach(function (pen) {
        parts.points.forEach(function (at) {
          dot(ctx, hatang.place(at), 6, null, pen[0], pen[1]);
        });
        stroke(ctx, parts, pen[0], pen[1]);
      });
    }
    if (parts.areas.length) {
      ctx.globalAlpha = 0.28;
      ctx.fillStyle = colour;
      hatang.traceRings(ctx, parts.areas, true);
      ctx.fill("evenodd");
      ctx.globalAlpha = 1;
    }
    stroke(ctx, parts, colour, parts.areas.length ? 1.5 : 2.5);
    parts.points.forEach(function (at) {
      dot(ctx, hatang.place(at), selected ? 6 : 4.5, colour);
    });
  }

  function stroke(ctx, parts, colour, width) {
    if (!parts.lines.length && !parts.areas.length) return;
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.lineJoin = "round";
    hatang.traceRings(ctx, parts.lines.concat(parts.areas), false);
    ctx.stroke();
  }

  function dot(ctx, point, radius, colour, ring, width) {
    ctx.beginPath();
    ctx.arc(point.x, point.y, radius, 0, 2 * Math.PI);
    if (colour) {
      ctx.fillStyle = colour;
      ctx.fill();
    }
    ctx.strokeStyle = ring || "#ffffff";
    ctx.lineWidth = width || 1.25;
    ctx.stroke();
  }

  /* The row under a place, the upper ones first; null where there is none. */
  hatang.hitPreview = function (latlng, reach) {
    var preview = wanted();
    var held = content();
    if (!preview || preview.show !== "rows" || !held || !held.rows) return null;
    var at = hatang.map.latLngToLayerPoint(latlng);
    var ids = hatang.previewEntries().map(function (entry) {
      return entry.id;
    });
    var found = held.rows.features
      .filter(function (feature) {
        return ids.indexOf(feature.properties.severity) >= 0 && meets(feature, at, reach);
      })
      .sort(function (a, b) {
        return ids.indexOf(a.properties.severity) - ids.indexOf(b.properties.severity);
      });
    return found.length ? found[0].properties.row : null;
  };

  var pen = document.createElement("canvas").getContext("2d");

  function meets(feature, at, reach) {
    var parts = hatang.partsOf(feature.geometry);
    var near = parts.points.some(function (one) {
      return hatang.place(one).distanceTo(at) <= 5 + reach;
    });
    if (near) return true;
    if (parts.areas.length) {
      hatang.traceRings(pen, parts.areas, true);
      if (pen.isPointInPath(at.x, at.y, "evenodd")) return true;
    }
    if (!parts.lines.length && !parts.areas.length) return false;
    pen.lineWidth = 3 + 2 * reach;
    hatang.traceRings(pen, parts.lines.concat(parts.areas), false);
    return pen.isPointInStroke(at.x, at.y);
  }

  /* Goes to the chosen row, unless it is well in sight. */
  function goTo() {
    var preview = wanted();
    var held = content();
    if (!preview || preview.selected === null || !held || !held.rows) return;
    var feature = held.rows.features.find(function (one) {
      return isSelected(one, preview);
    });
    if (!feature) return;
    var bounds = hatang.boundsOf(hatang.partsOf(feature.geometry));
    if (!bounds.isValid()) return;
    var map = hatang.map;
    if (map.getZoom() >= 13 && map.getBounds().pad(-0.15).contains(bounds)) return;
    map.fitBounds(bounds, { maxZoom: 15, padding: [60, 60], animate: false });
  }

  hatang.parts.push({
    start: function (map) {
      overlay = new hatang.Overlay("hatang-preview", draw).addTo(map);
    },
    update: function (changed) {
      var preview = wanted();
      if (preview) load(preview);
      if (changed("preview") || changed("palette")) overlay.redraw();
      var before = hatang.previous.preview;
      if (preview && changed("preview") && (!before || before.selected !== preview.selected)) goTo();
    },
  });
})();
