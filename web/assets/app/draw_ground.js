/* Lengths and areas on the ground while something is drawn; what is kept is measured by the server.
   WGS 84. Lengths: Lambert's formula. Areas: great circles on the sphere of the same area. */
(function () {
  var A = 6378137;
  var F = 1 / 298.257223563;
  var E2 = F * (2 - F);
  var E = Math.sqrt(E2);
  var Q_POLE = 1 + ((1 - E2) / E) * Math.atanh(E);
  var RADIUS2 = (A * A * Q_POLE) / 2;

  function rad(degrees) {
    return (degrees * Math.PI) / 180;
  }

  function step(from, to) {
    var low = Math.atan((1 - F) * Math.tan(rad(from[1])));
    var high = Math.atan((1 - F) * Math.tan(rad(to[1])));
    var mean = (low + high) / 2;
    var half = (high - low) / 2;
    var across = Math.sin(rad(to[0] - from[0]) / 2);
    var h = Math.pow(Math.sin(half), 2) + Math.cos(low) * Math.cos(high) * across * across;
    var angle = 2 * Math.asin(Math.min(1, Math.sqrt(h)));
    if (!angle) return 0;
    var x = (angle - Math.sin(angle)) * Math.pow((Math.sin(mean) * Math.cos(half)) / Math.cos(angle / 2), 2);
    var y = (angle + Math.sin(angle)) * Math.pow((Math.cos(mean) * Math.sin(half)) / Math.sin(angle / 2), 2);
    return A * (angle - (F / 2) * (x + y));
  }

  /* Metres along [lon, lat] places. */
  hatang.groundLength = function (path) {
    return path.reduce(function (sum, at, i) {
      return i ? sum + step(path[i - 1], at) : 0;
    }, 0);
  };

  function authalic(lat) {
    var sine = Math.sin(rad(lat));
    var q = (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E);
    return Math.asin(Math.max(-1, Math.min(1, q / Q_POLE)));
  }

  /* Square metres within a ring of [lon, lat] places, closed or not. */
  hatang.groundArea = function (ring) {
    var lats = ring.map(function (at) {
      return authalic(at[1]);
    });
    var excess = ring.reduce(function (sum, at, i) {
      var j = (i + 1) % ring.length;
      var across = rad(ring[j][0] - at[0]);
      var mean = (lats[i] + lats[j]) / 2;
      var half = (lats[j] - lats[i]) / 2;
      return sum + 2 * Math.atan2(Math.tan(across / 2) * Math.sin(mean), Math.cos(half));
    }, 0);
    return Math.abs(excess) * RADIUS2;
  };

  function side(a, b, c) {
    return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  }

  /* Whether the border of a ring, closed or not, crosses itself. */
  hatang.crossesItself = function (ring) {
    var n = ring.length;
    if (n > 1 && ring[0][0] === ring[n - 1][0] && ring[0][1] === ring[n - 1][1]) n -= 1;
    for (var i = 0; i < n; i++) {
      for (var j = i + 2; j < n; j++) {
        if (i === 0 && j === n - 1) continue; // neighbours, too
        var a = ring[i], b = ring[i + 1 === n ? 0 : i + 1], c = ring[j], d = ring[j + 1 === n ? 0 : j + 1];
        if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
      }
    }
    return false;
  };

  hatang.lengthText = function (metres) {
    if (metres < 1000) return hatang.number(metres, metres < 100 ? 1 : 0) + " m";
    return hatang.number(metres / 1000, metres < 1e5 ? 2 : 1) + " km";
  };

  hatang.areaText = function (area) {
    if (area < 1e4) return hatang.number(area, area < 100 ? 1 : 0) + " m²";
    return area < 1e6 ? hatang.number(area / 1e4, 2) + " ha" : hatang.number(area / 1e6, 2) + " km²";
  };

  /* What is measured of a shape in words: of a line its length, of an area its ground and its border. */
  hatang.measuredText = function (kind, path) {
    if (kind === "line") return path.length > 1 ? hatang.lengthText(hatang.groundLength(path)) : "";
    if (kind !== "area" || path.length < 3) return "";
    if (hatang.crossesItself(path)) return hatang.word("draw_crosses");
    var border = hatang.lengthText(hatang.groundLength(path.concat([path[0]])));
    return hatang.areaText(hatang.groundArea(path)) + " · " + hatang.word("draw_border", { length: border });
  };
})();
