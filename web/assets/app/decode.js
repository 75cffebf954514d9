/* From a vector tile to what is painted and hit. */
(function () {
  var SIZE = 512;

  /* Layer -> features {id, properties, box, points | path, edge}, in pixels of the tile. */
  hatang.decodeTile = function (vectorTile) {
    var layers = {};
    Object.keys(vectorTile.layers || {}).forEach(function (id) {
      var source = vectorTile.layers[id];
      layers[id] = source.features.map(function (feature) {
        return shape(feature, SIZE / source.extent);
      });
    });
    return layers;
  };

  /* Rings of a few pixels are filled but get no edge: a thousand islets would be one dark stain. */
  function extent(ring) {
    var west = Infinity, east = -Infinity, north = Infinity, south = -Infinity;
    for (var i = 0; i < ring.length; i++) {
      var x = ring[i].x, y = ring[i].y;
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < north) north = y;
      if (y > south) south = y;
    }
    return Math.max(east - west, south - north);
  }

  function trace(path, ring, scale) {
    ring.forEach(function (vertex, i) {
      path[i ? "lineTo" : "moveTo"](vertex.x * scale, vertex.y * scale);
    });
    path.closePath();
  }

  function shape(source, scale) {
    var feature = { id: source.properties.id, properties: source.properties, box: null };
    var west = Infinity, east = -Infinity, north = Infinity, south = -Infinity;
    var path = source.type === 1 ? null : new Path2D();
    feature.points = source.type === 1 ? [] : null;
    feature.edge = source.type === 3 ? new Path2D() : null;
    // No function and no array for each corner: there are a hundred thousand of them in a tile.
    for (var p = 0; p < source.geometry.length; p++) {
      var part = source.geometry[p];
      if (feature.edge && extent(part) * scale > 3) trace(feature.edge, part, scale);
      for (var i = 0; i < part.length; i++) {
        var x = part[i].x * scale;
        var y = part[i].y * scale;
        if (x < west) west = x;
        if (x > east) east = x;
        if (y < north) north = y;
        if (y > south) south = y;
        if (!path) feature.points.push({ x: x, y: y });
        else if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      }
      if (source.type === 3) path.closePath();
    }
    feature.path = path;
    feature.box = [west, north, east, south];
    return feature;
  }
})();
