/* Where the map looks: at the chosen place, clear of the panels, until the reader moves or is sent elsewhere.
   Where it came to rest is told to the page, which writes it into the address. */
(function () {
  var still = matchMedia("(prefers-reduced-motion: reduce)");
  var ours = true; // the place is shown whole; a frame that changes its size shows it whole again
  var pending = null; // what is to be shown as soon as the frame has a size
  var last = null;
  var exact = null; // the place of an address: a frame that takes its size later shifts it by part of a pixel

  function toBox(box, animate) {
    var bounds = [[box[1], box[0]], [box[3], box[2]]];
    var options = Object.assign({ maxZoom: 18 }, hatang.roomFor(bounds));
    if (animate === false || still.matches) hatang.map.fitBounds(bounds, Object.assign({ animate: false }, options));
    else hatang.map.flyToBounds(bounds, Object.assign({ duration: 0.8 }, options));
  }

  /* "lat,lon,zoom,widthxheight"; a window of another size keeps the middle. */
  function readAt(text) {
    var parts = String(text || "").split(",").slice(0, 3).map(Number);
    return parts.length === 3 && parts.every(isFinite) ? parts : null;
  }

  /* Reset: else Leaflet pans by whole pixels, and stays where it is for less than one. */
  function toAt(at) {
    hatang.map.setView([at[0], at[1]], at[2], { animate: false, reset: true });
  }

  /* Calls `action` now, or once the frame is seen: one that opens hidden has no size yet. */
  function whenSeen(action) {
    pending = hatang.map.getSize().x ? null : action;
    if (!pending) action();
  }

  hatang.fit = function (animate) {
    var view = hatang.state.view;
    if (!view || !view.bbox) return;
    whenSeen(function () {
      ours = true;
      toBox(hatang.state.view.bbox, animate);
    });
  };

  /* What stands over the map has grown or shrunk: a place that is shown whole is shown whole again. */
  hatang.refit = function () {
    if (ours && !pending) hatang.fit(false);
  };

  /* To where the state says somebody looked before, else to the whole place. */
  function enter(first) {
    var at = readAt(hatang.state.view.at);
    if (!at) return hatang.fit(first ? false : undefined);
    whenSeen(function () {
      ours = false;
      exact = at;
      toAt(at);
    });
  }

  /* Whether the map still is where the address said, but for what a resize rounds off. */
  function isThere() {
    if (!exact || hatang.map.getZoom() !== exact[2]) return false;
    return hatang.map.latLngToContainerPoint([exact[0], exact[1]]).distanceTo(hatang.map.getSize().divideBy(2)) < 2;
  }

  function go(goal) {
    var at = readAt(goal.at);
    whenSeen(function () {
      ours = false;
      if (at) toAt(at);
      else if (goal.bbox) toBox(goal.bbox);
    });
    hatang.post({ hatang: "gone", go: JSON.stringify(goal) });
  }

  /* What a question drew wins over its place, from then on. */
  function toSketch() {
    if (!hatang.map.getSize().x) return;
    hatang.goToSketch();
    ours = false;
  }

  function aimOf(state) {
    return (state.sketch || {}).fit;
  }

  /* Told once a rest. The size is part of it: what is seen follows from it. */
  function tell() {
    var map = hatang.map;
    var size = map.getSize();
    if (pending || !size.x || !hatang.state.lang || map._animatingZoom) return;
    var centre = map.getCenter();
    var zoom = +map.getZoom().toFixed(4);
    var at = [centre.lat.toFixed(6), centre.lng.toFixed(6), zoom, size.x + "x" + size.y].join(",");
    if (at === last) return;
    last = at;
    hatang.post({ hatang: "view", at: at });
  }

  hatang.parts.push({
    start: function (map) {
      map.setMaxBounds([[-60, 40], [70, 170]]);
      ["mousedown", "wheel", "touchstart", "keydown"].forEach(function (name) {
        map.getContainer().addEventListener(name, function () { ours = false; exact = null; }, { passive: true, capture: true });
      });
      map.on("resize", function () {
        var waited = pending;
        if (waited) whenSeen(waited);
        else if (ours) hatang.fit(false);
        else if (isThere()) toAt(exact);
        if (waited && aimOf(hatang.state)) toSketch();
      });
      map.on("moveend resize", tell);
    },
    update: function (changed, first) {
      var before = hatang.previous.view;
      var now = hatang.state.view;
      if (now && (!before || before.id !== now.id)) enter(first);
      var goal = hatang.state.go;
      if (goal && changed("go") && JSON.stringify(goal) !== hatang.goneTo) go(goal);
      var aim = aimOf(hatang.state);
      if (aim && aim !== aimOf(hatang.previous)) toSketch();
    },
  });
})();
