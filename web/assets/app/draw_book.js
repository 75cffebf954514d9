/* What is drawn by hand: the features as the server last told them, with the changes that it does not have yet.
   A change is shown at once, kept by the page that holds the frame, and sent until the server has it. */
(function () {
  var base = null; // of the server
  var pending = []; // {drawing, change}
  var shown = []; // features as they are now
  var steps = { back: false, forth: false };
  var moving = null; // {id, geometry} of a shape while a corner is pulled
  var count = 0;
  var listeners = [];

  function given() {
    return hatang.state.drawing || null;
  }

  function own() {
    return pending.filter(function (one) {
      return base && one.drawing === base.id;
    });
  }

  var EDITS = {
    add: function (features, change) {
      var there = features.some(function (one) {
        return one.id === change.feature.id;
      });
      return there ? features : features.concat([change.feature]);
    },
    change: function (features, change) {
      return features.map(function (one) {
        if (one.id !== change.feature) return one;
        var made = Object.assign({}, one);
        ["geometry", "label", "colour"].forEach(function (name) {
          if (name in change) made[name] = change[name];
        });
        return described(made);
      });
    },
    remove: function (features, change) {
      return features.filter(function (one) {
        return change.features.indexOf(one.id) < 0;
      });
    },
  };

  /* Words for a shape that the server has not measured yet. */
  function described(feature) {
    var path = hatang.cornersOf(feature);
    var kind = "draw_kind_" + feature.kind;
    feature.title = feature.label || hatang.word(kind);
    feature.measured = hatang.measuredText(feature.kind, path);
    feature.fault = feature.kind === "area" && hatang.crossesItself(path) ? feature.measured : "";
    return feature;
  }

  /* Undo and redo go through what waits; what lies before it is known to the server alone. */
  function fold() {
    var stack = [base ? base.features : []];
    var at = 0;
    own().forEach(function (one) {
      if (one.change.op === "undo") at = Math.max(0, at - 1);
      else if (one.change.op === "redo") at = Math.min(stack.length - 1, at + 1);
      else {
        stack = stack.slice(0, at + 1);
        stack.push(EDITS[one.change.op](stack[at], one.change));
        at += 1;
      }
    });
    shown = stack[at];
    steps.back = at > 0 || Boolean(base && base.can_undo);
    steps.forth = at < stack.length - 1 || Boolean(base && base.can_redo && !own().length);
    listeners.forEach(function (listen) {
      listen();
    });
  }

  hatang.onDrawing = function (listen) {
    listeners.push(listen);
  };

  hatang.drawnSteps = function () {
    return steps;
  };

  /* The features as they are now; one that is pulled is where the pointer is. */
  hatang.drawn = function () {
    if (!given()) return [];
    return shown.map(function (one) {
      return moving && one.id === moving.id ? Object.assign({}, one, { geometry: moving.geometry }) : one;
    });
  };

  hatang.drawnFeature = function (id) {
    return hatang.drawn().find(function (one) {
      return one.id === id;
    });
  };

  hatang.moveDrawn = function (id, geometry) {
    moving = geometry ? { id: id, geometry: geometry } : null;
    hatang.redrawDrawing();
  };

  /* The places of a feature; of an area each corner once. */
  hatang.cornersOf = function (feature) {
    var at = feature.geometry.coordinates;
    if (feature.geometry.type === "Point") return [at];
    return feature.geometry.type === "LineString" ? at : at[0].slice(0, -1);
  };

  hatang.geometryOf = function (kind, path) {
    if (kind === "line") return { type: "LineString", coordinates: path };
    if (kind === "area") return { type: "Polygon", coordinates: [path.concat([path[0]])] };
    return { type: "Point", coordinates: path[0] };
  };

  /* A name that no other window gives, in the order of the changes. */
  hatang.newId = function () {
    var chance = crypto.getRandomValues(new Uint32Array(2));
    count += 1;
    return [Date.now().toString(36), ("000" + count.toString(36)).slice(-4), chance[0].toString(36) + chance[1].toString(36)].join("-");
  };

  hatang.changeDrawing = function (op, content) {
    if (!base) return;
    var change = Object.assign({ id: hatang.newId(), op: op }, content);
    if (change.feature && change.feature.id) change.feature = described(Object.assign({}, change.feature));
    pending.push({ drawing: base.id, change: change });
    moving = null;
    fold();
    hatang.post({ hatang: "change", url: given().url, drawing: base.id, change: change });
  };

  function take(drawing) {
    if (!base || !drawing || drawing.id !== base.id || drawing.stamp < base.stamp) return;
    base = Object.assign({}, base, drawing);
  }

  function settle(answer) {
    var done = {};
    (answer.acked || []).forEach(function (id) {
      done[id] = true;
    });
    (answer.refused || []).forEach(function (one) {
      done[one.id] = true;
      hatang.say("refused", one.message || hatang.word("draw_refused"));
      setTimeout(hatang.quiet, 12000, "refused");
    });
    pending = pending.filter(function (one) {
      return !done[one.change.id];
    });
    (answer.pending || []).forEach(function (one) {
      if (!pending.some(function (own) { return own.change.id === one.change.id; })) pending.push(one);
    });
    take(answer.drawing);
    if (answer.unsaved) hatang.say("unsaved", hatang.word("draw_unsaved", { n: hatang.number(answer.unsaved, 0) }));
    else if (answer.unsaved === 0) hatang.quiet("unsaved");
    fold();
    if (answer.drawing && given() && answer.drawing.id === given().id) tellPage();
  }

  /* The page draws its list anew: once after a burst. */
  var timer;
  function tellPage() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      hatang.post({ hatang: "pick", pick: { layer: "drawing", id: hatang.selectedDrawn(), name: "saved" } });
    }, 250);
  }

  hatang.parts.push({
    start: function () {
      window.addEventListener("message", function (event) {
        if (event.source !== parent || !event.data || event.data.hatang !== "drawing") return;
        settle(event.data);
        if (event.data.draft) hatang.takeDraft(event.data.draft);
      });
    },
    update: function (changed) {
      if (!changed("drawing") && !changed("words")) return;
      var now = given();
      if (!now || !base || base.id !== now.id) base = now;
      else if (now.stamp >= base.stamp) base = now;
      fold();
    },
  });
})();
