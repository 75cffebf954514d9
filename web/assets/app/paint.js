/* Paints one tile. VectorGrid's own painter knows no casing, hatching, symbols or sharp screens and
   cannot restyle a layer without reading it again, so tiles keep their features and are painted
   afresh here whenever a style changes. */
(function () {
  var SIZE = 512;
  hatang.density = Math.min(2, window.devicePixelRatio || 1);

  var spare = document.createElement("canvas"); // where a layer is drawn that lets others shine through

  /* `unit`: CSS pixels of the screen -> pixels of the tile (they differ between whole zooms). */
  hatang.paintTile = function (tile, layers, zoom, unit) {
    // As many canvas pixels as the tile has on the screen, so that it is sharp between whole zooms.
    var pixels = Math.min(4 * SIZE, Math.round((SIZE * hatang.density) / unit));
    var ctx = begin(tile.canvas, pixels);
    layers.forEach(function (layer) {
      var features = tile.layers[layer.id];
      if (!layer.visible || !features || !features.length || layer.mode) return;
      var seen = layer.opacity === undefined ? 1 : layer.opacity;
      var pen = seen < 1 ? begin(spare, pixels) : ctx;
      pen.save();
      PAINTERS[layer.kind](pen, layer, features, zoom, unit, tile);
      pen.restore();
      if (pen === ctx) return;
      // As one picture: marks that overlap must not add up.
      ctx.globalAlpha = seen;
      ctx.drawImage(spare, 0, 0, SIZE, SIZE);
      ctx.globalAlpha = 1;
    });
  };

  function begin(canvas, pixels) {
    canvas.width = canvas.height = pixels; // clears it, too
    var ctx = canvas.getContext("2d");
    ctx.scale(pixels / SIZE, pixels / SIZE);
    ctx.lineJoin = ctx.lineCap = "round";
    return ctx;
  }

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
      ctx.globalAlpha = paint.alpha;
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
    ctx.stroke(edges(tile, layer, features));
  }

  var BARE = { fill: "none" };

  /* {fill, alpha, mark, line}: a colour, and over it the mark of what is no number or only an estimate. */
  function areaPaint(layer, style, properties) {
    var shade = hatang.shade;
    var value = hatang.valueOf(layer.id, properties);
    if (value === undefined) return plainPaint(layer, style, properties);
    if (hatang.isOff("areas", hatang.shadeClass(value))) return BARE;
    var alpha = hatang.overBase ? 0.72 : 1; // streets shine through where there are any
    if (value === null) return { fill: hatang.colour("unknown"), alpha: alpha, mark: "hatch" };
    if (typeof value === "string") return Object.assign({ alpha: alpha }, hatang.stateOf(value));
    var guess = hatang.rangeOf(properties) ? shade.estimates : null;
    var colour = shade.colors[hatang.classOf(value, shade)];
    return { fill: colour, alpha: alpha, mark: guess && guess.mark, line: guess && guess.line };
  }

  function plainPaint(layer, style, properties) {
    var entry = hatang.classEntry(layer, properties);
    if (entry) {
      var off = hatang.isHidden(layer, properties);
      return off ? BARE : { fill: entry.colour, alpha: Math.max(0.6, style.opacity || 0) };
    }
    if (style.fill) return { fill: style.fill, alpha: style.opacity === undefined ? 1 : style.opacity };
    return hatang.overBase ? BARE : { fill: hatang.colour("area"), alpha: 1 };
  }

  /* All edges of a layer in one path: one stroke, and no doubled line where areas share it. */
  function edges(tile, layer, features) {
    var key = layer.id + "|" + hatang.offKey(layer.id);
    tile.edges = tile.edges || {};
    if (!tile.edges[key]) {
      tile.edges[key] = new Path2D();
      features.forEach(function (feature) {
        if (!hatang.isHidden(layer, feature.properties)) tile.edges[key].addPath(feature.edge);
      });
    }
    return tile.edges[key];
  }

  function paintLines(ctx, layer, features, zoom, unit) {
    var style = hatang.styleOf(layer);
    var width = (style.weight || 2) * hatang.lineSize(zoom) * unit;
    ctx.globalAlpha = style.opacity === undefined ? 1 : style.opacity;
    if (style.dash) {
      ctx.lineCap = "butt";
      ctx.setLineDash(style.dash.map(times(unit * hatang.lineSize(zoom))));
    }
    var groups = grouped(layer, style.color, features);
    if (style.casing && zoom >= 11) {
      ctx.save();
      ctx.setLineDash([]);
      ctx.lineCap = "round";
      ctx.strokeStyle = style.casing;
      groups.forEach(function (group) {
        ctx.lineWidth = width * group.size + 1.5 * unit;
        strokeAll(ctx, group.features);
      });
      ctx.restore();
    }
    groups.forEach(function (group) {
      ctx.strokeStyle = group.colour;
      ctx.lineWidth = width * group.size;
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
    var alpha = style.opacity === undefined ? 1 : style.opacity;
    // Whole device pixels and no scaling: a stamp then costs a fifth, and there may be ten thousand of them.
    var scale = ctx.getTransform().a;
    var density = Math.round(scale * unit * 20) / 20;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    hatang.stampAll(ctx, grouped(layer, style.fill, features).map(function (group) {
      var sprite = hatang.sprite(style, group.colour, hatang.pointSize(zoom) * group.size, density);
      var half = sprite.half * unit * scale;
      var places = [];
      group.features.forEach(function (feature) {
        feature.points.forEach(function (point) {
          places.push(Math.round(point.x * scale - half), Math.round(point.y * scale - half));
        });
      });
      return { sprite: sprite, alpha: alpha, places: places };
    }));
  }

  /* By colour and size, in the order of the legend so that a rare class is not buried at random, and large
     marks below small ones. What is switched off is left out. */
  function grouped(layer, plain, features) {
    var order = {};
    var classes = layer.classes ? layer.classes.entries.concat(layer.classes.unknown || []) : null;
    (classes || (layer.by ? layer.by.values.map(hatang.byEntry) : [])).forEach(function (entry, i) {
      order[" " + entry.id] = i + 1;
    });
    var groups = {};
    var known = new Map(); // what a feature tells of its class and size -> its group, or null
    var field = layer.classes ? layer.classes.field : layer.by && layer.by.field;
    features.forEach(function (feature) {
      var properties = feature.properties;
      var told = properties.k === undefined || properties.k === null ? properties[field] : properties.k;
      var key = properties.s === undefined ? told : told + "|" + properties.s;
      if (!known.has(key)) known.set(key, groupOf(properties));
      if (known.get(key)) known.get(key).features.push(feature);
    });

    function groupOf(properties) {
      if (hatang.isHidden(layer, properties)) return null;
      var entry = hatang.classEntry(layer, properties);
      var size = hatang.sizeOf(layer, properties);
      var name = (entry ? " " + entry.id : "") + "|" + size;
      if (!groups[name]) {
        var place = (entry && order[" " + entry.id]) || 0;
        groups[name] = { colour: (entry && entry.colour) || plain, size: size, place: place, features: [] };
      }
      return groups[name];
    }

    return Object.values(groups).sort(function (a, b) {
      return b.size - a.size || a.place - b.place;
    });
  }

  function times(factor) {
    return function (value) {
      return value * factor;
    };
  }
})();
