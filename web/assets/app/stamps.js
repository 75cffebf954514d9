/* The same small picture at ten thousand places. Without a graphics card a canvas takes five microseconds and more
   for each picture that is drawn, and a list of them to keep; laying the pixels ourselves takes a fifth. */
(function () {
  var MANY = 800; // below, the canvas is as quick
  var spare = document.createElement("canvas");

  /* Draws groups of {sprite, alpha, places: [x, y, x, y, ...]}, whole pixels of the canvas, the last on top;
     `ctx` has no transform. */
  hatang.stampAll = function (ctx, groups) {
    var count = 0;
    groups.forEach(function (group) {
      count += group.places.length / 2;
    });
    if (count < MANY) return groups.forEach(drawn.bind(null, ctx));
    var size = ctx.canvas.width;
    var image = ctx.createImageData(size, size);
    // From the top down: where something opaque lies, nothing below is looked at.
    for (var i = groups.length - 1; i >= 0; i--) laid(image, size, groups[i]);
    spare.width = spare.height = size;
    spare.getContext("2d").putImageData(image, 0, 0);
    ctx.drawImage(spare, 0, 0);
  };

  function drawn(ctx, group) {
    ctx.globalAlpha = group.alpha;
    for (var i = 0; i < group.places.length; i += 2) {
      ctx.drawImage(group.sprite.image, group.places[i], group.places[i + 1]);
    }
    ctx.globalAlpha = 1;
  }

  function laid(image, size, group) {
    var stamp = pixelsOf(group.sprite, group.alpha);
    var below = stamp.data;
    var wide = stamp.width;
    var words = new Uint32Array(below.buffer);
    var data = image.data;
    var all = new Uint32Array(data.buffer);
    for (var i = group.places.length - 2; i >= 0; i -= 2) {
      var left = group.places[i];
      var top = group.places[i + 1];
      var first = Math.max(0, -left);
      var last = Math.min(wide, size - left);
      for (var y = Math.max(0, -top), end = Math.min(stamp.height, size - top); y < end; y++) {
        var at = (top + y) * size + left + first;
        var from = y * wide + first;
        for (var x = first; x < last; x++, at++, from++) {
          var over = data[4 * at + 3];
          if (over === 255 || below[4 * from + 3] === 0) continue;
          if (over === 0) all[at] = words[from];
          else under(data, 4 * at, over, below, 4 * from);
        }
      }
    }
  }

  /* A pixel under one that lets it shine through. */
  function under(data, at, over, below, from) {
    var share = (below[from + 3] * (255 - over)) / 255;
    var alpha = over + share;
    data[at] = (data[at] * over + below[from] * share) / alpha;
    data[at + 1] = (data[at + 1] * over + below[from + 1] * share) / alpha;
    data[at + 2] = (data[at + 2] * over + below[from + 2] * share) / alpha;
    data[at + 3] = alpha;
  }

  /* The pixels of a picture, kept with it; thinner by `alpha`. */
  function pixelsOf(sprite, alpha) {
    sprite.pixels = sprite.pixels || {};
    if (!sprite.pixels[alpha]) {
      var made = sprite.image.getContext("2d").getImageData(0, 0, sprite.image.width, sprite.image.height);
      for (var i = 3; i < made.data.length; i += 4) made.data[i] = Math.round(made.data[i] * alpha);
      sprite.pixels[alpha] = made;
    }
    return sprite.pixels[alpha];
  }
})();
