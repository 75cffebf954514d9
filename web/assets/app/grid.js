/* The tiles: fetched and decoded by Leaflet.VectorGrid, kept, painted by paint.js.

   VectorGrid 1.3.0 is no longer maintained. What we change: 512 px tiles (it ignores zoomOffset), only
   the layers that show at a zoom are asked for, requests of tiles that left the screen are dropped,
   failures are told apart, and its painter and its events (broken since Leaflet 1.8) are not used. */
(function () {
  var SIZE = 512;
  var GONE = [401, 403, 404, 410];
  var SMALL = 20000; // bytes of a tile that is read at once
  var fetchPlain = window.fetch;

  // VectorGrid hides the status of an answer; `watch` in the fetch options hears it. Such an answer is a tile.
  window.fetch = function (url, options) {
    return fetchPlain.call(window, hatang.signed(url), options).then(function (answer) {
      hatang.heard(answer.status);
      if (!options || !options.watch) return answer;
      options.watch(answer.status);
      return answer.blob().then(turn).then(function (blob) {
        return { ok: answer.ok, status: answer.status, blob: Promise.resolve.bind(Promise, blob) };
      });
    });
  };

  var BREATH_MS = 12; // of painting in one frame, where all tiles are to be painted anew

  var line = [];
  var called = false;

  /* To read and paint a full tile takes most of a frame, so one is given out in each: the map that is
     being pulled does not stop because several came at once. */
  function turn(blob) {
    if (blob.size < SMALL) return blob;
    return new Promise(function (take) {
      line.push(take.bind(null, blob));
      if (!called) inFrame(next);
      called = true;
    });
  }

  function next() {
    line.shift()();
    called = line.length > 0;
    if (called) inFrame(next);
  }

  /* A frame that is out of sight gets no animation frames: there it is the clock that calls. */
  function inFrame(action) {
    var frame = requestAnimationFrame(act);
    var clock = setTimeout(act, 100);
    function act() {
      cancelAnimationFrame(frame);
      clearTimeout(clock);
      action();
    }
  }

  hatang.Grid = L.VectorGrid.Protobuf.extend({
    options: { tileSize: SIZE, noWrap: true, updateWhenZooming: false, keepBuffer: 1 },

    createTile: function (coords, done) {
      var canvas = L.DomUtil.create("canvas", "leaflet-tile");
      var tile = { canvas: canvas, coords: coords, layers: {}, asked: {}, round: 0 };
      tile.abort = new AbortController();
      canvas.hatang = tile;
      this._fill(tile).then(done.bind(null, null, canvas), function (error) {
        done(error, canvas);
      });
      return canvas;
    },

    /* Brings what is visible and not yet there, or there under other wishes. What is there stays on the
       screen meanwhile, so switching layers neither blinks nor asks twice. */
    _fill: function (tile) {
      var grid = this;
      var wanted = this._layersAt(tile.coords.z).filter(function (layer) {
        return tile.asked[layer.id] !== wishOf(layer);
      });
      this.paint(tile);
      return Promise.all(batches(wanted).map(this._bring.bind(this, tile))).then(function () {
        // Leaflet leaves a tile hidden whose first request failed.
        tile.canvas.classList.add("leaflet-tile-loaded");
        grid.paint(tile);
      });
    },

    /* Layers of one request. */
    _bring: function (tile, layers) {
      var grid = this;
      var round = tile.round;
      layers.forEach(function (layer) {
        tile.asked[layer.id] = wishOf(layer);
      });
      function current(layer) {
        return tile.round === round && tile.asked[layer.id] === wishOf(layer);
      }
      var ids = layers.map(function (layer) {
        return layer.id;
      });
      return hatang.wait(this._load(tile, ids, layers[0].q)).then(
        function (found) {
          if (tile.round !== round) return;
          if (tile.stale) tile.layers = {};
          tile.stale = false;
          tile.edges = {};
          layers.filter(current).forEach(function (layer) {
            tile.layers[layer.id] = found[layer.id] || [];
          });
          grid.fire("filled");
        },
        function (error) {
          if (error.name === "AbortError" || tile.round !== round) return;
          layers.filter(current).forEach(function (layer) {
            delete tile.asked[layer.id];
          });
          grid.fire("failed");
          throw error;
        }
      );
    },

    /* Call after layers were switched on, and to try again what failed. */
    fill: function () {
      this.tiles().forEach(function (tile) {
        this._fill(tile).catch(function () {});
      }, this);
    },

    /* Other data under another address: every tile is asked for again. */
    turn: function (url, options) {
      L.setOptions(this, options);
      this.setUrl(url, true);
      this.tiles().forEach(function (tile) {
        tile.abort.abort();
        tile.abort = new AbortController();
        tile.asked = {};
        tile.stale = true;
        tile.round += 1;
      });
      this.fill();
    },

    tiles: function () {
      return Object.keys(this._tiles || {}).map(function (key) {
        return this._tiles[key].el.hatang;
      }, this);
    },

    /* Screen pixels are `scale` times tile pixels between whole zooms and beyond the last tile. */
    unit: function () {
      return 1 / this._map.getZoomScale(this._map.getZoom(), this._tileZoom);
    },

    paint: function (tile) {
      // Tiles of another zoom are on their way out and keep what they show.
      tile.due = false;
      if (!this._map || tile.coords.z !== this._tileZoom) return;
      hatang.paintTile(tile, hatang.state.layers, this._map.getZoom(), this.unit());
    },

    /* All tiles anew, from the middle outwards, over as many frames as it takes. */
    repaint: function () {
      this.tiles().forEach(function (tile) {
        tile.due = true;
      });
      if (!this._repainting) this._paintDue();
    },

    _paintDue: function () {
      var end = performance.now() + BREATH_MS;
      var due = this._due();
      while (due.length && performance.now() < end) this.paint(due.shift());
      this._repainting = due.length > 0;
      if (this._repainting) inFrame(this._paintDue.bind(this));
    },

    /* Tiles that wait to be painted anew, those nearest to the middle of the view first. */
    _due: function () {
      var due = this.tiles().filter(function (tile) {
        return tile.due;
      });
      if (!this._map || !due.length) return [];
      var middle = this._map.project(this._map.getCenter(), this._tileZoom).divideBy(SIZE).subtract([0.5, 0.5]);
      return due.sort(function (a, b) {
        return middle.distanceTo(a.coords) - middle.distanceTo(b.coords);
      });
    },

    _load: function (tile, ids, q) {
      var grid = this;
      var gone = this.options.gone;
      return this._ask(tile.coords, ids, tile.abort.signal, q).then(function (answer) {
        if (answer.status < 400) return hatang.decodeTile(answer.tile);
        if (GONE.indexOf(answer.status) < 0) throw new Error("tile answered " + answer.status);
        return grid._findGone(tile.coords, ids, q).then(function () {
          var rest = ids.filter(function (id) {
            return !gone[id];
          });
          if (rest.length === ids.length) throw new Error("tile not there");
          return rest.length ? grid._load(tile, rest, q) : {};
        });
      });
    },

    /* The layers to show at a zoom of the map. */
    _layersAt: function (zoom) {
      var gone = this.options.gone;
      return hatang.state.layers.filter(function (layer) {
        return layer.visible && !gone[layer.id] && zoom >= (layer.min_zoom || 0);
      });
    },

    /* One address carries all layers, so when it is refused each layer is asked alone, once. */
    _findGone: function (coords, ids, q) {
      var grid = this;
      var key = ids.join();
      this._searches = this._searches || {};
      if (!this._searches[key]) {
        var asks = ids.map(function (id) {
          return grid._ask(coords, [id], undefined, q).then(function (answer) {
            if (GONE.indexOf(answer.status) >= 0) grid.options.gone[id] = true;
          });
        });
        this._searches[key] = Promise.all(asks).then(function () {
          delete grid._searches[key];
          grid.fire("gone");
        });
      }
      return this._searches[key];
    },

    _ask: function (coords, ids, signal, q) {
      var status = 0;
      // Read at once by VectorGrid, before this function returns.
      this.options.q = q ? "&q=" + q : "";
      this.options.layers = ids.map(encodeURIComponent).join(",");
      this.options.fetchOptions = {
        signal: signal,
        credentials: "omit",
        watch: function (value) {
          status = value;
        },
      };
      var place = { x: coords.x, y: coords.y, z: coords.z - 1 };
      return this._getVectorTilePromise(place).then(function (tile) {
        return { status: status, tile: tile };
      });
    },
  });

  /* Under which wishes a layer was asked for. */
  function wishOf(layer) {
    return layer.q || "-";
  }

  /* Layers as they are come together; each with a look or a filter comes alone, so that a change of one
     leaves the tiles of the others as they are. */
  function batches(layers) {
    var plain = layers.filter(function (layer) {
      return !layer.q;
    });
    var alone = layers.filter(function (layer) {
      return layer.q;
    }).map(function (layer) {
      return [layer];
    });
    return plain.length ? [plain].concat(alone) : alone;
  }
})();
