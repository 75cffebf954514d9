/* Brings the state onto the map. Only what changed is touched; the page is never loaded again. */
(function () {
  var gone = {}; // layers that the server does not give out

  /* From the sea up. Our panes hear no pointer: the map itself asks what was hit. */
  var PANES = ["land", "base", "tiles", "marks", "outline", "highlight", "preview", "sketch", "labels"];

  hatang.start = function (map, options) {
    hatang.map = map;
    hatang.grid = null;
    hatang.previous = {};
    PANES.forEach(function (name, i) {
      var pane = map.createPane("hatang-" + name);
      pane.style.zIndex = 300 + 20 * i;
      pane.style.pointerEvents = "none";
    });
    hatang.parts.forEach(function (part) {
      if (part.start) part.start(map, options);
    });
    map.on("zoomend", function () {
      if (hatang.grid) hatang.grid.repaint();
      hatang.redrawHighlight();
    });
    hatang.connect(map);
  };

  hatang.apply = function (state) {
    var before = (hatang.previous = hatang.state);
    var first = !before.lang;
    hatang.state = state;
    var seen = {};
    var changed = function (name) {
      if (!(name in seen)) seen[name] = JSON.stringify(before[name]) !== JSON.stringify(state[name]);
      return seen[name];
    };
    if (changed("palette")) dress(state);
    hatang.parts.forEach(function (part) {
      if (part.update) part.update(changed, first);
    });
    updateGrid(changed); // last: the first view is set by now, and no tile of another is asked for
  };

  function dress(state) {
    var root = document.documentElement;
    root.dataset.theme = state.theme;
    root.style.colorScheme = state.theme;
    Object.keys(state.palette).forEach(function (name) {
      root.style.setProperty("--" + name.replace(/_/g, "-"), state.palette[name]);
    });
  }

  function updateGrid(changed) {
    var tiles = hatang.state.tiles;
    if (!tiles || !tiles.url) return;
    if (!hatang.grid) return addGrid(tiles);
    if (wishes(changed)) gone = hatang.grid.options.gone = {};
    if (changed("tiles")) {
      gone = {};
      hatang.grid.turn(tiles.url, options(tiles));
    } else if (changed("layers")) hatang.grid.fill();
    else if (changed("palette")) hatang.grid.repaint();
    if (changed("tiles") || changed("layers")) sayGone();
  }

  /* Whether something else is asked of a layer: one that was refused may then be given. */
  function wishes(changed) {
    var asked = function (layer) {
      return layer.id + (layer.q || "");
    };
    return changed("layers") && hatang.previous.layers.map(asked).join() !== hatang.state.layers.map(asked).join();
  }

  function options(tiles) {
    return {
      v: encodeURIComponent(tiles.v || ""),
      gone: gone,
      maxNativeZoom: (tiles.max_zoom || 18) + 1, // a 512 px tile of zoom z serves map zoom z + 1
    };
  }

  function addGrid(tiles) {
    var grid = new hatang.Grid(tiles.url, Object.assign({ pane: "hatang-tiles" }, options(tiles)));
    grid.on("tileunload", function (event) {
      event.tile.hatang.abort.abort();
    });
    grid.on("tileload filled tileunload", function () {
      hatang.redrawHighlight();
      hatang.redrawMarksOfTiles();
      hatang.showThinned();
    });
    grid.on("failed", function () {
      hatang.say("tiles", hatang.word("tiles_failed"), function () {
        hatang.quiet("tiles");
        grid.fill();
      });
    });
    grid.on("gone", sayGone);
    hatang.grid = grid.addTo(hatang.map);
  }

  function sayGone() {
    var names = hatang.state.layers.filter(function (layer) {
      return layer.visible && gone[layer.id];
    }).map(function (layer) {
      return layer.label || layer.id;
    });
    if (!names.length) return hatang.quiet("gone");
    hatang.say("gone", hatang.word("layer_unavailable", { names: names.join(", ") }));
  }

  /* After values arrived: colours and legend together. */
  hatang.redraw = function () {
    if (hatang.grid) hatang.grid.repaint();
    hatang.redrawMarks();
    hatang.showLegend();
  };
})();
