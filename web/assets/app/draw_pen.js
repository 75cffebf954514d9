/* The pen: which tool is in hand, the corners that were set so far, what is selected. No run of the page is needed
   for any of it. A draft outlives a reload: the page that holds the frame keeps it. */
(function () {
  var TOOLS = ["point", "line", "area", "text", "measure"];
  var tool = null;
  var corners = []; // [lon, lat]
  var pointer = null;
  var chosen = null; // id of the selected feature
  var ended = false; // a measured way that stands until the next click
  var colour = null;
  var kept = false; // whether the page holds a draft of ours
  var left = null; // a draft of before

  function given() {
    return hatang.state.drawing || null;
  }

  function isOn() {
    return Boolean(given() && given().tools);
  }

  hatang.TOOLS = TOOLS;
  hatang.penTool = function () {
    return isOn() ? tool : null;
  };
  hatang.penEnded = function () {
    return ended;
  };
  hatang.penColour = function () {
    return colour || (given() && given().colours[1][0]);
  };
  hatang.setPenColour = function (name) {
    colour = name;
    tell();
  };
  hatang.selectedDrawn = function () {
    return chosen;
  };

  /* The corners, with where the pointer is as the next one. */
  hatang.draft = function (withPointer) {
    return withPointer && pointer && !ended ? corners.concat([pointer]) : corners;
  };

  hatang.draftCount = function () {
    return corners.length;
  };

  hatang.setPen = function (name) {
    tool = TOOLS.indexOf(name) < 0 ? null : name;
    corners = [];
    pointer = null;
    ended = false;
    if (tool) chosen = null;
    var map = hatang.map;
    map.doubleClickZoom[tool ? "disable" : "enable"]();
    map.getContainer().classList.toggle("with-pen", Boolean(tool));
    tell();
  };

  hatang.selectDrawn = function (id, quietly) {
    if (chosen === id) return;
    chosen = id;
    tell();
    if (!quietly) hatang.post({ hatang: "pick", pick: { layer: "drawing", id: id } });
  };

  /* Something of the pen changed: the bar, the handles and the canvas follow. */
  function tell() {
    hatang.showPen();
    hatang.showCorners();
    hatang.redrawDrawing();
    keepDraft();
  }

  function keepDraft() {
    if (!corners.length && !kept) return;
    kept = corners.length > 0;
    hatang.post({ hatang: "draft", draft: kept ? { tool: tool, corners: corners, ended: ended } : null });
  }

  /* What was not finished when the page was left comes back as soon as somebody draws. */
  hatang.takeDraft = function (draft) {
    left = draft || left;
    if (!left || !isOn() || corners.length || TOOLS.indexOf(left.tool) < 0) return;
    var held = left;
    left = null;
    hatang.setPen(held.tool);
    corners = held.corners;
    ended = Boolean(held.ended);
    tell();
  };

  function round(latlng) {
    return [+latlng.lng.toFixed(7), +latlng.lat.toFixed(7)];
  }

  function near(one, other, reach) {
    return hatang.place(one).distanceTo(hatang.place(other)) <= reach;
  }

  /* A click, or the space bar over the middle of the map. */
  hatang.setCorner = function (latlng) {
    var at = round(latlng);
    if (ended) {
      corners = [];
      ended = false;
    }
    if (tool === "point") return add("point", [at], "");
    if (tool === "text") {
      corners = [at];
      tell();
      return hatang.askWords();
    }
    var last = corners[corners.length - 1];
    if (last && near(last, at, 4)) return; // the second half of a double click
    if (corners.length > 2 && tool !== "line" && near(corners[0], at, 9)) return hatang.endDraft();
    if (corners.length >= given().most_corners) return;
    corners = corners.concat([at]);
    tell();
  };

  hatang.dropCorner = function () {
    if (!corners.length) return;
    corners = corners.slice(0, -1);
    ended = false;
    tell();
  };

  hatang.draftIsWhole = function () {
    return corners.length >= (tool === "area" ? 3 : tool === "text" ? 1 : 2);
  };

  hatang.endDraft = function () {
    if (!hatang.draftIsWhole()) return;
    if (tool === "measure") {
      ended = true;
      tell();
    } else if (tool !== "text") add(tool, corners, "");
  };

  hatang.writeWords = function (text) {
    if (text.trim() && corners.length) add("text", corners, text.trim());
    else hatang.dropCorner();
  };

  /* What was measured becomes a shape of the drawing. */
  hatang.keepMeasured = function (kind) {
    if (corners.length > (kind === "area" ? 2 : 1)) add(kind, corners, "");
  };

  function add(kind, path, label) {
    if (hatang.drawn().length >= given().most_features) {
      hatang.say("refused", hatang.word("draw_full", { n: hatang.number(given().most_features, 0) }));
      return setTimeout(hatang.quiet, 12000, "refused");
    }
    var id = hatang.newId();
    var feature = { id: id, kind: kind, geometry: hatang.geometryOf(kind, path), label: label, colour: hatang.penColour() };
    var many = kind === "point" || kind === "text";
    hatang.changeDrawing("add", { feature: feature });
    hatang.setPen(many ? kind : null); // points come in numbers, shapes are named next
    if (!many) hatang.selectDrawn(id);
  }

  hatang.removeDrawn = function () {
    if (!chosen) return;
    var gone = chosen;
    chosen = null;
    hatang.changeDrawing("remove", { features: [gone] });
    tell();
  };

  hatang.leavePen = function () {
    if (corners.length) {
      corners = [];
      ended = false;
      tell();
    } else if (tool) hatang.setPen(null);
    else hatang.selectDrawn(null);
  };

  /* Whether a click belongs to what is drawn by hand. */
  hatang.useDrawing = function (latlng, reach) {
    if (!given()) return false;
    if (hatang.penTool()) {
      hatang.setCorner(latlng);
      return true;
    }
    var hit = hatang.hitDrawn(latlng, reach, isOn());
    if (!hit && !chosen) return false;
    hatang.selectDrawn(hit ? hit.id : null);
    return Boolean(hit);
  };

  hatang.paintDraft = function (ctx) {
    if (!corners.length) return;
    var path = hatang.draft(true);
    var closed = tool === "area";
    hatang.traceRings(ctx, [path], closed);
    var ink = tool === "measure" ? hatang.colour("ink") : hatang.drawnColour(hatang.penColour());
    if (closed) {
      ctx.globalAlpha = 0.15;
      ctx.fillStyle = ink;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    ctx.setLineDash([]);
    [[hatang.colour("select_halo"), 5.5], [ink, 2.5]].forEach(function (look) {
      ctx.setLineDash(look[1] < 3 && tool === "measure" ? [7, 5] : []);
      ctx.strokeStyle = look[0];
      ctx.lineWidth = look[1];
      ctx.stroke();
    });
    ctx.setLineDash([]);
    corners.forEach(function (at) {
      var point = hatang.place(at);
      ctx.beginPath();
      ctx.arc(point.x, point.y, 4.5, 0, 2 * Math.PI);
      ctx.fillStyle = hatang.colour("select_halo");
      ctx.fill();
      ctx.lineWidth = 2;
      ctx.stroke();
    });
  };

  hatang.parts.push({
    start: function (map) {
      map.on("dblclick", function () {
        if (tool && tool !== "text") hatang.endDraft();
      });
      map.on("mousemove", function (event) {
        if (!corners.length || ended || !hatang.penTool()) return;
        pointer = round(event.latlng);
        hatang.redrawDrawing();
        hatang.showMeasured();
      });
      map.on("mouseout", function () {
        pointer = null;
        hatang.redrawDrawing();
      });
      hatang.onDrawing(function () {
        if (chosen && given() && !hatang.drawnFeature(chosen)) chosen = null;
        hatang.showPen();
        hatang.showCorners();
      });
    },
    update: function (changed) {
      if (!changed("drawing") && !changed("words")) return;
      var before = hatang.previous.drawing;
      var now = given();
      if (!now || !before || now.id !== before.id || (before.tools && !now.tools)) {
        if (tool || corners.length) hatang.setPen(null);
        chosen = null;
      }
      hatang.takeDraft(null);
      var go = now && now.go && (!before || !before.go || before.go.id !== now.go.id) ? now.go : null;
      if (go && go.feature !== "*") hatang.selectDrawn(go.feature, true);
      hatang.showPen();
      hatang.showCorners();
      if (go) fit(go.feature);
    },
  });

  function fit(wanted) {
    var bounds = L.latLngBounds([]);
    hatang.drawn().forEach(function (one) {
      if (wanted === "*" || one.id === wanted) bounds.extend(hatang.boundsOf(hatang.partsOf(one.geometry)));
    });
    if (bounds.isValid()) hatang.map.fitBounds(bounds, { maxZoom: 17, padding: [60, 60], animate: false });
  }
})();
