/* The values of the indicator on the map: fetched once per address, put in place when they are here,
   so that the old colours stay until the new ones are ready. */
(function () {
  var cache = {};
  hatang.shade = null;

  function show(shade) {
    hatang.shade = shade;
    hatang.redraw();
  }

  function load(shade) {
    var url = shade.values_url;
    if (!cache[url]) {
      cache[url] = hatang.fetchJson(url);
      cache[url].catch(function () {
        delete cache[url];
      });
    }
    return cache[url];
  }

  hatang.parts.push({
    update: function (changed) {
      if (!changed("choropleth")) return;
      var wanted = hatang.state.choropleth;
      if (!wanted) return show(null);
      load(wanted).then(
        function (answer) {
          if (hatang.state.choropleth === wanted) {
            hatang.quiet("values");
            show(Object.assign({}, wanted, { values: answer.values }));
          }
        },
        function () {
          if (hatang.state.choropleth !== wanted) return;
          hatang.say("values", hatang.word("values_failed"));
          show(Object.assign({}, wanted, { values: {} }));
        }
      );
    },
  });

  /* undefined: the area is not part of the question (another city, another layer) and stays plain;
     null: it is, and nothing is known. The two must not look alike. */
  hatang.valueOf = function (layerId, properties) {
    var shade = hatang.shade;
    if (!shade || shade.layer !== layerId) return undefined;
    var value = shade.values[properties.code];
    return typeof value === "number" || value === undefined ? value : null;
  };
})();
