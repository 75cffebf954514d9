/* A word about what lies under the pointer. */
(function () {
  var tip, latest;

  function show(event) {
    var map = hatang.map;
    if (map.dragging.moving() || map._animatingZoom) return hide();
    var drawn = hatang.hitSketch(event.latlng, 3);
    if (drawn) return showDrawn(drawn, event);
    var hit = hatang.hit(event.latlng, 3);
    map.getContainer().classList.toggle("over-feature", Boolean(hit));
    if (!hit) return hide();
    hatang.hover({ layer: hit.layer.id, id: hit.feature.id });
    fill(hit);
    settle(event.containerPoint);
  }

  function showDrawn(feature, event) {
    hatang.map.getContainer().classList.add("over-feature");
    hatang.hover(null);
    if (!feature.label) return tip.classList.remove("on");
    var lines = String(feature.label).split("\n");
    tip.replaceChildren(hatang.element("strong", "", lines[0]));
    lines.slice(1).forEach(function (line) {
      tip.append(hatang.element("span", "value", line));
    });
    settle(event.containerPoint);
  }

  function fill(hit) {
    var shade = hatang.shade;
    var value = hatang.valueOf(hit.layer.id, hit.feature.properties);
    var entry = hatang.classEntry(hit.layer, hit.feature.properties);
    var name = hatang.nameOf(hit.feature);
    tip.replaceChildren(hatang.element("strong", "", name || hit.layer.label));
    if (value !== undefined) {
      tip.append(
        hatang.element("span", "value", hatang.valueText(value, shade, hatang.rangeOf(hit.feature.properties))),
        hatang.element("span", "about", shade.title)
      );
    } else if (entry) tip.append(hatang.element("span", "value", entry.label));
    if (value === undefined && name) tip.append(hatang.element("span", "about", hit.layer.label));
  }

  function settle(point) {
    tip.classList.add("on");
    var size = hatang.map.getSize();
    var left = point.x + 14;
    var top = point.y + 16;
    if (left + tip.offsetWidth > size.x - 6) left = point.x - tip.offsetWidth - 12;
    if (top + tip.offsetHeight > size.y - 6) top = point.y - tip.offsetHeight - 12;
    tip.style.transform = "translate(" + Math.max(6, left) + "px," + Math.max(6, top) + "px)";
  }

  function hide() {
    tip.classList.remove("on");
    hatang.hover(null);
  }

  hatang.parts.push({
    start: function (map) {
      tip = hatang.element("div", "hatang-tooltip");
      tip.setAttribute("aria-hidden", "true");
      map.getContainer().appendChild(tip);
      var run = hatang.soon(function () {
        if (latest) show(latest);
      });
      map.on("mousemove", function (event) {
        latest = event;
        run();
      });
      map.on("mouseout movestart zoomstart", function () {
        latest = null;
        hide();
      });
    },
  });
})();
