/* Paints one tile. VectorGrid's own painter knows no casing, hatching, symbols or sharp screens and
   cannot restyle a layer without reading it again, so tiles keep their features and are painted
   afresh here whenever a style changes. */
(function () {
  var SIZE = 512;
  hatang.density = Math.min(2, window.devicePixelRatio || 1);

  /* `unit`: CSS pixels of the screen -> pixels of the tile (they differ between whole zooms). */
  hatang.paintTile = function (tile, layers, zoom, unit) {
    // As many canvas pixels as the tile has on the screen, so that it is sharp between whole zooms.
    var pixels = Math.min(4 * SIZE, Math.round((SIZE * hatang.density) / unit));
    tile.canvas.width = tile.canvas.height = pixels; // clears it, too
    var ctx = tile.canvas.getContext("2d");
    ctx.scale(pixels / SIZE, pixels / SIZE);
    ctx.lineJoin = ctx.lineCap = "round";
    layers.forEach(function (layer) {
      var features = tile.layers[layer.id];
      if (!layer.visible || !features || !features.length) return;
      ctx.save();
      PAINTERS[layer.kind](ctx, layer, features, zoom, unit, tile);
      ctx.restore();
    });
  };

  var PAINTERS = { area: paintAreas, line: paintLines, point: paintPoints };

  function paintAreas(ctx, layer, features, zoom, unit, tile) {
    var style = hatang.styleOf(layer);
    var marked = {};
    features.forEach(function (feature) {
      var paint = areaPaint(layer, style, feature.properties);
      if (paint.fill === "none") return;
      if (paint.mark) {
        var key = paint.mark + "|" + (paint.line || "");
        (marked[key] = marked[key] || { paint: paint, features: [] }).features.push(feature);
      }
      ctx.globalAlpha = paint.fill === style.fill ? style.opacity : 1;
      ctx.fillStyle = paint.fill;
      ctx.fill(feature.path, "evenodd");
    });
    ctx.globalAlpha = 1;
    Object.values(marked).forEach(function (group) {
      ctx.fillStyle = hatang.hatch(ctx, tile.canvas.width / SIZE, group.paint.mark, group.paint.line);
      group.features.forEach(function (feature) {
        ctx.fill(feature.path, "evenodd");
      });
    });
    ctx.strokeStyle = style.color || hatang.colour("area_edge");
    var weight = style.weight || 0.8;
    // Thin edges fade where they would lie side by side.
    ctx.globalAlpha = weight < 1 ? hatang.ramp(zoom, 5, 9, 0.3, 1) : 1;
    ctx.lineWidth = weight * unit * hatang.ramp(zoom, 5, 9, 0.6, 1);
    ctx.lineCap = "butt";
    ctx.setLineDash((style.dash || []).map(times(unit)));
    ctx.stroke(edges(tile, layer.id, features));
  }

  /* {fill, mark, line}: a colour, and over it the mark of what is no number or only an estimate. */
  function areaPaint(layer, style, properties) {
    var shade = hatang.shade;
    var value = hatang.valueOf(layer.id, properties);
    if (value === null) return { fill: hatang.colour("unknown"), mark: "hatch" };
    if (typeof value === "string") return hatang.stateOf(value);
    if (value !== undefined) {
      var guess = hatang.rangeOf(properties) ? shade.estimates : null;
      var colour = shade.colors[hatang.classOf(value, shade)];
      return { fill: colour, mark: guess && guess.mark, line: guess && guess.line };
    }
    var entry = hatang.classEntry(layer, properties);
    return { fill: (entry && entry[2]) || style.fill || hatang.colour("area") };
  }

  /* All edges of a layer in one path: one stroke, and no doubled line where areas share it. */
  function edges(tile, id, features) {
    tile.edges = tile.edges || {};
    if (!tile.edges[id]) {
      tile.edges[id] = new Path2D();
      features.forEach(function (feature) {
        tile.edges[id].addPath(feature.edge);
      });
    }
    return tile.edges[id];
  }

  function paintLines(ctx, layer, features, zoom, unit) {
    var style = hatang.styleOf(layer);
    var width = (style.weight || 2) * hatang.lineSize(zoom) * unit;
    ctx.globalAlpha = style.opacity === undefined ? 1 : style.opacity;
    if (style.casing && zoom >= 11) {
      ctx.strokeStyle = style.casing;
      ctx.lineWidth = width + 1.5 * unit;
      strokeAll(ctx, features);
    }
    ctx.lineWidth = width;
    if (style.dash) {
      ctx.lineCap = "butt";
      ctx.setLineDash(style.dash.map(times(unit * hatang.lineSize(zoom))));
    }
    byColour(layer, style.color, features).forEach(function (group) {
      ctx.strokeStyle = group.colour;
      strokeAll(ctx, group.features);
    });
  }

  function strokeAll(ctx, features) {
    features.forEach(function (feature) {
      ctx.stroke(feature.path);
    });
  }

  function paintPoints(ctx, layer, features, zoom, unit) {
    var style = hatang.styleOf(layer);
    ctx.globalAlpha = style.opacity === undefined ? 1 : style.opacity;
    byColour(layer, style.fill, features).forEach(function (group) {
      var sprite = hatang.sprite(style, group.colour, hatang.pointSize(zoom), hatang.density);
      var half = sprite.half * unit;
      group.features.forEach(function (feature) {
        feature.points.forEach(function (point) {
          ctx.drawImage(sprite.image, point.x - half, point.y - half, 2 * half, 2 * half);
        });
      });
    });
  }

  /* Groups in the order of the legend, so that a rare class is not buried at random. */
  function byColour(layer, plain, features) {
    if (!layer.by) return [{ colour: plain, features: features }];
    var groups = { "": { colour: plain, features: [] } };
    layer.by.values.forEach(function (entry) {
      groups[" " + entry[0]] = { colour: entry[2] || plain, features: [] };
    });
    features.forEach(function (feature) {
      (groups[" " + feature.properties[layer.by.field]] || groups[""]).features.push(feature);
    });
    return Object.values(groups);
  }

  function times(factor) {
    return function (value) {
      return value * factor;
    };
  }
})();
