/* A small map of the whole country in the corner, so that both archipelagos are named on every map, at
   every zoom; a frame shows where the reader is. On a small map only the archipelagos are left of it: the rest
   would cover the city. */
(function () {
  var SVG = "http://www.w3.org/2000/svg";
  var WEST = 101.6;
  var EAST = 118.4;
  var NORTH = 23.9;
  var WIDTH = 150;
  var SCALE = WIDTH / (EAST - WEST);
  var HEIGHT = Math.round(place([WEST, 4])[1]);
  var ISLANDS = [66, 56, 83, HEIGHT - 57]; // x, y, width, height of the part with both and their names
  var frame, box, svg, texts = [];

  function mercator(lat) {
    var clamped = Math.max(-85, Math.min(85, lat));
    return (Math.log(Math.tan(Math.PI / 4 + (clamped * Math.PI) / 360)) * 180) / Math.PI;
  }

  function place(lonlat) {
    return [(lonlat[0] - WEST) * SCALE, (mercator(NORTH) - mercator(lonlat[1])) * SCALE];
  }

  function add(parent, tag, attributes) {
    var node = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (name) {
      node.setAttribute(name, attributes[name]);
    });
    return parent.appendChild(node);
  }

  function outline(ring) {
    return "M" + ring.map(function (lonlat) {
      return place(lonlat).map(function (v) { return v.toFixed(1); }).join(",");
    }).join("L") + "Z";
  }

  function build() {
    box = hatang.panel("div", "hatang-inset");
    box.setAttribute("role", "img");
    svg = add(box, "svg", { "aria-hidden": "true" });
    cut();
    add(svg, "path", { class: "country", d: hatang.VIET_NAM.map(outline).join("") });
    hatang.PLACES.forEach(function (one) {
      if (one.sea) return;
      one.islands.forEach(function (island) {
        var at = place(island);
        add(svg, "circle", { class: "island", cx: at[0], cy: at[1], r: 1 });
      });
      name(svg, one);
    });
    frame = add(svg, "rect", { class: "frame" });
    return box;
  }

  function cut() {
    var small = window.innerWidth < 600 || window.innerHeight < 520;
    box.classList.toggle("small", small);
    svg.setAttribute("viewBox", (small ? ISLANDS : [0, 0, WIDTH, HEIGHT]).join(" "));
  }

  /* "Quần đảo" over the name over its city: three short lines fit where one long does not. */
  function name(svg, one) {
    var at = place(one.at);
    var below = Math.max.apply(null, one.islands.map(function (i) { return place(i)[1]; }));
    [0, 1, 2].forEach(function (line) {
      var text = add(svg, "text", { x: Math.min(at[0], WIDTH - 28), y: below + 10.5 + line * 10.5 });
      if (line === 2) text.setAttribute("class", "unit");
      texts.push({ node: text, words: one.words, line: line });
    });
  }

  function fillWords() {
    texts.forEach(function (text) {
      var full = hatang.word(text.words[0]);
      var cut = full.split(" ").length > 2 ? full.split(" ").slice(0, 2).join(" ").length : 0;
      var parts = [full.slice(0, cut), full.slice(cut).trim(), hatang.word(text.words[1])];
      text.node.textContent = parts[text.line];
    });
    box.setAttribute("aria-label", hatang.word("inset"));
    box.title = hatang.word("inset");
  }

  function showFrame() {
    var view = hatang.map.getBounds();
    var a = place([view.getWest(), view.getNorth()]);
    var b = place([view.getEast(), view.getSouth()]);
    var wide = Math.max(5, b[0] - a[0]);
    var high = Math.max(5, b[1] - a[1]);
    frame.classList.toggle("large", wide > WIDTH / 3);
    frame.setAttribute("x", (a[0] + b[0] - wide) / 2);
    frame.setAttribute("y", (a[1] + b[1] - high) / 2);
    frame.setAttribute("width", wide);
    frame.setAttribute("height", high);
  }

  hatang.parts.push({
    start: function (map) {
      var Inset = L.Control.extend({ options: { position: "bottomright" }, onAdd: build });
      new Inset().addTo(map);
      map.on("resize", cut);
      map.on("move zoomend resize", hatang.soon(showFrame));
      showFrame();
    },
    update: function (changed) {
      if (changed("words")) fillWords();
    },
  });
})();
