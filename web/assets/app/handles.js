/* Handles of what may be moved: buttons over their points, pulled by mouse or finger, moved by arrow keys. */
(function () {
  var STEP = 8; // pixels of one arrow key; with Shift one
  var REST_MS = 700; // then the last arrow key is told
  var ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  var pane;
  var handles = {};

  function at(handle) {
    return [handle.latlng.lng, handle.latlng.lat];
  }

  function settle(handle) {
    L.DomUtil.setPosition(handle.button, hatang.map.latLngToLayerPoint(handle.latlng));
  }

  function settleAll() {
    Object.values(handles).forEach(settle);
  }

  function moveTo(handle, latlng) {
    handle.latlng = latlng;
    settle(handle);
    hatang.moveSketch(handle.id, at(handle));
  }

  function tell(handle, moved) {
    clearTimeout(handle.timer);
    handle.timer = null;
    var pick = { layer: "sketch", id: handle.id, lon: +handle.latlng.lng.toFixed(6), lat: +handle.latlng.lat.toFixed(6) };
    if (moved) pick.moved = true;
    hatang.post({ hatang: "pick", pick: pick });
  }

  function make(id) {
    var handle = { id: id, timer: null, pulled: null };
    var button = (handle.button = hatang.button("hatang-handle"));
    // Leaflet must not take the pull for its own.
    ["mousedown", "touchstart", "dblclick", "click"].forEach(function (name) {
      L.DomEvent.on(button, name, L.DomEvent.stopPropagation);
    });
    button.addEventListener("pointerdown", function (event) {
      if (event.button) return;
      button.setPointerCapture(event.pointerId);
      handle.pulled = { from: [event.clientX, event.clientY], far: false };
    });
    button.addEventListener("pointermove", function (event) {
      pull(handle, event);
    });
    button.addEventListener("pointerup", function () {
      var pulled = handle.pulled;
      handle.pulled = null;
      if (pulled) tell(handle, pulled.far);
    });
    button.addEventListener("pointercancel", function () {
      if (handle.pulled && handle.pulled.far) tell(handle, true);
      handle.pulled = null;
    });
    button.addEventListener("keydown", function (event) {
      press(handle, event);
    });
    button.addEventListener("blur", function () {
      if (handle.timer) tell(handle, true);
    });
    pane.appendChild(button);
    return (handles[id] = handle);
  }

  function pull(handle, event) {
    var pulled = handle.pulled;
    if (!pulled) return;
    var far = Math.hypot(event.clientX - pulled.from[0], event.clientY - pulled.from[1]) > 4;
    if (!far && !pulled.far) return;
    pulled.far = true;
    moveTo(handle, hatang.map.mouseEventToLatLng(event));
  }

  function press(handle, event) {
    var way = ARROWS[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      return tell(handle, Boolean(handle.timer));
    }
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    var step = event.shiftKey ? 1 : STEP;
    var point = hatang.map.latLngToLayerPoint(handle.latlng).add([way[0] * step, way[1] * step]);
    moveTo(handle, hatang.map.layerPointToLatLng(point));
    clearTimeout(handle.timer);
    handle.timer = setTimeout(function () {
      tell(handle, true);
    }, REST_MS);
  }

  /* Handles that stay keep their place on the page, and with it the focus. */
  function update() {
    var wanted = {};
    hatang.movable().forEach(function (one) {
      var id = one.feature.id;
      var handle = handles[id] || make(id);
      wanted[id] = true;
      if (!handle.pulled && !handle.timer) {
        handle.latlng = L.latLng(one.parts.points[0][1], one.parts.points[0][0]);
      }
      handle.button.setAttribute("aria-label", one.feature.label || id);
      settle(handle);
    });
    Object.keys(handles).forEach(function (id) {
      if (wanted[id]) return;
      clearTimeout(handles[id].timer);
      handles[id].button.remove();
      delete handles[id];
    });
  }

  hatang.parts.push({
    start: function (map) {
      pane = map.createPane("hatang-handles");
      pane.style.zIndex = 640;
      map.on("zoom viewreset zoomend", settleAll);
      map.on("zoomanim", function () {
        pane.style.visibility = "hidden"; // they would jump ahead of the map
      });
      map.on("zoomend moveend", function () {
        pane.style.visibility = "";
      });
    },
    update: function (changed) {
      if (changed("sketch")) update();
    },
  });
})();
