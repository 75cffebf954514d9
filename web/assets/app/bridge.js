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

  /* What lies at a place is picked. `how`: {reach, add}: with `add` it joins what is picked already. */
  hatang.pickAt = function (latlng, how) {
    if (hatang.state.preview) return pickRow(latlng, how.reach + 2);
    if (hatang.useDrawing(latlng, how.reach)) return;
    var drawn = hatang.hitSketch(latlng, how.reach);
    if (hatang.useTool(latlng, Boolean(drawn))) return;
    if (drawn) return pickDrawn(drawn, latlng);
    var hit = hatang.hit(latlng, how.reach);
    if (hatang.openCluster(hit, latlng)) return;
    if (how.add && !hit) return; // beside what was meant: nothing picked is lost for it
    var pick = { layer: null, lon: +latlng.lng.toFixed(6), lat: +latlng.lat.toFixed(6) };
    if (hit) {
      pick.layer = hit.layer.id;
      pick.id = hit.feature.id;
      pick.code = hit.feature.properties.code;
      pick.name = hatang.nameOf(hit.feature);
      if (how.add) pick.add = true;
    }
    mark(hit, pick);
    post({ hatang: "pick", pick: pick });
  };

  /* Shown before the answer is here; the next state decides. An area outside the question will not be
     chosen, and where nothing changes no state comes to take the mark back. */
  function mark(hit, pick) {
    if (!pick.add) {
      hatang.select(hit && inQuestion(hit) ? { layer: pick.layer, id: pick.id, code: pick.code } : null);
    } else if (hit.layer.kind !== "area") {
      var held = hatang.selection || {};
      var ids = (held.ids || []).concat(held.id && !held.code ? [held.id] : []);
      var others = ids.filter(function (id) {
        return id !== pick.id;
      });
      if (others.length === ids.length) others.push(pick.id);
      hatang.select(Object.assign({}, held, { id: undefined, ids: others }));
    }
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
      if (pulled(from, event)) return;
      var keys = event.originalEvent || {};
      var touch = matchMedia("(pointer: coarse)").matches;
      hatang.pickAt(event.latlng, { reach: touch ? 12 : 4, add: Boolean(keys.shiftKey || keys.ctrlKey || keys.metaKey) });
    });
    document.addEventListener("keydown", function (event) {
      var drawn = hatang.state.sketch && hatang.state.sketch.selected;
      if (event.key !== "Escape" || !(hatang.selection || drawn)) return;
      hatang.select(null);
      post({ hatang: "pick", pick: { layer: null } });
    });
    window.addEventListener("message", function (event) {
      if (event.source !== parent || !event.data) return;
      if (event.data.hatang === "link") hatang.showLink(event.data.up);
      if (event.data.hatang === "find") hatang.goToSearch();
      if (event.data.hatang !== "state") return;
      hatang.goneTo = event.data.goneTo;
      hatang.apply(event.data.state);
    });
    post({ hatang: "ready" });
  };
})();
