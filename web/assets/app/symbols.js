/* From a layer's style to what the painter needs: colours, sizes by zoom, symbols, hatching. */
(function () {
  var sprites = {};
  var hatches = {};

  /* Small when the city is a thumbnail, full size at street level. */
  function ramp(zoom, low, high, from, to) {
    var share = Math.min(1, Math.max(0, (zoom - low) / (high - low)));
    return from + (to - from) * share;
  }
  hatang.ramp = ramp;
  hatang.pointSize = function (zoom) {
    return ramp(zoom, 8, 15, 0.36, 1.15);
  };
  hatang.lineSize = function (zoom) {
    return ramp(zoom, 9, 16, 0.6, 1.5);
  };

  hatang.styleOf = function (layer) {
    var style = layer.style || {};
    return hatang.state.theme === "dark" && style.dark ? Object.assign({}, style, style.dark) : style;
  };

  function trace(ctx, shape, radius) {
    var r = radius;
    ctx.beginPath();
    if (shape === "square") ctx.rect(-r * 0.9, -r * 0.9, r * 1.8, r * 1.8);
    else if (shape === "diamond") {
      r *= 1.2;
      ctx.moveTo(0, -r);
      ctx.lineTo(r, 0);
      ctx.lineTo(0, r);
      ctx.lineTo(-r, 0);
      ctx.closePath();
    } else if (shape === "triangle") {
      r *= 1.15;
      ctx.moveTo(0, -r);
      ctx.lineTo(r, r * 0.8);
      ctx.lineTo(-r, r * 0.8);
      ctx.closePath();
    } else ctx.arc(0, 0, r, 0, 2 * Math.PI);
  }
  hatang.traceSymbol = trace;

  /* A symbol drawn once and stamped many times; `size` in CSS pixels, `density` device per CSS. */
  hatang.sprite = function (style, fill, factor, density) {
    var radius = (style.radius || 4) * factor;
    var key = [style.shape, fill, style.color, style.ring, style.weight, radius, density].join("|");
    if (sprites[key]) return sprites[key];
    // Small symbols lose their ring: where many meet, rings would be all one sees.
    var small = factor < 0.8;
    var edge = Math.min(style.weight === undefined ? 1 : style.weight, radius * (small ? 0.2 : 0.45));
    var half = Math.ceil(radius * 1.2 + edge * 2 + 2);
    var canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil(2 * half * density);
    var ctx = canvas.getContext("2d");
    ctx.scale(density, density);
    ctx.translate(half, half);
    ctx.lineJoin = "round";
    // From outside in: a dark ring, a white edge, the colour. It reads on pale and on deep areas.
    if (style.ring && !small) layerOf(style.ring, edge * 2 + 1.5);
    if (edge) layerOf(style.color || "#ffffff", edge * 2);
    trace(ctx, style.shape, radius);
    ctx.fillStyle = fill;
    ctx.fill();
    sprites[key] = { image: canvas, half: half };
    return sprites[key];

    function layerOf(colour, width) {
      trace(ctx, style.shape, radius);
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
    }
  };

  /* What fills an area without a number, each mark unlike the others without any colour: diagonal lines,
     crossed lines, dots, rings; `back` lies over a class whose value is an estimate. The cell divides
     the tile, so that marks meet across tiles. */
  var MARKS = {
    hatch: function (pen, size) {
      strokes(pen, size, 1);
    },
    cross: function (pen, size) {
      strokes(pen, size, 1);
      strokes(pen, size, -1);
    },
    back: function (pen, size) {
      strokes(pen, size, -1);
    },
    dots: function (pen, size) {
      pen.beginPath();
      [0.25, 0.75].forEach(function (at) {
        pen.moveTo((at + 0.11) * size, at * size);
        pen.arc(at * size, at * size, 0.11 * size, 0, 2 * Math.PI);
      });
      pen.fill();
    },
    rings: function (pen, size) {
      pen.beginPath();
      pen.arc(0.5 * size, 0.5 * size, 0.24 * size, 0, 2 * Math.PI);
      pen.stroke();
    },
  };

  function strokes(pen, size, way) {
    pen.beginPath();
    for (var shift = -size; shift <= size; shift += size) {
      pen.moveTo(shift - size / 2, way > 0 ? size * 1.5 : -size / 2);
      pen.lineTo(shift + size * 1.5, way > 0 ? -size / 2 : size * 1.5);
    }
    pen.stroke();
  }

  hatang.hatch = function (ctx, density, mark, colour) {
    var line = colour || hatang.colour("unknown_line");
    var size = Math.round(8 * density);
    var key = [mark || "hatch", line, size].join("|");
    if (!hatches[key]) {
      var cell = document.createElement("canvas");
      cell.width = cell.height = size;
      var pen = cell.getContext("2d");
      pen.strokeStyle = pen.fillStyle = line;
      pen.lineWidth = density;
      pen.globalAlpha = 0.75;
      MARKS[mark || "hatch"](pen, size);
      hatches[key] = cell;
    }
    var pattern = ctx.createPattern(hatches[key], "repeat");
    pattern.setTransform(new DOMMatrix().scale(8 / size));
    return pattern;
  };
})();
