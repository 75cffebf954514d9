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
        if (!layer.visible || layer.kind !== ORDER[k]) continue;
        var found = SEARCHES[layer.kind](layer, tile.layers[layer.id] || [], at, reach, unit, zoom);
        if (found) return { layer: layer, feature: found };
      }
    }
    return null;
  }

  var SEARCHES = {
    point: function (layer, features, at, reach, unit, zoom) {
      var best = null;
      var least = ((layer.style.radius || 4) * hatang.pointSize(zoom) + reach) * unit;
      features.forEach(function (feature) {
        feature.points.forEach(function (point) {
          var distance = Math.hypot(point.x - at.x, point.y - at.y);
          if (distance <= least) {
            least = distance;
            best = feature;
          }
        });
      });
      return best;
    },
    line: function (layer, features, at, reach, unit, zoom) {
      pen.lineWidth = ((layer.style.weight || 2) * hatang.lineSize(zoom) + 2 * reach) * unit;
      return features.find(function (feature) {
        return near(feature.box, at, pen.lineWidth) && pen.isPointInStroke(feature.path, at.x, at.y);
      });
    },
    area: function (layer, features, at) {
      return features.find(function (feature) {
        return near(feature.box, at, 0) && pen.isPointInPath(feature.path, at.x, at.y, "evenodd");
      });
    },
  };

  function near(box, at, by) {
    return at.x >= box[0] - by && at.x <= box[2] + by && at.y >= box[1] - by && at.y <= box[3] + by;
  }

  /* Names of a feature as far as tiles and labels know them. */
  hatang.nameOf = function (feature) {
    var own = feature.properties;
    return own.name || hatang.labelName(own.code) || own.code || "";
  };
})();
