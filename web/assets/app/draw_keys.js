/* The keys of the pen: the space bar sets a corner in the middle of the map, Enter ends, Backspace takes a corner
   back, Delete removes what is selected, Ctrl+Z and Ctrl+Y go back and forth, Escape leaves. */
(function () {
  function isOn() {
    return Boolean(hatang.state.drawing && hatang.state.drawing.tools);
  }

  function typing(event) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  }

  function onKey(event) {
    if (!isOn() || typing(event)) return;
    var tool = hatang.penTool();
    var control = event.ctrlKey || event.metaKey;
    var key = event.key.toLowerCase();
    if (control && key === "z" && !event.shiftKey) return take(event, undo);
    if (control && (key === "y" || (key === "z" && event.shiftKey))) return take(event, redo);
    if (control || event.altKey || event.target.classList.contains("hatang-handle")) return;
    var button = event.target.tagName === "BUTTON";
    if (key === "escape" && (tool || hatang.selectedDrawn())) take(event, hatang.leavePen);
    else if (tool && key === " " && !button) take(event, middle);
    else if (tool && key === "enter" && !button && hatang.draftIsWhole()) take(event, hatang.endDraft);
    else if (hatang.draftCount() && key === "backspace") take(event, hatang.dropCorner);
    else if (hatang.selectedDrawn() && key === "delete") take(event, hatang.removeDrawn);
  }

  function take(event, action) {
    event.preventDefault();
    event.stopImmediatePropagation();
    action();
  }

  function undo() {
    if (hatang.draftCount()) hatang.dropCorner();
    else if (hatang.drawnSteps().back) hatang.changeDrawing("undo", {});
  }

  function redo() {
    if (!hatang.draftCount() && hatang.drawnSteps().forth) hatang.changeDrawing("redo", {});
  }
  hatang.undoDrawing = undo;
  hatang.redoDrawing = redo;

  function middle() {
    hatang.setCorner(hatang.map.getCenter());
  }

  hatang.parts.push({
    start: function () {
      document.addEventListener("keydown", onKey, true);
    },
  });
})();
