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

  /* Whether the map still asks for these values: each message of the page brings a new object. */
  function asked(url) {
    var now = hatang.state.choropleth;
    return Boolean(now) && now.values_url === url;
  }

  hatang.parts.push({
    update: function (changed) {
      if (!changed("choropleth")) return;
      var wanted = hatang.state.choropleth;
      if (!wanted) return show(null);
      if (wanted.values) return show(wanted); // few enough to come with the state
      var url = wanted.values_url;
      load(wanted).then(
        function (answer) {
          if (!asked(url)) return;
          hatang.quiet("values");
          var latest = hatang.state.choropleth;
          show(Object.assign({}, latest, { values: answer.values, ranges: answer.ranges }));
        },
        function () {
          if (!asked(url)) return;
          hatang.say("values", hatang.word("values_failed"));
          show(Object.assign({}, hatang.state.choropleth, { values: {} }));
        }
      );
    },
  });

  /* undefined: the area is not part of the question (another city, another layer) and stays plain;
     null: it is, and nothing is known; a word: the id of a state. None of them may look alike. */
  hatang.valueOf = function (layerId, properties) {
    var shade = hatang.shade;
    if (!shade || shade.layer !== layerId) return undefined;
    var value = shade.values[properties.code];
    if (typeof value === "string") return hatang.stateOf(value) ? value : null;
    return typeof value === "number" || value === undefined ? value : null;
  };

  /* What an area is that has no number: {id, label, count, fill, mark, line}. */
  hatang.stateOf = function (id) {
    return (hatang.shade.states || []).find(function (state) {
      return state.id === id;
    });
  };

  /* [low, high] of a value that is an estimate. */
  hatang.rangeOf = function (properties) {
    return (hatang.shade.ranges || {})[properties.code];
  };
})();
