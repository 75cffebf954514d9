/* GeoJSON that is few enough to be drawn whole: its points, lines and rings, and the pen's way along them. */
(function () {
  /* Any GeoJSON geometry as points, lines and rings. */
  hatang.partsOf = function (geometry) {
    var parts = { points: [], lines: [], areas: [] };
    collect(geometry, parts);
    return parts;
  };

  function collect(geometry, parts) {
    if (!geometry) return;
    var at = geometry.coordinates;
    if (geometry.type === "Point") at.length && parts.points.push(at);
    else if (geometry.type === "MultiPoint") push(parts.points, at);
    else if (geometry.type === "LineString") parts.lines.push(at);
    else if (geometry.type === "MultiLineString") push(parts.lines, at);
    else if (geometry.type === "Polygon") push(parts.areas, at);
    else if (geometry.type === "MultiPolygon") at.forEach(push.bind(null, parts.areas));
    else (geometry.geometries || []).forEach(function (one) {
      collect(one, parts);
    });
  }

  function push(list, more) {
    more.forEach(function (one) {
      list.push(one);
    });
  }

  /* [lon, lat] -> a layer point. */
  hatang.place = function (at) {
    return hatang.map.latLngToLayerPoint([at[1], at[0]]);
  };

  hatang.traceRings = function (ctx, rings, closed) {
    ctx.beginPath();
    rings.forEach(function (ring) {
      ring.forEach(function (at, i) {
        var point = hatang.place(at);
        ctx[i ? "lineTo" : "moveTo"](point.x, point.y);
      });
      if (closed) ctx.closePath();
    });
  };

  /* The box of parts, as Leaflet has it. */
  hatang.boundsOf = function (parts) {
    var all = parts.points.slice();
    parts.lines.concat(parts.areas).forEach(push.bind(null, all));
    return L.latLngBounds(all.map(function (at) {
      return [at[1], at[0]];
    }));
  };

  /* Metres on the ground -> pixels of the screen. */
  hatang.pixelsOf = function (metres, lat) {
    var around = 40075016.686 * Math.cos((lat * Math.PI) / 180);
    return (metres * 256 * Math.pow(2, hatang.map.getZoom())) / around;
  };
})();
