/* What lies around the data: neighbouring land without names or borders, and the outline of the chosen
   place with a veil over the rest. */
(function () {
  var land, veil, outline, asked;

  function style() {
    var ground = hatang.colour("land");
    // Edged in its own colour: the land comes in pieces, and their seams must not show.
    if (land) land.setStyle({ weight: 1, color: ground, fillColor: ground, fillOpacity: 1 });
    if (veil) veil.setStyle({ fillColor: hatang.colour("veil") });
    if (outline) outline.setStyle({ color: hatang.colour("outline") });
  }

  function loadLand(map, url) {
    hatang.fetchJson(url).then(function (feature) {
      land = L.geoJSON(feature, {
        pane: "hatang-land",
        interactive: false,
        renderer: L.canvas({ pane: "hatang-land", padding: 0.3 }),
      }).addTo(map);
      style();
    }, function () {});
  }

  /* Seen close, this coast is wrong by a kilometre: it leaves unless areas cover it. */
  function showLand() {
    var covered = hatang.state.layers.some(function (layer) {
      return layer.visible && layer.kind === "area" && hatang.styleOf(layer).fill !== "none";
    });
    var pane = hatang.map.getPane("hatang-land");
    pane.style.display = !hatang.overBase && (covered || hatang.map.getZoom() < 11) ? "" : "none";
  }

  function clear() {
    [veil, outline].forEach(function (layer) {
      if (layer) layer.remove();
    });
    veil = outline = null;
  }

  function showOutline(geojson) {
    clear();
    var common = {
      pane: "hatang-outline",
      interactive: false,
      renderer: L.svg({ pane: "hatang-outline", padding: 0.5 }),
    };
    outline = L.geoJSON(geojson, Object.assign({ style: { fill: false, weight: 1.75 } }, common));
    var rings = [];
    outline.eachLayer(function (layer) {
      (layer.feature.geometry.type === "Polygon" ? [layer.getLatLngs()] : layer.getLatLngs()).forEach(
        function (polygon) {
          rings.push(polygon[0]);
        }
      );
    });
    var world = [[-85, -180], [-85, 180], [85, 180], [85, -180]];
    veil = L.polygon([world].concat(rings), Object.assign({ stroke: false, fillOpacity: 1 }, common));
    veil.addTo(hatang.map);
    outline.addTo(hatang.map);
    style();
  }

  hatang.parts.push({
    start: function (map, options) {
      loadLand(map, options.land);
      map.on("zoomend", showLand);
    },
    update: function (changed) {
      if (changed("palette")) style();
      if (changed("layers") || changed("base")) showLand();
      if (!changed("outline")) return;
      var wanted = (asked = hatang.state.outline);
      if (!wanted) return clear();
      hatang.fetchJson(wanted.url).then(function (geojson) {
        if (asked === wanted) showOutline(geojson);
      }, clear);
    },
  });
})();
