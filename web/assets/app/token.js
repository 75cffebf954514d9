/* The frame has no origin and so no cookie: what it asks this server for carries a token, which the page gives.
   Where an answer says that the token is no good, the page is told: it brings a new one, or signs in again. */
(function () {
  var token = null;
  var told = 0;
  var PATIENCE_MS = 5000;

  function isOurs(url) {
    return typeof url === "string" && /^\/(tiles|basemap|api)\//.test(url);
  }

  /* An address as it is asked for. */
  hatang.signed = function (url) {
    if (!token || !isOurs(url)) return url;
    return url + (url.indexOf("?") < 0 ? "?" : "&") + "t=" + encodeURIComponent(token);
  };

  /* What an answer with this status means for whoever sits here. */
  hatang.heard = function (status) {
    if (status !== 401 || Date.now() - told < PATIENCE_MS) return;
    told = Date.now();
    parent.postMessage({ hatang: "refused" }, "*");
  };

  hatang.parts.push({
    start: function () {
      window.addEventListener("message", function (event) {
        if (event.source !== parent || !event.data || event.data.hatang !== "token") return;
        token = event.data.token;
        if (told && hatang.grid) hatang.grid.redraw();
        told = 0;
      });
    },
    update: function (changed) {
      if (changed("token")) token = hatang.state.token || null; // the first of all parts: before any asks
    },
  });
})();
