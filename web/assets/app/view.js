/* Where the map looks: at the chosen place, clear of the panels, until the reader moves. */
(function () {
  var still = matchMedia("(prefers-reduced-motion: reduce)");
  var ours = true;
  var pending = false;

  /* The legend covers a corner: on a wide map the place is centred in what is left. */
  function padding() {
    var size = hatang.map.getSize();
    var legend = document.querySelector(".hatang-legend:not(.folded)");
    var inset = document.querySelector(".hatang-inset");
    var wide = size.x >= 900;
    if (hatang.state.preview && inset) {
      // Rows are few and all matter: none of them under the inset or the legend.
      return { paddingTopLeft: [24, 24], paddingBottomRight: [24, inset.offsetHeight + 20] };
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
      hatang.map.fitBounds(bounds, Object.assign({ animate: false }, padding()));
    } else hatang.map.flyToBounds(bounds, Object.assign({ duration: 0.8 }, padding()));
  };

  hatang.parts.push({
    start: function (map) {
      map.setMaxBounds([[-60, 40], [70, 170]]);
      ["mousedown", "wheel", "touchstart", "keydown"].forEach(function (name) {
        map.getContainer().addEventListener(name, function () { ours = false; }, { passive: true, capture: true });
      });
      // A frame that opens hidden has no size yet; one that is turned or widened keeps its place.
      map.on("resize", function () {
        if (pending || ours) hatang.fit(false);
      });
    },
    update: function (changed, first) {
      var before = hatang.previous.view;
      var now = hatang.state.view;
      if (now && (!before || before.id !== now.id)) hatang.fit(first ? false : undefined);
    },
  });
})();
