/* Runs in the Streamlit page, not in the map frame: owns the frame, passes messages both ways.
   The frame is sandboxed without allow-same-origin, so nothing inside it can reach this page. */

/* Where the reader looks stands in the address, last and written as Python writes it, so that the page finds
   nothing to mend in it. No run of the page is caused by it. */
const hatangWriteAt = (at) => {
  const others = location.search.slice(1).split("&").filter((part) => part && !part.startsWith("at="));
  const search = `?${[...others, `at=${encodeURIComponent(at)}`].join("&")}`;
  if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
};

/* Streamlit sends the address as it last wrote it itself, so the server is told beside it. */
const hatangTellAt = (place, at) => {
  fetch(place.url, {
    method: "POST",
    keepalive: true,
    headers: { "content-type": "application/json", "x-hatang": "map" },
    body: JSON.stringify({ key: place.key, at }),
  }).catch(() => {});
};

/* Whether the page still has its server: Streamlit says so on its outermost element. */
const hatangWatchLink = (frame) => {
  const read = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const state = app && app.getAttribute("data-test-connection-state");
    return navigator.onLine && (!state || state === "CONNECTED");
  };
  let timer = null;
  let told = true;
  const look = () => {
    clearTimeout(timer);
    if (frame.hatang.place && frame.hatang.at) hatangWriteAt(frame.hatang.at); // the page writes its part at the end of a run
    // A word only for what lasts: a short break mends itself.
    timer = setTimeout(() => {
      if (!frame.isConnected || read() === told) return;
      told = read();
      frame.contentWindow.postMessage({ hatang: "link", up: told }, "*");
      if (!told) frame.hatang.askSession(); // it may be that somebody was signed out
    }, told ? 1500 : 0);
  };
  const observer = new MutationObserver(look);
  const watched = ["data-test-connection-state", "data-test-script-state"];
  observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: watched });
  ["online", "offline"].forEach((name) => window.addEventListener(name, look));
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    ["online", "offline"].forEach((name) => window.removeEventListener(name, look));
  };
};

/* "/" leads to the search on the map also from the page beside it, where nobody types. */
const hatangFindKey = (frame) => {
  const onKey = (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const from = event.composedPath()[0];
    if (/^(input|textarea|select)$/i.test(from.tagName || "") || from.isContentEditable) return;
    if (!frame.isConnected || !frame.hatang.ready || !frame.hatang.state.search) return;
    event.preventDefault();
    frame.focus();
    frame.contentWindow.postMessage({ hatang: "find" }, "*");
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
};

/* Who is signed in stays so while the page is open and used; who is not any more is led to sign in. What was
   drawn waits in the browser meanwhile (drawing_queue.js). */
const hatangKeepSession = (frame) => {
  const EVERY_MS = 240000;
  const ask = async () => {
    const { session } = frame.hatang;
    if (!session || !frame.isConnected) return;
    try {
      const answer = await fetch(session.url, { headers: { "x-hatang": "session" }, cache: "no-store" });
      if (answer.status === 401) {
        window.location.assign(`${session.sign_in}?to=${encodeURIComponent(location.pathname + location.search)}`);
      } else if (answer.ok) {
        const { token } = await answer.json();
        frame.contentWindow.postMessage({ hatang: "token", token }, "*");
      }
    } catch {
      return; // no connection: the tiles say so
    }
  };
  frame.hatang.askSession = ask;
  const timer = setInterval(() => document.visibilityState === "visible" && ask(), EVERY_MS);
  return () => clearInterval(timer);
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let frame = parentElement.querySelector("iframe");
  if (!frame) {
    frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.style.cssText = "display:block;width:100%;border:0;min-height:420px";
    parentElement.appendChild(frame);
  }
  hatangDrawings(frame); // drawing_queue.js, which stands before this file
  frame.hatang = Object.assign(frame.hatang || { ready: false }, {
    state: data.state,
    place: data.place,
    session: data.session,
    setTriggerValue,
  });
  frame.title = data.title;
  frame.style.height = data.height;

  const send = () =>
    // An opaque origin cannot be named as a target; the window itself is ours.
    frame.contentWindow.postMessage({ hatang: "state", state: frame.hatang.state, goneTo: window.hatangGoneTo }, "*");

  if (!frame.hatang.listener) {
    frame.hatang.listener = (event) => {
      if (event.source !== frame.contentWindow || !event.data) return;
      if (event.data.hatang === "ready") {
        frame.hatang.ready = true;
        send();
      } else if (event.data.hatang === "pick") {
        frame.hatang.setTriggerValue("pick", event.data.pick);
      } else if (event.data.hatang === "view" && frame.hatang.place) {
        frame.hatang.at = String(event.data.at).slice(0, 80);
        hatangWriteAt(frame.hatang.at);
        hatangTellAt(frame.hatang.place, frame.hatang.at);
      } else if (event.data.hatang === "refused") {
        frame.hatang.askSession();
      } else if (event.data.hatang === "gone") {
        window.hatangGoneTo = event.data.go; // a frame that is built anew is not sent there again
      }
    };
    window.addEventListener("message", frame.hatang.listener);
    frame.hatang.unwatch = hatangWatchLink(frame);
    frame.hatang.unkey = hatangFindKey(frame);
    frame.hatang.unkeep = hatangKeepSession(frame);
  }

  if (frame.dataset.rev !== data.rev) {
    frame.dataset.rev = data.rev;
    frame.hatang.ready = false;
    frame.srcdoc = data.html.split("__ORIGIN__").join(window.location.origin);
  } else if (frame.hatang.ready) {
    send();
  }

  return () => {
    window.removeEventListener("message", frame.hatang.listener);
    frame.hatang.listener = null;
    frame.hatang.unwatch();
    frame.hatang.unkey();
    frame.hatang.unkeep();
  };
}
