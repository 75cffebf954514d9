/* Points by the thousand: how densely they lie, as heat (heat.js), or as discs that tell their number. Both reach
   over the edges of tiles, so they are drawn over all of them at once. */
(function () {
  var SIZE = 512;
  var BREATH_MS = 150; // while tiles come in, all of it is not drawn anew at each
  var overlay, busy;
  var breath = 0;
  var boxes = [];

  /* The radius of the disc of a cluster in CSS pixels; 0 for what stands for itself. */
  hatang.clusterRadius = function (layer, feature) {
    var count = feature.properties.count || 1;
    return layer.mode === "cluster" && count > 1 ? Math.min(30, 10 + 4.2 * Math.log10(count) * 1.3) : 0;
  };

  /* Calls `each(x, y, feature)` in layer points; what lies in the margin of a tile is told by its neighbour. */
  function forPoints(layer, each) {
    var grid = hatang.grid;
    var unit = grid.unit();
    grid.tiles().forEach(function (tile) {
      if (tile.coords.z !== grid._tileZoom) return;
      var corner = tile.coords.scaleBy(grid.getTileSize()).divideBy(unit).subtract(hatang.map.getPixelOrigin());
      (tile.layers[layer.id] || []).forEach(function (feature) {
        if (hatang.isHidden(layer, feature.properties)) return;
        feature.points.forEach(function (point) {
          if (point.x < 0 || point.y < 0 || point.x >= SIZE || point.y >= SIZE) return;
          each(corner.x + point.x / unit, corner.y + point.y / unit, feature);
        });
      });
    });
  }

  function draw(ctx, bounds) {
    var grid = hatang.grid;
    if (!grid || !grid._map || !grid._level) return;
    var had = boxes.length;
    boxes = [];
    hatang.state.layers.forEach(function (layer) {
      if (!layer.visible || !layer.mode || layer.kind !== "point") return;
      ctx.save();
      ctx.globalAlpha = layer.opacity === undefined ? 1 : layer.opacity;
      (layer.mode === "heat" ? hatang.drawHeat : drawClusters)(ctx, layer, bounds);
      ctx.restore();
    });
    if (had || boxes.length) hatang.redrawLabels();
  }

  /* Where discs lie, in layer points: a name does not stand on a number. */
  hatang.markBoxes = function () {
    return boxes.slice();
  };

  function drawClusters(ctx, layer, bounds) {
    var style = hatang.styleOf(layer);
    var discs = [];
    var factor = hatang.pointSize(hatang.map.getZoom());
    forPoints(layer, function (x, y, feature) {
      var radius = hatang.clusterRadius(layer, feature);
      if (radius) discs.push([x, y, radius, feature.properties.count]);
      else {
        var entry = hatang.classEntry(layer, feature.properties);
        var sprite = hatang.sprite(style, (entry && entry.colour) || style.fill, factor, hatang.density);
        ctx.drawImage(sprite.image, x - sprite.half, y - sprite.half, 2 * sprite.half, 2 * sprite.half);
      }
    });
    boxes = boxes.concat(discs.map(function (disc) {
      return [disc[0] - disc[2], disc[1] - disc[2], disc[0] + disc[2], disc[1] + disc[2]];
    }));
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    discs.sort(function (a, b) {
      return a[3] - b[3];
    });
    discs.forEach(function (disc) {
      circle(ctx, disc, disc[2], hatang.colour("panel"), 0.55);
      circle(ctx, disc, disc[2] - 2.5, style.fill, 1);
      ctx.fillStyle = inkOn(style.fill);
      var text = short(disc[3]);
      ctx.font = "600 " + (text.length > 4 ? 10 : disc[2] > 18 ? 12.5 : 11) + 'px "Be Vietnam Pro", system-ui, sans-serif';
      ctx.fillText(text, disc[0], disc[1] + 0.5);
    });
  }

  function circle(ctx, disc, radius, colour, alpha) {
    var before = ctx.globalAlpha;
    ctx.globalAlpha = before * alpha;
    ctx.beginPath();
    ctx.arc(disc[0], disc[1], radius, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.globalAlpha = before;
  }

  function short(count) {
    if (count < 10000) return hatang.number(count, 0);
    var lang = hatang.state.lang === "en" ? "en" : "vi";
    return new Intl.NumberFormat(lang, { notation: "compact", maximumFractionDigits: 1 }).format(count);
  }

  /* White or near black, whichever is read better on a colour. */
  function inkOn(colour) {
    var parts = [1, 3, 5].map(function (i) {
      var share = parseInt(colour.slice(i, i + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    });
    var light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    return light > 0.18 ? "#111827" : "#ffffff";
  }
  hatang.inkOn = inkOn;

  /* A click on a cluster goes nearer; returns whether it was one. */
  hatang.openCluster = function (hit, latlng) {
    if (!hit || !hatang.clusterRadius(hit.layer, hit.feature)) return false;
    var map = hatang.map;
    map.setView(latlng, Math.min(map.getMaxZoom(), Math.ceil(map.getZoom()) + 2));
    return true;
  };

  hatang.redrawMarks = function () {
    var wanted = hatang.state.layers.some(function (layer) {
      return layer.visible && layer.mode;
    });
    if (wanted || busy) overlay.redraw();
    busy = wanted;
  };

  /* Soon, where tiles come one after the other. */
  hatang.redrawMarksOfTiles = function () {
    if (breath) return;
    breath = setTimeout(function () {
      breath = 0;
      hatang.redrawMarks();
    }, BREATH_MS);
  };

  hatang.parts.push({
    start: function (map) {
      overlay = new hatang.Overlay("hatang-marks", draw).addTo(map);
    },
    update: function (changed) {
      if (changed("layers") || changed("palette")) hatang.redrawMarks();
    },
  });
})();
