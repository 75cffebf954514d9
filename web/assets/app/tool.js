/* What a click means for now: a place to add something at, or a corner of an area that is being drawn. */
(function () {
  var MOST = 500;
  var corners = []; // [lon, lat] of the area being drawn
  var pointer = null;
  var hint, text, finish, cancel;

  function name() {
    return (hatang.state.tool && hatang.state.tool.name) || null;
  }

  /* A hint may stand without a tool: clicks then mean what they always do. */
  function hinted() {
    return Boolean(hatang.state.tool && hatang.state.tool.hint);
  }

  /* Whether a click belongs to the tool; the tool has it then. `onSketch`: it meets something drawn. */
  hatang.useTool = function (latlng, onSketch) {
    if (name() === "draw") {
      addCorner(latlng);
      return true;
    }
    if (name() !== "add" || onSketch) return false;
    hatang.post({ hatang: "pick", pick: { layer: null, lon: +latlng.lng.toFixed(6), lat: +latlng.lat.toFixed(6) } });
    return true;
  };

  function addCorner(latlng) {
    var at = [+latlng.lng.toFixed(6), +latlng.lat.toFixed(6)];
    var last = corners[corners.length - 1];
    if (last && near(last, at, 4)) return; // the second half of a double click
    if (corners.length > 2 && near(corners[0], at, 8)) return end();
    if (corners.length < MOST - 1) corners.push(at);
    changed();
  }

  function near(one, other, reach) {
    return hatang.place(one).distanceTo(hatang.place(other)) <= reach;
  }

  function end() {
    if (corners.length < 3) return;
    var ring = corners.concat([corners[0]]);
    hatang.post({ hatang: "pick", pick: { layer: "drawn", geometry: { type: "Polygon", coordinates: [ring] } } });
    corners = [];
    changed();
  }

  function leave() {
    corners = [];
    changed();
    hatang.post({ hatang: "pick", pick: { layer: null } });
  }

  function changed() {
    finish.hidden = name() !== "draw";
    finish.disabled = corners.length < 3;
    hatang.redrawSketch();
  }

  hatang.drawTool = function (ctx) {
    if (!corners.length) return;
    var path = pointer ? corners.concat([pointer]) : corners;
    hatang.traceRings(ctx, [path], true);
    ctx.globalAlpha = 0.15;
    ctx.fillStyle = hatang.colour("accent");
    ctx.fill();
    ctx.globalAlpha = 1;
    [[hatang.colour("select_halo"), 4.5], [hatang.colour("accent"), 2.25]].forEach(function (look) {
      ctx.strokeStyle = look[0];
      ctx.lineWidth = look[1];
      ctx.stroke();
    });
    corners.forEach(function (at) {
      var point = hatang.place(at);
      ctx.beginPath();
      ctx.arc(point.x, point.y, 4, 0, 2 * Math.PI);
      ctx.fillStyle = hatang.colour("select_halo");
      ctx.fill();
      ctx.stroke();
    });
  };

  function onKey(event) {
    if (!(name() || hinted()) || event.target.classList.contains("hatang-handle")) return;
    if (event.key === "Escape") leave();
    else if (name() === "draw" && event.key === "Enter" && event.target.tagName !== "BUTTON") end();
    else if (name() === "draw" && event.key === "Backspace") {
      corners.pop();
      changed();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function build(map) {
    hint = hatang.panel("div", "hatang-hint");
    hint.setAttribute("role", "status");
    text = hatang.element("span");
    finish = hatang.button("", end);
    cancel = hatang.button("", leave);
    hint.append(text, finish, cancel);
    hint.hidden = true;
    map.getContainer().appendChild(hint);
  }

  hatang.parts.push({
    start: function (map) {
      build(map);
      document.addEventListener("keydown", onKey, true);
      map.on("dblclick", function () {
        if (name() === "draw") end();
      });
      map.on("mousemove", function (event) {
        if (!corners.length) return;
        pointer = [event.latlng.lng, event.latlng.lat];
        hatang.redrawSketch();
      });
    },
    update: function (differs) {
      if (!differs("tool") && !differs("words")) return;
      var map = hatang.map;
      if (differs("tool")) corners = [];
      pointer = null;
      map.doubleClickZoom[name() ? "disable" : "enable"]();
      map.getContainer().classList.toggle("with-tool", Boolean(name()));
      text.textContent = (hatang.state.tool && hatang.state.tool.hint) || "";
      finish.textContent = hatang.word("tool_finish");
      cancel.textContent = hatang.word("tool_cancel");
      hint.hidden = !(name() || hinted());
      changed();
    },
  });
})();
