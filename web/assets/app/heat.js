/* How densely points lie, as heat. What the points of a tile add to the ground is summed up once, on cells that lie
   still on the earth; a view is the sum of its tiles with the colours of a ramp, so that a pull, or one tile
   that comes in, counts no point again. */
(function () {
  var SIZE = 512;
  var REACH_PX = 26;
  var CELL_PX = 3; // heat is soft: a third of the screen's pixels does
  var REACH = Math.ceil(REACH_PX / CELL_PX);
  var WIDE = 2 * REACH + 1;
  var FADE = [[0, 1], [0.35, 0.62], [0.7, 0.16], [1, 0]]; // how a point thins out from its middle to its reach
  var BLOCK = 9; // cells of one of the squares among which the densest are sought
  var STEPS = 256; // of the heat of a full square
  var picture = document.createElement("canvas");
  var kernel = makeKernel();
  var warmth = makeWarmth();
  var tables = {};
  var sums = new Float32Array(0);

  function fade(share) {
    for (var i = 1; i < FADE.length; i++) {
      var from = FADE[i - 1], to = FADE[i];
      if (share <= to[0]) return from[1] + ((to[1] - from[1]) * (share - from[0])) / (to[0] - from[0]);
    }
    return 0;
  }

  function makeKernel() {
    var made = new Float32Array(WIDE * WIDE);
    for (var i = 0; i < made.length; i++) {
      var x = (i % WIDE) - REACH, y = Math.floor(i / WIDE) - REACH;
      made[i] = fade((Math.hypot(x, y) * CELL_PX) / REACH_PX);
    }
    return made;
  }

  /* From a sum to a place on the ramp: it nears the end and never passes it, however many lie together. */
  function makeWarmth() {
    var made = new Uint8Array(5 * STEPS);
    for (var i = 0; i < made.length; i++) made[i] = Math.round(255 * (1 - Math.exp((-1.25 * i) / STEPS)));
    return made;
  }

  /* What the points of a tile add: {left, top, columns, rows, sums} in cells of the world at this zoom, and
     `blocks`, how many points lie in each square. Kept with the tile. */
  function fieldOf(layer, tile, unit) {
    var features = tile.layers[layer.id] || [];
    var key = unit + "|" + hatang.offKey(layer.id);
    var kept = (tile.heat = tile.heat || {})[layer.id];
    if (kept && kept.features === features && kept.key === key) return kept;
    var west = (tile.coords.x * SIZE) / unit, north = (tile.coords.y * SIZE) / unit, side = SIZE / unit;
    var field = { features: features, key: key, blocks: new Map() };
    field.left = Math.floor(west / CELL_PX) - REACH;
    field.top = Math.floor(north / CELL_PX) - REACH;
    field.columns = Math.floor((west + side) / CELL_PX) + REACH + 1 - field.left;
    field.rows = Math.floor((north + side) / CELL_PX) + REACH + 1 - field.top;
    var counts = new Float32Array(field.columns * field.rows);
    features.forEach(function (feature) {
      if (hatang.isHidden(layer, feature.properties)) return;
      feature.points.forEach(function (point) {
        // What lies in the margin of a tile is told by its neighbour.
        if (point.x < 0 || point.y < 0 || point.x >= SIZE || point.y >= SIZE) return;
        var column = Math.floor((west + point.x / unit) / CELL_PX) - field.left;
        var row = Math.floor((north + point.y / unit) / CELL_PX) - field.top;
        counts[row * field.columns + column] += feature.properties.count || 1;
      });
    });
    field.sums = spread(counts, field);
    return (tile.heat[layer.id] = field);
  }

  function spread(counts, field) {
    var made = new Float32Array(counts.length);
    for (var i = 0; i < counts.length; i++) {
      var count = counts[i];
      if (!count) continue;
      var column = i % field.columns, row = (i - column) / field.columns;
      var block = Math.floor((field.left + column) / BLOCK) + ":" + Math.floor((field.top + row) / BLOCK);
      field.blocks.set(block, (field.blocks.get(block) || 0) + count);
      for (var y = 0, k = 0; y < WIDE; y++) {
        var at = (row + y - REACH) * field.columns + column - REACH;
        for (var x = 0; x < WIDE; x++, k++) made[at + x] += count * kernel[k];
      }
    }
    return made;
  }

  /* Draws a layer into `bounds`, layer points. */
  hatang.drawHeat = function (ctx, layer, bounds) {
    var grid = hatang.grid, unit = grid.unit(), origin = hatang.map.getPixelOrigin();
    var fields = grid.tiles().filter(function (tile) {
      return tile.coords.z === grid._tileZoom;
    }).map(function (tile) {
      return fieldOf(layer, tile, unit);
    });
    var view = { left: Math.floor((bounds.min.x + origin.x) / CELL_PX), top: Math.floor((bounds.min.y + origin.y) / CELL_PX) };
    view.columns = Math.ceil((bounds.max.x - bounds.min.x) / CELL_PX) + 1;
    view.rows = Math.ceil((bounds.max.y - bounds.min.y) / CELL_PX) + 1;
    if (sums.length !== view.columns * view.rows) sums = new Float32Array(view.columns * view.rows);
    else sums.fill(0);
    fields.forEach(add.bind(null, view));
    colour(view, full(view, fields), tableOf(layer.ramp));
    ctx.imageSmoothingEnabled = true;
    ctx.drawImage(picture, view.left * CELL_PX - origin.x, view.top * CELL_PX - origin.y, view.columns * CELL_PX, view.rows * CELL_PX);
  };

  function add(view, field) {
    var first = Math.max(view.left, field.left), last = Math.min(view.left + view.columns, field.left + field.columns);
    var end = Math.min(view.top + view.rows, field.top + field.rows);
    for (var row = Math.max(view.top, field.top); row < end; row++) {
      var to = (row - view.top) * view.columns - view.left;
      var from = (row - field.top) * field.columns - field.left;
      for (var x = first; x < last; x++) sums[to + x] += field.sums[from + x];
    }
  }

  /* How many points make the strongest colour: as in the densest hundredth of the squares in sight. */
  function full(view, fields) {
    var blocks = new Map();
    fields.forEach(function (field) {
      field.blocks.forEach(function (count, name) {
        var at = name.split(":");
        var x = at[0] * BLOCK - view.left, y = at[1] * BLOCK - view.top;
        if (x < 0 || y < 0 || x >= view.columns || y >= view.rows) return;
        blocks.set(name, (blocks.get(name) || 0) + count);
      });
    });
    var counts = Float64Array.from(blocks.values()).sort();
    return Math.max(2.5, counts[Math.floor(counts.length * 0.985)] || 0);
  }

  function colour(view, full, table) {
    if (picture.width !== view.columns || picture.height !== view.rows) {
      picture.width = view.columns;
      picture.height = view.rows;
    }
    var pen = picture.getContext("2d");
    var image = pen.createImageData(view.columns, view.rows);
    var pixels = new Uint32Array(image.data.buffer);
    for (var i = 0; i < sums.length; i++) {
      if (sums[i] < 0.01) continue;
      var step = Math.min(warmth.length - 1, Math.floor((sums[i] * STEPS) / full));
      // Who lies alone is seen beside a crowd, too.
      pixels[i] = table[Math.max(warmth[step], Math.floor(3 * Math.min(1, sums[i])))];
    }
    pen.putImageData(image, 0, 0);
  }

  /* 256 colours along a ramp; the thinnest fades into the map. */
  function tableOf(ramp) {
    var key = ramp.join();
    if (tables[key]) return tables[key];
    var canvas = document.createElement("canvas");
    canvas.width = 256;
    canvas.height = 1;
    var pen = canvas.getContext("2d", { willReadFrequently: true });
    var along = pen.createLinearGradient(0, 0, 256, 0);
    ramp.forEach(function (colour, i) {
      along.addColorStop(i / (ramp.length - 1), colour);
    });
    pen.fillStyle = along;
    pen.fillRect(0, 0, 256, 1);
    var table = pen.getImageData(0, 0, 256, 1).data;
    for (var i = 0; i < 256; i++) table[4 * i + 3] = Math.min(235, Math.round(i * 3.2));
    return (tables[key] = new Uint32Array(table.buffer));
  }
})();
