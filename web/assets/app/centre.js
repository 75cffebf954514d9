/* The map by keyboard: arrows and + - move it (Leaflet's own), a cross marks the middle and says what lies
   there, Enter picks it. */
(function () {
  var cross, said, keys, timer;

  function onMap() {
    return document.activeElement === hatang.map.getContainer();
  }

  function say() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      if (!onMap()) return;
      var hit = hatang.hit(hatang.map.getCenter(), 8);
      said.textContent = hit ? [hatang.nameOf(hit.feature), hit.layer.label].filter(Boolean).join(", ") : hatang.word("centre_nothing");
    }, 250);
  }

  function onKey(event) {
    var map = hatang.map;
    if (event.key !== "Enter" || event.target !== map.getContainer() || event.defaultPrevented) return;
    event.preventDefault();
    hatang.pickAt(map.getCenter(), { reach: 8, add: event.shiftKey || event.ctrlKey || event.metaKey });
  }

  hatang.parts.push({
    start: function (map) {
      cross = hatang.element("div", "hatang-cross");
      cross.setAttribute("aria-hidden", "true");
      said = hatang.element("div", "hatang-said");
      said.setAttribute("role", "status");
      keys = hatang.element("p", "hatang-keys");
      keys.id = "map-keys";
      keys.hidden = true; // read out with the name of the map, not seen
      map.getContainer().setAttribute("aria-describedby", keys.id);
      map.getContainer().append(cross, said, keys);
      map.getContainer().addEventListener("keydown", onKey);
      map.getContainer().addEventListener("focus", say);
      map.on("moveend", say);
    },
    update: function (changed) {
      if (changed("words")) keys.textContent = hatang.word("map_keys");
    },
  });
})();
