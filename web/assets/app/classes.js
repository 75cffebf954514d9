/* The class of a feature in the legend of its layer, its colour and size, and the classes that the reader has
   switched off: at once in the frame, then told to the page, whose next state decides. */
(function () {
  var PATIENCE_MS = 6000;
  var asked = {}; // owner -> {class: {hidden, until}}: clicks of which no state tells yet
  var tables = new WeakMap();
  // Not within the click: Leaflet takes a button that left the page for a place on the map.
  var redraw = hatang.soon(function () {
    hatang.redraw();
  });

  /* Id -> entry of a legend; the unknown class is among them. */
  function entriesOf(classes) {
    if (!tables.has(classes)) {
      var table = {};
      classes.entries.concat(classes.unknown || []).forEach(function (entry) {
        table[" " + entry.id] = entry;
      });
      tables.set(classes, table);
    }
    return tables.get(classes);
  }

  /* Tiles tell the class as `k`; of a layer as it usually looks they tell the field alone. */
  hatang.classId = function (layer, properties) {
    if (!layer.classes) return null;
    if (properties.k !== undefined && properties.k !== null) return String(properties.k);
    var field = layer.classes.field;
    var value = field ? properties[field] : null;
    if (value === undefined || value === null || value === "") return "?";
    var table = entriesOf(layer.classes);
    if (table[" " + value]) return String(value);
    return value === "unknown" || !table[" *"] ? "?" : "*";
  };

  /* {id, label, colour, count} of a feature, or null where its layer has no classes. */
  hatang.classEntry = function (layer, properties) {
    if (layer.classes) return entriesOf(layer.classes)[" " + hatang.classId(layer, properties)] || null;
    if (!layer.by) return null;
    var value = String(properties[layer.by.field]);
    var found = layer.by.values.find(function (entry) {
      return String(entry[0]) === value;
    });
    return found ? hatang.byEntry(found) : null;
  };

  hatang.byEntry = function (entry) {
    return { id: entry[0], label: entry[1], colour: entry[2] };
  };

  /* The factor on radius or width; a number that is not known draws the smallest. */
  hatang.sizeOf = function (layer, properties) {
    if (!layer.sizes || !layer.sizes.length) return 1;
    return layer.sizes[Math.max(0, Math.min(layer.sizes.length - 1, properties.s || 0))];
  };

  function told(owner) {
    if (owner === "areas") return (hatang.state.choropleth || {}).hidden || [];
    var layer = hatang.state.layers.find(function (one) {
      return one.id === owner;
    });
    return (layer && layer.hidden) || [];
  }

  /* Whether a class is switched off; `owner` is a layer, or "areas" for the indicator. */
  hatang.isOff = function (owner, id) {
    var wish = (asked[owner] || {})[id];
    return wish ? wish.hidden : told(owner).indexOf(String(id)) >= 0;
  };

  hatang.isHidden = function (layer, properties) {
    if (!asked[layer.id] && !(layer.hidden && layer.hidden.length)) return false;
    var id = hatang.classId(layer, properties);
    return id !== null && hatang.isOff(layer.id, id);
  };

  /* All classes that are off: the page is told the whole, so that a click which is lost is made good by the next. */
  function allOff(owner) {
    var wishes = asked[owner] || {};
    var off = told(owner).filter(function (id) {
      return !(id in wishes);
    });
    return off.concat(Object.keys(wishes).filter(function (id) {
      return wishes[id].hidden;
    }));
  }

  hatang.toggleClass = function (owner, id) {
    asked[owner] = asked[owner] || {};
    asked[owner][id] = { hidden: !hatang.isOff(owner, id), until: Date.now() + PATIENCE_MS };
    hatang.post({ hatang: "pick", pick: { layer: "legend", id: owner, name: String(id), hidden: allOff(owner) } });
    redraw();
  };

  /* What names the classes that are off, for drawings that are kept. */
  hatang.offKey = function (owner) {
    return asked[owner] || told(owner).length ? allOff(owner).sort().join("|") : "";
  };

  function settle() {
    Object.keys(asked).forEach(function (owner) {
      var off = told(owner);
      Object.keys(asked[owner]).forEach(function (id) {
        var wish = asked[owner][id];
        if (off.indexOf(id) >= 0 === wish.hidden || Date.now() > wish.until) delete asked[owner][id];
      });
      if (!Object.keys(asked[owner]).length) delete asked[owner];
    });
  }

  hatang.parts.push({ update: settle });
})();
