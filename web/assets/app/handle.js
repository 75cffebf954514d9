/* One handle: a button over a place of the map, pulled by mouse or finger, moved by the arrow keys. */
(function () {
  var STEP = 8; // pixels of one arrow key; with Shift one
  var REST_MS = 700; // then the last arrow key is told
  var ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /* `acts`: moved(latlng) while it moves; told(far) when it rests, `far` where it moved; key(event), optional,
     says whether it took a key. */
  hatang.Handle = function (pane, className, acts) {
    var handle = this;
    this.acts = acts;
    this.timer = null;
    this.pulled = null;
    var button = (this.button = hatang.button("hatang-handle" + (className ? " " + className : "")));
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
      handle.pull(event);
    });
    button.addEventListener("pointerup", function () {
      var pulled = handle.pulled;
      handle.pulled = null;
      if (pulled) handle.tell(pulled.far);
    });
    button.addEventListener("pointercancel", function () {
      var pulled = handle.pulled;
      handle.pulled = null;
      if (pulled && pulled.far) handle.tell(true);
    });
    button.addEventListener("keydown", function (event) {
      handle.press(event);
    });
    button.addEventListener("blur", function () {
      if (handle.timer) handle.tell(true);
    });
    pane.appendChild(button);
  };

  hatang.Handle.prototype = {
    /* Whether it is on its way: then nobody else may set its place. */
    busy: function () {
      return Boolean(this.pulled || this.timer);
    },
    settle: function () {
      L.DomUtil.setPosition(this.button, hatang.map.latLngToLayerPoint(this.latlng));
    },
    moveTo: function (latlng) {
      this.latlng = latlng;
      this.settle();
      this.acts.moved(latlng);
    },
    tell: function (far) {
      clearTimeout(this.timer);
      this.timer = null;
      this.acts.told(far);
    },
    remove: function () {
      clearTimeout(this.timer);
      this.timer = null;
      this.button.remove();
    },
    pull: function (event) {
      var pulled = this.pulled;
      if (!pulled) return;
      var far = Math.hypot(event.clientX - pulled.from[0], event.clientY - pulled.from[1]) > 4;
      if (!far && !pulled.far) return;
      pulled.far = true;
      this.moveTo(hatang.map.mouseEventToLatLng(event));
    },
    press: function (event) {
      var handle = this;
      var way = ARROWS[event.key];
      var enter = event.key === "Enter" || event.key === " ";
      var taken = !way && !enter && this.acts.key && this.acts.key(event);
      if (!way && !enter && !taken) return;
      event.preventDefault();
      event.stopPropagation();
      if (enter) return this.tell(Boolean(this.timer));
      if (!way) return;
      var step = event.shiftKey ? 1 : STEP;
      var point = hatang.map.latLngToLayerPoint(this.latlng).add([way[0] * step, way[1] * step]);
      this.moveTo(hatang.map.layerPointToLatLng(point));
      clearTimeout(this.timer);
      this.timer = setTimeout(function () {
        handle.tell(true);
      }, REST_MS);
    },
  };

  /* A pane for handles: they stay on their places through every zoom. */
  hatang.handlePane = function (map, name, settleAll) {
    var pane = map.getPane(name) || map.createPane(name);
    pane.style.zIndex = 640;
    map.on("zoom viewreset zoomend", settleAll);
    map.on("zoomanim", function () {
      pane.style.visibility = "hidden"; // they would jump ahead of the map
    });
    map.on("zoomend moveend", function () {
      pane.style.visibility = "";
    });
    return pane;
  };
})();
