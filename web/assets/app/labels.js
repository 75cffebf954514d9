/* Names on the map: large areas first, none over another, and only where its area has room for it. */
(function () {
  var FAMILY = '"Be Vietnam Pro", system-ui, sans-serif';
  var sources = {};
  var names = {};
  var overlay;

  hatang.redrawLabels = function () {
    overlay.redraw();
  };

  hatang.labelName = function (code) {
    return names[code];
  };

  function urls() {
    var wanted = hatang.state.labels;
    return (Array.isArray(wanted) ? wanted : [wanted]).filter(Boolean).map(function (one) {
      return one.url;
    });
  }

  function load(url) {
    if (sources[url]) return;
    sources[url] = [];
    hatang.fetchJson(url).then(
      function (rows) {
        sources[url] = rows
          .map(function (row) {
            names[row[3]] = row[2];
            return { at: L.latLng(row[1], row[0]), text: row[2], code: row[3], radius: row[4] };
          })
          .sort(function (a, b) {
            return b.radius - a.radius;
          });
        overlay.redraw();
      },
      function () {
        delete sources[url]; // asked again with the next state; the map reads without names
      }
    );
  }

  function draw(ctx, bounds) {
    var taken = hatang.markBoxes();
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    hatang.PLACES.forEach(function (place) {
      drawPlace(ctx, place, taken);
    });
    urls().forEach(function (url) {
      (sources[url] || []).forEach(function (label) {
        drawLabel(ctx, label, bounds, taken);
      });
    });
  }

  function drawPlace(ctx, place, taken) {
    var map = hatang.map;
    var zoom = map.getZoom();
    if (place.to && zoom > place.to) return;
    var at = map.latLngToLayerPoint([place.at[1], place.at[0]]);
    ctx.fillStyle = hatang.colour("muted");
    (place.islands || []).forEach(function (island) {
      var point = map.latLngToLayerPoint([island[1], island[0]]);
      ctx.beginPath();
      ctx.arc(point.x, point.y, zoom < 5 ? 1 : 1.75, 0, 2 * Math.PI);
      ctx.fill();
    });
    var size = zoom < 5 ? 10 : 12;
    var lines = place.words.map(hatang.word.bind(null)).filter(Boolean);
    lines.forEach(function (text, i) {
      var y = at.y + (i - (lines.length - 1) / 2) * size * 1.3;
      ctx.font = place.sea
        ? "italic 400 " + (size + 1) + "px " + FAMILY
        : (i ? "400 " + (size - 1.5) : "600 " + size) + "px " + FAMILY;
      write(ctx, text, at.x, y, hatang.colour(place.sea ? "sea_ink" : i ? "muted" : "ink"));
      var half = ctx.measureText(text).width / 2;
      taken.push([at.x - half, y - size / 2, at.x + half, y + size / 2]);
    });
  }

  function drawLabel(ctx, label, bounds, taken) {
    var map = hatang.map;
    var at = map.latLngToLayerPoint(label.at);
    if (!bounds.contains(at)) return;
    var around = 40075016.7 * Math.cos((label.at.lat * Math.PI) / 180);
    var room = (label.radius / around) * map.options.crs.scale(map.getZoom());
    if (room < 17) return;
    var size = room > 90 ? 13.5 : room > 40 ? 12 : 11;
    ctx.font = (room > 90 ? "600 " : "500 ") + size + "px " + FAMILY;
    var lines = fold(ctx, label.text, room * 2.1);
    if (!lines) return;
    var half = lines.width / 2 + 3;
    var high = (lines.length * size * 1.2) / 2 + 2;
    var box = [at.x - half, at.y - high, at.x + half, at.y + high];
    if (taken.some(meets.bind(null, box))) return;
    taken.push(box);
    lines.forEach(function (text, i) {
      write(ctx, text, at.x, at.y + (i - (lines.length - 1) / 2) * size * 1.2, hatang.colour("ink"));
    });
  }

  /* One line, or two of nearly equal length, or nothing when the area is too narrow. */
  function fold(ctx, text, width) {
    var whole = ctx.measureText(text).width;
    var lines = [text];
    if (whole > width && text.indexOf(" ") > 0) {
      var middle = text.length / 2;
      var cut = -1;
      for (var i = text.indexOf(" "); i >= 0; i = text.indexOf(" ", i + 1)) {
        if (cut < 0 || Math.abs(i - middle) < Math.abs(cut - middle)) cut = i;
      }
      lines = [text.slice(0, cut), text.slice(cut + 1)];
    }
    lines.width = Math.max.apply(
      null,
      lines.map(function (line) {
        return ctx.measureText(line).width;
      })
    );
    return lines.width > width * 1.15 ? null : lines;
  }

  function write(ctx, text, x, y, colour) {
    ctx.strokeStyle = hatang.colour("halo");
    ctx.lineWidth = 3.5;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }

  function meets(a, b) {
    return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  }

  hatang.parts.push({
    start: function (map) {
      overlay = new hatang.Overlay("hatang-labels", draw).addTo(map);
      // A canvas does not wait for fonts: draw again when one arrives.
      document.fonts.addEventListener("loadingdone", overlay.redraw);
    },
    update: function (changed) {
      urls().forEach(load);
      if (changed("labels") || changed("words") || changed("palette")) overlay.redraw();
    },
  });
})();
