/* The small pictures of a legend, drawn with the pens of the map. */
(function () {
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

  /* Discs that grow: what a size means. */
  function sizes(style, factors) {
    var density = 2;
    var base = Math.min(9, style.radius || 4) * 0.8;
    var radii = factors.map(function (factor) {
      return Math.min(14, base * factor);
    });
    var wide = radii.reduce(function (sum, radius) {
      return sum + 2 * radius + 5;
    }, 2);
    var canvas = hatang.element("canvas", "sizes");
    canvas.width = wide * density;
    canvas.height = 30 * density;
    canvas.style.width = wide + "px";
    canvas.setAttribute("aria-hidden", "true");
    var ctx = canvas.getContext("2d");
    ctx.scale(density, density);
    ctx.fillStyle = style.fill && style.fill !== "none" ? style.fill : style.color;
    var x = 2;
    radii.forEach(function (radius) {
      ctx.beginPath();
      ctx.arc(x + radius, 15, radius, 0, 2 * Math.PI);
      ctx.fill();
      x += 2 * radius + 5;
    });
    return canvas;
  }

  /* From the first to the last colour of a ramp. */
  function band(ramp) {
    var bar = hatang.element("span", "band");
    bar.style.background = "linear-gradient(to right, " + ramp.join(", ") + ")";
    bar.setAttribute("aria-hidden", "true");
    return bar;
  }

  hatang.pens = { swatch: swatch, symbol: symbol, sizes: sizes, band: band };
})();
