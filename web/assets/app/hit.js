/* What lies under a place on the map: points before lines before areas, the upper layer first. */
(function () {
  var ORDER = ["point", "line", "area"];
  var pen = document.createElement("canvas").getContext("2d");

  /* Returns {layer, feature} or null. `reach` in CSS pixels widens points and lines. */
  hatang.hit = function (latlng, reach) {
    var grid = hatang.grid;
    if (!grid || !grid._map || grid._tileZoom === undefined) return null;
    var at = grid._map.project(latlng, grid._tileZoom);
    var size = grid.getTileSize();
    var x = Math.floor(at.x / size.x);
    var y = Math.floor(at.y / size.y);
    var held = grid._tiles[[x, y, grid._tileZoom].join(":")];
    var tile = held && held.el.hatang;
    if (!tile) return null;
    return search(tile, { x: at.x - x * size.x, y: at.y - y * size.y }, reach, grid.unit());
  };

  function search(tile, at, reach, unit) {
    var zoom = hatang.map.getZoom();
    for (var k = 0; k < ORDER.length; k++) {
      for (var i = hatang.state.layers.length - 1; i >= 0; i--) {
        var layer = hatang.state.layers[i];
        if (!layer.visible || layer.kind !== ORDER[k] || layer.mode === "heat") continue;
        var found = SEARCHES[layer.kind](layer, shown(layer, tile), at, reach, unit, zoom);
        if (found) return { layer: layer, feature: found };
      }
    }
    return null;
  }

  function shown(layer, tile) {
    var features = tile.layers[layer.id] || [];
    if (!hatang.offKey(layer.id)) return features;
    return features.filter(function (feature) {
      return !hatang.isHidden(layer, feature.properties);
    });
  }

  var SEARCHES = {
    point: function (layer, features, at, reach, unit, zoom) {
      var best = null;
      var least = Infinity;
      features.forEach(function (feature) {
        var radius = (hatang.radiusOf(layer, feature, zoom) + reach) * unit;
        feature.points.forEach(function (point) {
          var distance = Math.hypot(point.x - at.x, point.y - at.y);
          if (distance <= Math.min(least, radius)) {
            least = distance;
            best = feature;
          }
        });
      });
      return best;
    },
    line: function (layer, features, at, reach, unit, zoom) {
      var width = (layer.style.weight || 2) * hatang.lineSize(zoom);
      return features.find(function (feature) {
        pen.lineWidth = (width * hatang.sizeOf(layer, feature.properties) + 2 * reach) * unit;
        return near(feature.box, at, pen.lineWidth) && pen.isPointInStroke(feature.path, at.x, at.y);
      });
    },
    area: function (layer, features, at) {
      return features.find(function (feature) {
        return near(feature.box, at, 0) && pen.isPointInPath(feature.path, at.x, at.y, "evenodd");
      });
    },
  };

  /* How far the mark of a point reaches, in CSS pixels. */
  hatang.radiusOf = function (layer, feature, zoom) {
    var cluster = hatang.clusterRadius(layer, feature);
    if (cluster) return cluster;
    return (layer.style.radius || 4) * hatang.pointSize(zoom) * hatang.sizeOf(layer, feature.properties);
  };

  function near(box, at, by) {
    return at.x >= box[0] - by && at.x <= box[2] + by && at.y >= box[1] - by && at.y <= box[3] + by;
  }

  /* Points that are drawn in the tiles in sight, and how many they stand for; null where none is there. */
  hatang.sumsInSight = function (layerId) {
    var grid = hatang.grid;
    var layer = hatang.state.layers.find(function (one) {
      return one.id === layerId;
    });
    if (!grid || !grid._map || !layer || layer.mode) return null;
    var seen = grid._map.getPixelBounds(grid._map.getCenter(), grid._tileZoom);
    var sums = null;
    grid.tiles().forEach(function (tile) {
      if (tile.coords.z !== grid._tileZoom || !tile.layers[layerId]) return;
      var corner = tile.coords.scaleBy(grid.getTileSize());
      if (!seen.intersects(L.bounds(corner, corner.add(grid.getTileSize())))) return;
      sums = sums || { drawn: 0, all: 0 };
      var own = sumsOf(tile, layerId);
      sums.drawn += own[0];
      sums.all += own[1];
    });
    return sums;
  };

  /* Counted once a tile; what lies in its margin is counted by its neighbour. */
  var counted = new WeakMap();
  function sumsOf(tile, layerId) {
    var features = tile.layers[layerId];
    if (counted.has(features)) return counted.get(features);
    var sums = [0, 0];
    features.forEach(function (feature) {
      var point = feature.points && feature.points[0];
      if (!point || point.x < 0 || point.y < 0 || point.x >= 512 || point.y >= 512) return;
      sums[0] += 1;
      sums[1] += feature.properties.count || 1;
    });
    counted.set(features, sums);
    return sums;
  }

  /* Names of a feature as far as tiles and labels know them. */
  hatang.nameOf = function (feature) {
    var own = feature.properties;
    return own.name || hatang.labelName(own.code) || own.code || "";
  };
})();
