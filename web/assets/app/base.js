/* A picture of the ground under everything else, if one is chosen. Where it does not answer, that is told once
   and the map stays as it is without it. */
(function () {
  var layer = null;
  var failed = 0;
  var came = 0;
  hatang.overBase = false;

  var Pictures = L.TileLayer.extend({
    getTileUrl: function (at) {
      return hatang.signed(L.TileLayer.prototype.getTileUrl.call(this, at));
    },
  });

  function key(base) {
    return JSON.stringify(base || null);
  }

  function show(base) {
    if (layer) layer.remove();
    layer = null;
    failed = came = 0;
    hatang.quiet("base");
    hatang.overBase = Boolean(base && base.url && base.kind !== "vector");
    hatang.map.getContainer().classList.toggle("with-base", hatang.overBase);
    if (!hatang.overBase) return;
    layer = new Pictures(base.url, {
      pane: "hatang-base",
      maxNativeZoom: base.max_zoom || 18,
      maxZoom: hatang.map.getMaxZoom(),
      minNativeZoom: base.min_zoom || 0,
      tileSize: base.tile_size || 256,
      subdomains: base.subdomains || "abc",
      tms: Boolean(base.tms),
      noWrap: true,
      referrerPolicy: "no-referrer",
    });
    layer.on("tileerror", function () {
      failed += 1;
      tell(base);
    });
    layer.on("tileload", function () {
      came += 1;
      if (came > 3) hatang.quiet("base");
    });
    layer.addTo(hatang.map);
  }

  /* A tile that is not there at the rim of a map is no failure of the map. */
  function tell(base) {
    if (failed < 3 || came >= failed) return;
    hatang.say("base", hatang.word("base_failed", { name: base.label || "" }), function () {
      show(hatang.state.base);
    });
  }

  hatang.parts.push({
    update: function (changed) {
      if (!changed("base")) return;
      if (key(hatang.previous.base) === key(hatang.state.base) && layer) return;
      show(hatang.state.base);
      if (hatang.grid) hatang.grid.repaint();
    },
  });
})();
