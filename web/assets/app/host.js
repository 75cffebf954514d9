/* Runs in the Streamlit page, not in the map frame: owns the frame, passes messages both ways.
   The frame is sandboxed without allow-same-origin, so nothing inside it can reach this page. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let frame = parentElement.querySelector("iframe");
  if (!frame) {
    frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.style.cssText = "display:block;width:100%;border:0;min-height:420px";
    parentElement.appendChild(frame);
  }
  frame.hatang = Object.assign(frame.hatang || { ready: false }, { state: data.state, setTriggerValue });
  frame.title = data.title;
  frame.style.height = data.height;

  const send = () =>
    // An opaque origin cannot be named as a target; the window itself is ours.
    frame.contentWindow.postMessage({ hatang: "state", state: frame.hatang.state }, "*");

  if (!frame.hatang.listener) {
    frame.hatang.listener = (event) => {
      if (event.source !== frame.contentWindow || !event.data) return;
      if (event.data.hatang === "ready") {
        frame.hatang.ready = true;
        send();
      } else if (event.data.hatang === "pick") {
        frame.hatang.setTriggerValue("pick", event.data.pick);
      }
    };
    window.addEventListener("message", frame.hatang.listener);
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
  };
}
