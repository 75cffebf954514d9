/* The selected and the hovered feature, drawn over the tiles: a restyle below does not touch them. */
(function () {
  hatang.selection = null;
  hatang.hovered = null;
  var overlay;

  /* What a selection names, ready to be asked of every feature in sight. */
  function reader(mark) {
    if (!mark) return null;
    var ids = new Set((mark.ids || []).concat(mark.id || []).map(String));
    return function (layerId, feature) {
      if (feature.id !== undefined && ids.has(String(feature.id))) return true;
      if (mark.layer !== layerId || !mark.code || (mark.id && feature.id !== undefined)) return false;
      return mark.code === feature.properties.code;
    };
  }

  function draw(ctx) {
    var grid = hatang.grid;
    if (!grid || !grid._map || !grid._level) return;
    var selected = reader(hatang.selection);
    var hovered = reader(hatang.hovered);
    if (!selected && !hovered) return;
    var seen = new Set();
    hatang.state.layers.forEach(function (layer) {
      if (!layer.visible) return;
      grid.tiles().forEach(function (tile) {
        if (tile.coords.z !== grid._tileZoom) return;
        (tile.layers[layer.id] || []).forEach(function (feature) {
          var chosen = selected && selected(layer.id, feature);
          if (chosen) seen.add(String(feature.id));
          if (chosen || (hovered && hovered(layer.id, feature))) drawFeature(ctx, grid, tile, layer, feature, chosen);
        });
      });
    });
    drawThinned(ctx, seen);
  }

  /* What is picked stays in sight where its tile leaves it out among many others: a ring, and its own dot. */
  function drawThinned(ctx, seen) {
    var points = (hatang.selection && hatang.selection.points) || {};
    Object.keys(points).forEach(function (id) {
      var layer = hatang.state.layers.find(function (one) {
        return one.visible && id.slice(0, id.lastIndexOf(":")) === one.id;
      });
      if (!layer || seen.has(id)) return;
      var at = hatang.map.latLngToLayerPoint([points[id][1], points[id][0]]);
      var radius = (layer.style.radius || 4) * hatang.pointSize(hatang.map.getZoom());
      [[radius + 4, 6, "select_halo"], [radius + 4, 3, "select"], [radius / 2, radius, "select"]].forEach(function (pen) {
        ctx.beginPath();
        ctx.lineWidth = pen[1];
        ctx.strokeStyle = hatang.colour(pen[2]);
        ctx.arc(at.x, at.y, pen[0], 0, 2 * Math.PI);
        ctx.stroke();
      });
    });
  }

  function drawFeature(ctx, grid, tile, layer, feature, selected) {
    var unit = grid.unit();
    var size = grid.getTileSize();
    var corner = tile.coords.scaleBy(size).divideBy(unit).subtract(hatang.map.getPixelOrigin());
    ctx.save();
    ctx.translate(corner.x, corner.y);
    ctx.scale(1 / unit, 1 / unit);
    ctx.lineJoin = "round";
    if (layer.kind !== "point") {
      // Tiles overlap a little; without this cut their seams would be drawn.
      ctx.beginPath();
      ctx.rect(0, 0, size.x, size.y);
      ctx.clip();
    }
    var widths = selected ? [6, 3] : [4, 1.75];
    [hatang.colour("select_halo"), hatang.colour("select")].forEach(function (colour, i) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = widths[i] * unit;
      ctx.globalAlpha = i || selected ? 1 : 0.75;
      if (layer.kind === "point") ring(ctx, layer, feature, unit);
      else ctx.stroke(feature.path);
    });
    ctx.restore();
  }

  function ring(ctx, layer, feature, unit) {
    var radius = hatang.radiusOf(layer, feature, hatang.map.getZoom()) + 4;
    feature.points.forEach(function (point) {
      ctx.beginPath();
      ctx.arc(point.x, point.y, radius * unit, 0, 2 * Math.PI);
      ctx.stroke();
    });
  }

  hatang.select = function (mark) {
    hatang.selection = mark;
    overlay.redraw();
  };

  hatang.hover = function (mark) {
    var key = mark && mark.layer + mark.id;
    var old = hatang.hovered && hatang.hovered.layer + hatang.hovered.id;
    if (key === old) return;
    hatang.hovered = mark;
    overlay.redraw();
  };

  hatang.redrawHighlight = function () {
    overlay.redraw();
  };

  hatang.parts.push({
    start: function (map) {
      overlay = new hatang.Overlay("hatang-highlight", draw).addTo(map);
    },
    update: function (changed) {
      if (changed("selection")) hatang.select(hatang.state.selection || null);
      else if (changed("palette") || changed("layers")) overlay.redraw();
    },
  });
})();
