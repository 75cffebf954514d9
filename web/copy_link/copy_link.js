/* Runs in the Streamlit page: copies a link when its button is pressed. Pages that are served without TLS have no
   clipboard of the browser's: then the text is copied the old way, and where that fails it is shown to be taken. */
export default function (component) {
  const { data, parentElement } = component;
  let root = parentElement.querySelector(".copy");
  if (!root) {
    root = document.createElement("div");
    root.className = "copy";
    const button = document.createElement("button");
    button.type = "button";
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    const field = document.createElement("input");
    field.readOnly = true;
    field.hidden = true;
    root.append(button, field, said);
    button.addEventListener("click", () => copy(root));
    parentElement.append(root);
  }
  root.data = data;
  root.querySelector("button").textContent = data.label;
  root.querySelector("input").setAttribute("aria-label", data.by_hand);
}

function linkOf(data) {
  const here = window.location;
  return data.query === null || data.query === undefined ? here.href : here.origin + here.pathname + "?" + data.query;
}

async function copy(root) {
  const link = linkOf(root.data);
  const done = (await modern(link)) || old(root, link);
  const field = root.querySelector("input");
  field.value = link;
  field.hidden = done;
  root.querySelector("p").textContent = done ? root.data.done : root.data.by_hand;
  if (!done) field.select();
}

async function modern(link) {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch (fault) {
    return false;
  }
}

function old(root, link) {
  const field = root.querySelector("input");
  field.hidden = false;
  field.value = link;
  field.select();
  try {
    return document.execCommand("copy");
  } catch (fault) {
    return false;
  } finally {
    root.querySelector("button").focus();
  }
}
