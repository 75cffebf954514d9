/* Handles of what may be moved: buttons over the movable points of a sketch. */
(function () {
  var pane;
  var handles = {};

  function settleAll() {
    Object.values(handles).forEach(function (handle) {
      handle.settle();
    });
  }

  function make(id) {
    var handle = (handles[id] = new hatang.Handle(pane, "", {
      moved: function (latlng) {
        hatang.moveSketch(id, [latlng.lng, latlng.lat]);
      },
      told: function (far) {
        var at = handle.latlng;
        var pick = { layer: "sketch", id: id, lon: +at.lng.toFixed(6), lat: +at.lat.toFixed(6) };
        if (far) pick.moved = true;
        hatang.post({ hatang: "pick", pick: pick });
      },
    }));
    return handle;
  }

  /* Handles that stay keep their place on the page, and with it the focus. */
  function update() {
    var wanted = {};
    hatang.movable().forEach(function (one) {
      var id = one.feature.id;
      var handle = handles[id] || make(id);
      wanted[id] = true;
      if (!handle.busy()) handle.latlng = L.latLng(one.parts.points[0][1], one.parts.points[0][0]);
      handle.button.setAttribute("aria-label", one.feature.label || id);
      handle.settle();
    });
    Object.keys(handles).forEach(function (id) {
      if (wanted[id]) return;
      handles[id].remove();
      delete handles[id];
    });
  }

  hatang.parts.push({
    start: function (map) {
      pane = hatang.handlePane(map, "hatang-handles", settleAll);
    },
    update: function (changed) {
      if (changed("sketch")) update();
    },
  });
})();
