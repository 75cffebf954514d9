/* The search box on the map: what is typed is asked of the server, answers come in groups. Only pages whose
   state has {search: {url}} show it. A chosen hit is posted by its id; the page knows what it means. */
(function () {
  var WAIT = 160;
  var box, input, clear, list, status;
  var hits = []; // {id, option}
  var at = -1;
  var timer, asking, asked;
  var found = ""; // the text whose hits are shown
  var hurried = false; // Enter was pressed before the answer came: its first hit is meant

  function settings() {
    return hatang.state.search || null;
  }

  function build() {
    box = hatang.panel("div", "hatang-search");
    box.setAttribute("role", "search");
    var lens = hatang.element("span", "lens");
    lens.setAttribute("aria-hidden", "true");
    input = hatang.element("input");
    input.type = "text";
    input.id = "search-text";
    input.maxLength = 120;
    input.autocomplete = "off";
    input.spellcheck = false;
    attributes(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search-list", enterkeyhint: "search" });
    clear = hatang.button("clear", function () {
      input.value = "";
      typed();
      input.focus();
      hatang.post({ hatang: "pick", pick: { layer: "search", id: "" } });
    });
    clear.hidden = true;
    clear.appendChild(hatang.element("span", "", "×")).setAttribute("aria-hidden", "true");
    list = hatang.element("div", "list");
    list.id = "search-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    status = hatang.element("p", "status");
    status.setAttribute("role", "status");
    status.hidden = true;
    var bar = hatang.element("div", "bar");
    bar.append(lens, input, clear);
    box.append(bar, list, status);
    box.hidden = true;
    input.addEventListener("input", typed);
    input.addEventListener("focus", typed);
    box.addEventListener("focusout", function (event) {
      if (!box.contains(event.relatedTarget)) close();
    });
    // A press on an answer must not take the focus away before it is chosen.
    list.addEventListener("pointerdown", function (event) {
      event.preventDefault();
    });
    return box;
  }

  function attributes(element, values) {
    Object.keys(values).forEach(function (name) {
      element.setAttribute(name, values[name]);
    });
  }

  function say(text) {
    status.textContent = text || "";
    status.hidden = !text;
  }

  function typed() {
    var text = input.value.trim();
    clear.hidden = !input.value;
    clearTimeout(timer);
    if (asking) asking.abort();
    asking = null;
    asked = null;
    hurried = false;
    mark(-1);
    box.classList.remove("busy");
    if (text.length < 2) {
      show([]);
      say(document.activeElement === input ? hatang.word("search_tip") : "");
      return;
    }
    timer = setTimeout(ask, WAIT, text);
  }

  function ask(text) {
    var mine = (asking = new AbortController());
    asked = text;
    box.classList.add("busy");
    if (!hits.length) say(hatang.word("search_busy"));
    fetch(settings().url + "&q=" + encodeURIComponent(text), { signal: mine.signal })
      .then(function (answer) {
        if (!answer.ok) throw new Error("search answered " + answer.status);
        return answer.json();
      })
      .then(function (content) {
        if (mine !== asking) return;
        show(content.groups, content.more);
        found = text;
        if (hurried && hits.length) return choose(0);
        say(content.hint || (hits.length ? "" : hatang.word("search_failed")));
        if (hits.length) whisper(hatang.word("search_count", { count: hits.length }));
      })
      .catch(function (fault) {
        if (fault.name === "AbortError" || mine !== asking) return;
        show([]);
        say(hatang.word("search_failed"));
      })
      .finally(function () {
        if (mine !== asking) return;
        asking = null;
        box.classList.remove("busy");
      });
  }

  /* Told to those who listen, where others see it. */
  function whisper(text) {
    say(text);
    status.classList.add("spoken");
  }

  function show(groups, more) {
    hits = [];
    at = -1;
    list.replaceChildren();
    status.classList.remove("spoken");
    groups.forEach(function (group, i) {
      var part = hatang.element("div", "group");
      var heading = hatang.element("div", "heading", group.label);
      heading.id = "search-group-" + i;
      attributes(part, { role: "group", "aria-labelledby": heading.id });
      part.appendChild(heading);
      group.hits.forEach(function (hit) {
        part.appendChild(optionOf(hit, group.kind));
      });
      list.appendChild(part);
    });
    if (more) list.appendChild(hatang.element("div", "more", more));
    list.hidden = !hits.length;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function optionOf(hit, kind) {
    var option = hatang.element("div", "option " + kind);
    option.id = "search-hit-" + hits.length;
    attributes(option, { role: "option", "aria-selected": "false" });
    option.append(hatang.element("span", "title", hit.title), hatang.element("span", "detail", hit.detail));
    var place = hits.length;
    option.addEventListener("click", function () {
      choose(place);
    });
    hits.push({ id: hit.id, title: hit.title, option: option });
    return option;
  }

  function mark(place) {
    if (at >= 0) hits[at].option.setAttribute("aria-selected", "false");
    at = place;
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    hits[at].option.setAttribute("aria-selected", "true");
    hits[at].option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", hits[at].option.id);
  }

  function choose(place) {
    var hit = hits[place];
    if (!hit) return;
    input.value = hit.title;
    clear.hidden = false;
    close();
    hatang.post({ hatang: "pick", pick: { layer: "search", id: hit.id } });
    hatang.map.getContainer().focus({ preventScroll: true }); // where its arrows work, and not nowhere
  }

  function close() {
    clearTimeout(timer);
    if (asking) asking.abort();
    asking = null;
    box.classList.remove("busy");
    show([]);
    say("");
  }

  var KEYS = {
    ArrowDown: function () {
      if (hits.length) mark((at + 1) % hits.length);
      else if (!asked) typed();
    },
    ArrowUp: function () {
      if (hits.length) mark((at + hits.length - (at < 0 ? 0 : 1)) % hits.length);
    },
    Enter: function () {
      // Those that are shown may answer what stood there a moment ago.
      if (hits.length && (at >= 0 || found === input.value.trim())) return choose(Math.max(at, 0));
      hurried = input.value.trim().length >= 2;
      if (hurried && asked !== input.value.trim()) {
        clearTimeout(timer);
        ask(input.value.trim());
      }
    },
    Escape: function () {
      if (hits.length || !status.hidden) return close();
      input.blur();
      hatang.map.getContainer().focus();
    },
  };

  /* Before every other listener: what is typed into the box is no key of the map or of a tool. */
  function onKey(event) {
    if (box.hidden) return;
    if (event.target === input) {
      event.stopImmediatePropagation();
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !KEYS[event.key]) return;
      event.preventDefault();
      KEYS[event.key]();
    } else if (box.contains(event.target)) {
      event.stopImmediatePropagation();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(input|textarea|select)$/i.test(event.target.tagName)) {
      event.preventDefault();
      hatang.goToSearch();
    }
  }

  hatang.goToSearch = function () {
    input.focus();
    input.select();
  };

  hatang.parts.push({
    start: function (map) {
      new (L.Control.extend({ options: { position: "topleft" }, onAdd: build }))().addTo(map);
      document.addEventListener("keydown", onKey, true);
    },
    update: function (changed) {
      box.hidden = !settings();
      if (changed("words")) {
        input.placeholder = hatang.word("search_placeholder");
        input.setAttribute("aria-label", hatang.word("search_label"));
        list.setAttribute("aria-label", hatang.word("search_results"));
        clear.title = hatang.word("search_clear");
        clear.setAttribute("aria-label", hatang.word("search_clear"));
      }
    },
  });
})();
