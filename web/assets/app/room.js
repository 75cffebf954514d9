/* What the boxes over the map leave free. A place that is shown whole goes where it is drawn largest: beside a
   box or above it, never under it. */
(function () {
  var EDGE = 20;
  var GAP = 12;

  /* Whether a box is there, and where it stands in the map. */
  function place(selector) {
    var box = document.querySelector(selector);
    if (!box || box.hidden || !box.offsetWidth) return null;
    var map = hatang.map.getContainer().getBoundingClientRect();
    var at = box.getBoundingClientRect();
    return { left: at.left - map.left, top: at.top - map.top, right: at.right - map.left, bottom: at.bottom - map.top };
  }

  /* The ways to keep clear of each box, as the least distance from the sides of the map. */
  function ways(size) {
    var search = place(".hatang-search");
    var hint = place(".hatang-hint:not(.hatang-pen-bar)");
    var legend = place(".hatang-legend");
    var inset = place(".hatang-inset");
    var zoom = place(".hatang-zoom");
    var list = [];
    if (search) list.push([{ top: search.bottom + GAP }]);
    if (hint) list.push([{ top: hint.bottom + GAP }]);
    if (legend) list.push([{ left: legend.right + GAP }, { bottom: size.y - legend.top + GAP }]);
    if (inset) list.push([{ right: size.x - inset.left + GAP }, { bottom: size.y - inset.top + GAP }]);
    if (zoom) list.push([{ right: size.x - zoom.left + GAP / 2 }, { top: zoom.bottom + GAP }]);
    return list;
  }

  function together(a, b) {
    var sum = Object.assign({}, a);
    Object.keys(b).forEach(function (side) {
      sum[side] = Math.max(sum[side], b[side]);
    });
    return sum;
  }

  /* The free space in which `bounds` is drawn largest, as Leaflet's options of a fit. */
  hatang.roomFor = function (bounds) {
    var size = hatang.map.getSize();
    var box = L.latLngBounds(bounds);
    var span = hatang.map.project(box.getSouthEast(), 10).subtract(hatang.map.project(box.getNorthWest(), 10));
    span = L.point(Math.max(1, span.x), Math.max(1, span.y)); // a single point has no extent
    var rooms = [{ left: EDGE, top: EDGE, right: EDGE, bottom: EDGE }];
    ways(size).forEach(function (choices) {
      rooms = rooms.flatMap(function (room) {
        return choices.map(function (choice) {
          return together(room, choice);
        });
      });
    });
    var best = rooms.map(function (room) {
      var wide = size.x - room.left - room.right;
      var high = size.y - room.top - room.bottom;
      return { room: room, scale: Math.min(wide / span.x, high / span.y), ground: wide * high };
    }).sort(function (a, b) {
      return b.scale - a.scale || b.ground - a.ground;
    })[0];
    var room = best.scale > 0 ? best.room : { left: EDGE, top: EDGE, right: EDGE, bottom: EDGE };
    return { paddingTopLeft: [room.left, room.top], paddingBottomRight: [room.right, room.bottom] };
  };
})();
