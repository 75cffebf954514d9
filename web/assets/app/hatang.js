/* One global name, and what every other file of the map frame needs.

   Parts: a file that draws or controls something adds {start(map), update(changed)} to
   hatang.parts. start runs once; update runs after each message of the page, and
   changed("key") says whether that part of the state differs from the one before. */
var hatang = { state: { words: {}, palette: {}, layers: [] }, parts: [], map: null };

hatang.word = function (key, values) {
  var text = hatang.state.words[key] || "";
  return text.replace(/\{(\w+)\}/g, function (all, name) {
    return values && name in values ? values[name] : all;
  });
};

hatang.colour = function (name) {
  return hatang.state.palette[name];
};

/* Text enters the page here and nowhere else: never as HTML. */
hatang.element = function (tag, className, text) {
  var element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  return element;
};

hatang.button = function (className, onClick) {
  var button = hatang.element("button", className);
  button.type = "button";
  button.addEventListener("click", onClick);
  return button;
};

/* A box over the map that keeps its clicks and wheel turns to itself. */
hatang.panel = function (tag, className) {
  var panel = hatang.element(tag, className);
  L.DomEvent.disableClickPropagation(panel);
  L.DomEvent.disableScrollPropagation(panel);
  return panel;
};

/* How many answers we wait for; the loading bar listens. */
hatang.waiting = 0;
hatang.wait = function (promise) {
  var done = function () {
    hatang.waiting -= 1;
    hatang.onWaiting();
  };
  hatang.waiting += 1;
  hatang.onWaiting();
  promise.then(done, done);
  return promise;
};
hatang.onWaiting = function () {};

hatang.fetchJson = function (url) {
  return hatang.wait(
    fetch(url).then(function (answer) {
      if (!answer.ok) throw new Error(url + " answered " + answer.status);
      return answer.json();
    })
  );
};

/* Calls made several times within one frame run once. */
hatang.soon = function (action) {
  var asked = 0;
  return function () {
    if (asked) return;
    asked = requestAnimationFrame(function () {
      asked = 0;
      action();
    });
  };
};
