/* Zoom buttons, scale, attribution, loading bar and quiet messages. */
(function () {
  var buttons = {};
  var bar, attribution, notes;
  var messages = {};
  var timer;

  function control(position, build) {
    return L.Control.extend({ options: { position: position }, onAdd: build });
  }

  function zoomBox(map) {
    var box = hatang.panel("div", "hatang-zoom");
    var add = function (key, sign, action) {
      buttons[key] = hatang.button("", action);
      buttons[key].appendChild(hatang.element("span", "sign-" + key, sign)).setAttribute("aria-hidden", "true");
      box.appendChild(buttons[key]);
    };
    add("zoom_in", "+", function () {
      map.zoomIn(1);
    });
    add("zoom_out", "−", function () {
      map.zoomOut(1);
    });
    add("zoom_home", "", function () {
      hatang.fit();
    });
    return box;
  }

  function buildNotes(map) {
    bar = hatang.element("div", "hatang-loading");
    bar.setAttribute("role", "progressbar");
    notes = hatang.panel("div", "hatang-notes");
    notes.setAttribute("role", "status");
    map.getContainer().append(bar, notes);
  }

  // The bar comes late and leaves at once: short waits do not flicker.
  hatang.onWaiting = function () {
    if (!bar) return;
    if (!hatang.waiting) {
      clearTimeout(timer);
      timer = null;
      bar.classList.remove("on");
    } else if (!timer) {
      timer = setTimeout(function () {
        bar.classList.add("on");
      }, 180);
    }
  };

  function showNotes() {
    notes.replaceChildren();
    Object.keys(messages).forEach(function (key) {
      var note = hatang.element("p", "", messages[key].text);
      if (messages[key].retry) {
        var again = hatang.button("", messages[key].retry);
        again.textContent = hatang.word("retry");
        note.append(" ", again);
      }
      notes.appendChild(note);
    });
  }

  /* A message stays until hatang.quiet(key). */
  hatang.say = function (key, text, retry) {
    if (messages[key] && messages[key].text === text) return;
    messages[key] = { text: text, retry: retry };
    showNotes();
  };

  hatang.quiet = function (key) {
    if (!messages[key]) return;
    delete messages[key];
    showNotes();
  };

  /* What is drawn while there is no server is told by those who keep it. */
  hatang.showLink = function (up) {
    if (up) hatang.quiet("link");
    else hatang.say("link", hatang.word("link_lost"));
  };

  hatang.parts.push({
    start: function (map) {
      new (control("topright", zoomBox))().addTo(map);
      L.control.scale({ position: "bottomright", imperial: false, maxWidth: 110 }).addTo(map);
      attribution = hatang.element("div", "hatang-attribution");
      new (control("bottomright", function () {
        return attribution;
      }))().addTo(map);
      buildNotes(map);
    },
    update: function (changed) {
      if (changed("words")) {
        Object.keys(buttons).forEach(function (key) {
          buttons[key].title = hatang.word(key);
          buttons[key].setAttribute("aria-label", hatang.word(key));
        });
        bar.setAttribute("aria-label", hatang.word("loading"));
        hatang.map.getContainer().setAttribute("aria-label", hatang.word("map_title"));
        document.documentElement.lang = hatang.state.lang;
        document.title = hatang.word("map_title");
        showNotes();
      }
      attribution.textContent = hatang.state.attribution || "";
    },
  });
})();
