/* Where the map looks: at the chosen place, clear of the panels, until the reader moves. */
(function () {
  var still = matchMedia("(prefers-reduced-motion: reduce)");
  var ours = true;
  var pending = false;

  /* The legend covers a corner: on a wide map the place is centred in what is left. */
  function padding(all) {
    var size = hatang.map.getSize();
    var legend = document.querySelector(".hatang-legend:not(.folded)");
    var inset = document.querySelector(".hatang-inset");
    var wide = size.x >= 900;
    if (all && inset) {
      // Rows are few and all matter: none of them under the inset or the legend.
      return { paddingTopLeft: [36, 36], paddingBottomRight: [36, size.y - inset.getBoundingClientRect().top + 24] };
    }
    return {
      paddingTopLeft: [wide && legend && !legend.hidden ? legend.offsetWidth + 24 : 24, 24],
      paddingBottomRight: [wide && inset ? inset.offsetWidth / 3 : 24, 32],
    };
  }

  hatang.fit = function (animate) {
    var view = hatang.state.view;
    if (!view || !view.bbox) return;
    pending = !hatang.map.getSize().x;
    if (pending) return;
    var box = view.bbox;
    var bounds = [[box[1], box[0]], [box[3], box[2]]];
    ours = true;
    if (animate === false || still.matches) {
      hatang.map.fitBounds(bounds, Object.assign({ animate: false }, padding(hatang.state.preview)));
    } else hatang.map.flyToBounds(bounds, Object.assign({ duration: 0.8 }, padding(hatang.state.preview)));
  };

  /* What a question drew wins over its place, from then on. */
  function toSketch() {
    if (!hatang.map.getSize().x) return;
    hatang.goToSketch(padding(true));
    ours = false;
  }

  function aimOf(state) {
    return (state.sketch || {}).fit;
  }

  hatang.parts.push({
    start: function (map) {
      map.setMaxBounds([[-60, 40], [70, 170]]);
      ["mousedown", "wheel", "touchstart", "keydown"].forEach(function (name) {
        map.getContainer().addEventListener(name, function () { ours = false; }, { passive: true, capture: true });
      });
      // A frame that opens hidden has no size yet; one that is turned or widened keeps its place.
      map.on("resize", function () {
        var waited = pending;
        if (pending || ours) hatang.fit(false);
        if (waited && aimOf(hatang.state)) toSketch();
      });
    },
    update: function (changed, first) {
      var before = hatang.previous.view;
      var now = hatang.state.view;
      if (now && (!before || before.id !== now.id)) hatang.fit(first ? false : undefined);
      var aim = aimOf(hatang.state);
      if (aim && aim !== aimOf(hatang.previous)) toSketch();
    },
  });
})();
