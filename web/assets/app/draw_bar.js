/* The tools of drawing beside the map, and the bar that tells what the pen does or what is selected. */
(function () {
  var SIGNS = {
    point: "M12 3a6 6 0 0 0-6 6c0 4.5 6 12 6 12s6-7.500 6-12a6 6 0 0 0-6-6zm0 8.200a2.200 2.200 0 1 1 0-4.400 2.200 2.200 0 0 1 0 4.400z",
    line: "M4 19l5-9 6 5 5-10",
    area: "M5 8l8-4 7 7-4 9-10-2z",
    text: "M5 6h14M12 6v13",
    measure: "M3 15L15 3l6 6L9 21zM8 10l2 2M11 7l2 2M14 4.500l1.500 1.500M5.500 13l1.500 1.500",
    undo: "M9 7L4 12l5 5M4 12h10a5 5 0 0 1 0 10h-2",
    redo: "M15 7l5 5-5 5M20 12H10a5 5 0 0 0 0 10h2",
  };
  var tools, bar, text, measured, name, swatches, extras;
  var buttons = {};
  var actions = {};
  var asking = false; // the words of a text are being written

  function icon(sign) {
    var ns = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(ns, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    var path = document.createElementNS(ns, "path");
    path.setAttribute("d", SIGNS[sign]);
    svg.appendChild(path);
    return svg;
  }

  function buildTools() {
    tools = hatang.panel("div", "hatang-zoom hatang-pens");
    tools.setAttribute("role", "toolbar");
    tools.hidden = true;
    hatang.TOOLS.concat(["undo", "redo"]).forEach(function (sign) {
      buttons[sign] = hatang.button("pen-" + sign, function () {
        if (sign === "undo") return hatang.undoDrawing();
        if (sign === "redo") return hatang.redoDrawing();
        hatang.setPen(hatang.penTool() === sign ? null : sign);
        // The space bar sets a corner there; on the button it would lay the pen down again.
        if (hatang.penTool()) hatang.map.getContainer().focus({ preventScroll: true });
      });
      buttons[sign].appendChild(icon(sign));
      tools.appendChild(buttons[sign]);
    });
    return tools;
  }

  function action(key, act) {
    actions[key] = hatang.button("", act);
    // The corner that is meant keeps the focus.
    actions[key].addEventListener("pointerdown", function (event) {
      if (key === "draw_remove_corner") event.preventDefault();
    });
    extras.appendChild(actions[key]);
  }

  function buildBar(map) {
    bar = hatang.panel("div", "hatang-hint hatang-pen-bar");
    text = hatang.element("span", "what");
    text.setAttribute("role", "status");
    measured = hatang.element("strong", "measured");
    name = hatang.element("input");
    name.maxLength = 300;
    name.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Enter") return written();
      name.value = asking ? "" : selected().label;
      if (asking) written();
      else hatang.map.getContainer().focus();
    });
    name.addEventListener("change", written);
    swatches = hatang.element("span", "swatches");
    swatches.setAttribute("role", "radiogroup");
    extras = hatang.element("span", "extras");
    action("tool_finish", hatang.endDraft);
    action("draw_keep_line", function () {
      hatang.keepMeasured("line");
    });
    action("draw_keep_area", function () {
      hatang.keepMeasured("area");
    });
    action("draw_remove_corner", function () {
      hatang.removeCorner();
    });
    action("draw_delete", hatang.removeDrawn);
    action("tool_cancel", hatang.leavePen);
    bar.append(text, measured, name, swatches, extras);
    bar.hidden = true;
    map.getContainer().appendChild(bar);
  }

  function selected() {
    return hatang.drawnFeature(hatang.selectedDrawn()) || null;
  }

  /* Enter and leaving the field both come here; the second finds nothing to do. */
  function written() {
    var label = name.value;
    if (asking) {
      asking = false;
      hatang.writeWords(label);
      hatang.map.getContainer().focus();
      return;
    }
    var feature = selected();
    if (!feature || feature.label === label.trim() || (feature.kind === "text" && !label.trim())) return;
    hatang.changeDrawing("change", { feature: feature.id, label: label.trim() });
  }

  hatang.askWords = function () {
    asking = true;
    name.value = "";
    hatang.showPen();
    name.focus();
  };

  /* A finger has no space bar. */
  function hintOf(tool) {
    if (!matchMedia("(pointer: coarse)").matches) return tool;
    return tool === "point" || tool === "text" ? "tap_one" : "tap";
  }

  function showSwatches(current) {
    var colours = hatang.state.drawing.colours;
    if (swatches.children.length !== colours.length || swatches.dataset.theme !== hatang.state.theme) {
      swatches.replaceChildren();
      swatches.dataset.theme = hatang.state.theme;
      colours.forEach(function (one) {
        var button = hatang.button("swatch", function () {
          paint(one[0]);
        });
        button.dataset.colour = one[0];
        button.setAttribute("role", "radio");
        button.style.background = one[1];
        swatches.appendChild(button);
      });
    }
    colours.forEach(function (one, i) {
      swatches.children[i].setAttribute("aria-checked", String(one[0] === current));
      swatches.children[i].title = one[2];
      swatches.children[i].setAttribute("aria-label", one[2]);
    });
  }

  function paint(colour) {
    var feature = selected();
    hatang.setPenColour(colour);
    if (feature) hatang.changeDrawing("change", { feature: feature.id, colour: colour });
  }

  /* The length and the ground of what is under the pen. */
  hatang.showMeasured = function () {
    var tool = hatang.penTool();
    var feature = tool ? null : selected();
    if (feature) {
      // While a corner is pulled, and until the server has answered, by our own measure.
      var own = hatang.measuredText(feature.kind, hatang.cornersOf(feature));
      text.textContent = feature.fault || (own === hatang.word("draw_crosses") ? own : "");
      text.hidden = !text.textContent;
      measured.textContent = text.textContent ? "" : own;
      return;
    }
    var path = hatang.draft(true);
    var told = tool === "area" ? hatang.measuredText("area", path) : "";
    if (tool === "line" || tool === "measure" || !told) told = hatang.measuredText("line", path);
    if (tool === "measure" && path.length > 2 && !hatang.crossesItself(path)) {
      told += " · " + hatang.word("draw_closed", { area: hatang.areaText(hatang.groundArea(path)) });
    }
    measured.textContent = tool === "point" || tool === "text" ? "" : told;
  };

  hatang.showPen = function () {
    if (!bar) return;
    var drawing = hatang.state.drawing;
    var on = Boolean(drawing && drawing.tools);
    var tool = hatang.penTool();
    var feature = on && !tool ? selected() : null;
    tools.hidden = !on;
    bar.hidden = !on || !(tool || feature);
    hatang.TOOLS.forEach(function (one) {
      buttons[one].setAttribute("aria-pressed", String(tool === one));
    });
    var steps = hatang.drawnSteps();
    buttons.undo.disabled = !steps.back && !hatang.draftCount();
    buttons.redo.disabled = !steps.forth || Boolean(hatang.draftCount());
    if (bar.hidden) return;
    if (!tool || tool !== "text" || !hatang.draftCount()) asking = false;
    if (!feature) {
      var hint = "draw_hint_" + (asking ? "words" : hintOf(tool));
      text.textContent = hatang.word(hint);
      text.hidden = hatang.draftCount() > 0 && !asking;
    }
    name.hidden = !(feature || asking);
    name.placeholder = hatang.word(asking ? "draw_words" : "draw_name");
    name.setAttribute("aria-label", name.placeholder);
    if (feature && document.activeElement !== name) name.value = feature.label;
    swatches.hidden = tool === "measure" || hatang.draftCount() > 0; // chosen before, or after
    swatches.setAttribute("aria-label", hatang.word("draw_colour"));
    showSwatches(feature ? feature.colour : hatang.penColour());
    var drafting = tool === "line" || tool === "area" || tool === "measure";
    actions.tool_finish.hidden = !drafting || hatang.penEnded();
    actions.tool_finish.disabled = !hatang.draftIsWhole();
    actions.draw_keep_line.hidden = !(tool === "measure" && hatang.penEnded());
    actions.draw_keep_area.hidden = actions.draw_keep_line.hidden || hatang.draftCount() < 3;
    actions.draw_remove_corner.hidden = !(feature && hatang.canRemoveCorner());
    actions.draw_delete.hidden = !feature;
    actions.tool_cancel.textContent = hatang.word(feature ? "draw_close" : "tool_cancel");
    hatang.showMeasured();
  };

  function dress() {
    tools.setAttribute("aria-label", hatang.word("draw_tools"));
    Object.keys(buttons).forEach(function (sign) {
      var key = "draw_" + sign;
      buttons[sign].title = hatang.word(key);
      buttons[sign].setAttribute("aria-label", hatang.word(key));
    });
    Object.keys(actions).forEach(function (key) {
      actions[key].textContent = hatang.word(key);
    });
  }

  hatang.parts.push({
    start: function (map) {
      var Tools = L.Control.extend({ options: { position: "topright" }, onAdd: buildTools });
      new Tools().addTo(map);
      buildBar(map);
    },
    update: function (changed) {
      if (changed("words")) dress();
      if (changed("words") || changed("drawing") || changed("theme")) hatang.showPen();
    },
  });
})();
