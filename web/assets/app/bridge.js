/* Messages with the page that holds the frame: the state comes in, picks go out, nothing else. */
(function () {
  function post(message) {
    // Our own origin is opaque, so the page's cannot be read here; the page checks who speaks.
    parent.postMessage(message, "*");
  }
  hatang.post = post;

  function inQuestion(hit) {
    return hit.layer.kind !== "area" || hatang.valueOf(hit.layer.id, hit.feature.properties) !== undefined;
  }

  /* Where rows of an import are shown, they alone are picked. */
  function pickRow(latlng, reach) {
    var row = hatang.hitPreview(latlng, reach);
    if (row === null) return;
    var at = { lon: +latlng.lng.toFixed(6), lat: +latlng.lat.toFixed(6) };
    post({ hatang: "pick", pick: Object.assign({ layer: "preview", id: String(row) }, at) });
  }

  /* What a question drew lies over the layers. */
  function pickDrawn(feature, latlng) {
    var at = { lon: +latlng.lng.toFixed(6), lat: +latlng.lat.toFixed(6) };
    post({ hatang: "pick", pick: Object.assign({ layer: "sketch", id: feature.id }, at) });
  }

  function pickAt(map, event) {
    var touch = matchMedia("(pointer: coarse)").matches;
    if (hatang.state.preview) return pickRow(event.latlng, touch ? 14 : 6);
    var drawn = hatang.hitSketch(event.latlng, touch ? 12 : 4);
    if (hatang.useTool(event.latlng, Boolean(drawn))) return;
    if (drawn) return pickDrawn(drawn, event.latlng);
    var hit = hatang.hit(event.latlng, touch ? 12 : 4);
    var pick = {
      layer: null,
      lon: +event.latlng.lng.toFixed(6),
      lat: +event.latlng.lat.toFixed(6),
    };
    if (hit) {
      pick.layer = hit.layer.id;
      pick.id = hit.feature.id;
      pick.code = hit.feature.properties.code;
      pick.name = hatang.nameOf(hit.feature);
    }
    // Shown before the answer is here; the next state decides. An area outside the question will
    // not be chosen, and where nothing changes no state comes to take the mark back.
    var mark = { layer: pick.layer, id: pick.id, code: pick.code };
    hatang.select(hit && inQuestion(hit) ? mark : null);
    post({ hatang: "pick", pick: pick });
  }

  /* During a zoom Leaflet does not drag, and the browser calls the end of the pull a click. */
  function pulled(from, event) {
    var to = event.originalEvent;
    return Boolean(from && to) && Math.hypot(to.clientX - from.x, to.clientY - from.y) > 6;
  }

  hatang.connect = function (map) {
    var from = null;
    map.getContainer().addEventListener("pointerdown", function (event) {
      from = { x: event.clientX, y: event.clientY };
    }, true);
    map.on("click", function (event) {
      if (!pulled(from, event)) pickAt(map, event);
    });
    document.addEventListener("keydown", function (event) {
      var drawn = hatang.state.sketch && hatang.state.sketch.selected;
      if (event.key !== "Escape" || !(hatang.selection || drawn)) return;
      hatang.select(null);
      post({ hatang: "pick", pick: { layer: null } });
    });
    window.addEventListener("message", function (event) {
      if (event.source !== parent || !event.data || event.data.hatang !== "state") return;
      hatang.apply(event.data.state);
    });
    post({ hatang: "ready" });
  };
})();
