/* Handles on the corners of the selected shape: pulled to move a corner, between two corners to add one, with the
   Delete key or the bar to take one away. */
(function () {
  var pane;
  var handles = []; // corners first, then the places between them
  var of = null; // id of the feature they belong to
  var path = []; // its corners as they are pulled
  var focused = null; // index of the corner that was touched last

  function feature() {
    var drawing = hatang.state.drawing;
    if (!drawing || !drawing.tools || hatang.penTool()) return null;
    return hatang.drawnFeature(hatang.selectedDrawn()) || null;
  }

  function least() {
    var own = feature();
    return own ? { line: 2, area: 3 }[own.kind] || 1 : 1;
  }

  hatang.canRemoveCorner = function () {
    var own = feature();
    return Boolean(own) && focused !== null && focused < path.length && path.length > least() && /line|area/.test(own.kind);
  };

  hatang.removeCorner = function () {
    if (!hatang.canRemoveCorner()) return;
    var kept = path.slice();
    kept.splice(focused, 1);
    focused = null;
    keep(kept);
  };

  function keep(corners) {
    var own = feature();
    if (!own) return;
    path = corners;
    hatang.changeDrawing("change", { feature: own.id, geometry: hatang.geometryOf(own.kind, corners) });
    hatang.showCorners();
  }

  function between(i) {
    var a = hatang.map.latLngToLayerPoint([path[i][1], path[i][0]]);
    var j = (i + 1) % path.length;
    var b = hatang.map.latLngToLayerPoint([path[j][1], path[j][0]]);
    return hatang.map.layerPointToLatLng(a.add(b).divideBy(2));
  }

  function at(latlng) {
    return [+latlng.lng.toFixed(7), +latlng.lat.toFixed(7)];
  }

  function corner(i) {
    var handle = new hatang.Handle(pane, "hatang-corner", {
      moved: function (latlng) {
        path = path.slice();
        path[i] = at(latlng);
        show();
      },
      told: function (far) {
        focused = i;
        if (far) keep(path);
        else hatang.showPen();
      },
      key: function (event) {
        if (event.key !== "Delete" && event.key !== "Backspace") return false;
        focused = i;
        hatang.removeCorner();
        return true;
      },
    });
    handle.button.addEventListener("focus", function () {
      focused = i;
      hatang.showPen();
    });
    return handle;
  }

  /* A place between corner `i` and the next: pulled, or pressed, it becomes a corner. */
  function gap(i) {
    var made = null;
    return new hatang.Handle(pane, "hatang-corner between", {
      moved: function (latlng) {
        made = path.slice();
        made.splice(i + 1, 0, at(latlng));
        hatang.moveDrawn(of, hatang.geometryOf(feature().kind, made));
        hatang.showMeasured();
      },
      told: function (far) {
        if (!far) {
          made = path.slice();
          made.splice(i + 1, 0, at(between(i)));
        }
        focused = i + 1;
        keep(made);
        if (handles[i + 1]) handles[i + 1].button.focus();
      },
    });
  }

  function show() {
    hatang.moveDrawn(of, hatang.geometryOf(feature().kind, path));
    place();
    hatang.showMeasured();
  }

  function gaps() {
    var own = feature();
    if (!own || own.kind === "point" || own.kind === "text") return 0;
    if (path.length >= hatang.state.drawing.most_corners) return 0;
    return own.kind === "area" ? path.length : path.length - 1;
  }

  function place() {
    handles.forEach(function (handle, i) {
      if (handle.pulled) return;
      var latlng = i < path.length ? L.latLng(path[i][1], path[i][0]) : between(i - path.length);
      if (!handle.timer) handle.latlng = latlng;
      handle.settle();
    });
  }

  function clear() {
    handles.forEach(function (handle) {
      handle.remove();
    });
    handles = [];
  }

  hatang.showCorners = function () {
    if (!pane) return;
    var own = feature();
    var busy = handles.some(function (handle) {
      return handle.busy();
    });
    if (busy && own && own.id === of) return;
    var held = document.activeElement;
    var place_ = handles.findIndex(function (handle) {
      return handle.button === held;
    });
    var same = own && own.id === of;
    if (!same) focused = null;
    of = own ? own.id : null;
    path = own ? hatang.cornersOf(own) : [];
    var count = own ? path.length + gaps() : 0;
    if (!same || handles.length !== count) {
      clear();
      for (var i = 0; i < count; i++) handles.push(i < path.length ? corner(i) : gap(i - path.length));
      if (same && place_ >= 0 && handles.length) {
        handles[Math.min(place_, path.length - 1)].button.focus();
      }
    }
    handles.forEach(function (handle, i) {
      var inner = i < path.length;
      var n = inner ? i + 1 : i - path.length + 1;
      handle.button.setAttribute("aria-label", hatang.word(inner ? "draw_corner" : "draw_between", { n: n }));
    });
    place();
  };

  hatang.parts.push({
    start: function (map) {
      pane = hatang.handlePane(map, "hatang-corners", place);
    },
  });
})();
