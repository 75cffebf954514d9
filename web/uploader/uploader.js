/* Runs in the Streamlit page: takes files by drop or by choice, sorts them into datasets, sends each part to
   the upload route and tells Python the jobs they became. What is under way outlives the element: somebody
   may look at the map meanwhile and come back. File names are text everywhere, never HTML. */
const held = (window.hatangUploads = window.hatangUploads || { sets: [], jobs: [], serial: 0 });
const TRIES = 3;

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  held.data = data;
  held.tell = (jobs) => setTriggerValue("jobs", jobs);
  if (!parentElement.querySelector(".uploader")) parentElement.appendChild(build());
  held.root = parentElement;
  dress();
  show();
  tellJobs();
  return () => {
    if (held.root === parentElement) held.root = held.tell = null;
  };
}

/* ---- words and elements */

function word(key, values) {
  return (held.data.words[key] || key).replace(/\{(\w+)\}/g, (all, name) =>
    values && name in values ? values[name] : all
  );
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function button(text, onClick, className) {
  const made = element("button", className || "", text);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

function megabytes(bytes) {
  const giga = bytes >= 2 ** 30;
  const value = bytes / (giga ? 2 ** 30 : 2 ** 20);
  const form = { maximumFractionDigits: value < 10 ? 1 : 0 };
  const number = new Intl.NumberFormat(held.data.lang === "vi" ? "vi-VN" : "en-GB", form);
  return number.format(bytes && value < 0.1 ? 0.1 : value) + (giga ? " GB" : " MB");
}

/* ---- the drop zone */

function build() {
  const root = element("section", "uploader");
  const zone = element("div", "zone");
  const input = element("input");
  input.type = "file";
  input.multiple = true;
  input.id = "hatang-files";
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  const label = element("label", "choose");
  label.htmlFor = input.id;
  zone.append(input, element("p", "invite"), label, element("p", "limits"));
  ["dragenter", "dragover"].forEach((name) =>
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    })
  );
  ["dragleave", "drop"].forEach((name) =>
    zone.addEventListener(name, () => zone.classList.remove("over"))
  );
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  const list = element("ul", "sets");
  const status = element("p", "status");
  status.setAttribute("role", "status");
  root.append(zone, list, status);
  window.addEventListener("beforeunload", (event) => {
    if (held.sets.some(isUnderWay)) event.preventDefault();
  });
  return root;
}

function dress() {
  const root = held.root;
  root.querySelector(".invite").textContent = word("invite");
  root.querySelector(".choose").textContent = word("choose");
  root.querySelector(".limits").textContent = word("limits", { mb: megabytes(held.data.most_bytes) });
  root.querySelector("input").setAttribute("aria-label", word("choose"));
}

/* ---- datasets */

/* The suffix that a part goes by: the longest known one, so that .shp.xml is not .xml. */
function partOf(name) {
  const low = name.toLowerCase();
  for (const [lead, suffixes] of Object.entries(held.data.sets)) {
    const found = suffixes.filter((suffix) => low.endsWith(suffix)).sort((a, b) => b.length - a.length)[0];
    if (found) return { lead, suffix: found, key: lead + "|" + low.slice(0, -found.length) };
  }
  return null;
}

function take(files) {
  files.forEach((file) => {
    const part = partOf(file.name);
    const waiting = part && held.sets.find((set) => set.key === part.key && set.state === "waiting");
    const set = waiting || begin(part);
    set.parts = set.parts.filter((old) => old.suffix !== (part && part.suffix) || !part);
    set.parts.push({ file, suffix: part ? part.suffix : "", sent: 0 });
  });
  const waiting = held.sets.filter((set) => set.state === "waiting");
  waiting.forEach(judge);
  // Complete sets go at once; others say what is missing and wait for the part or for a leave.
  waiting.filter((set) => !set.fault && !set.missing.length).forEach(send);
  show();
}

function begin(part) {
  const set = { key: part && part.key, lead: part && part.lead, parts: [], state: "waiting" };
  set.number = ++held.serial;
  held.sets.push(set);
  return set;
}

function judge(set) {
  set.missing = missing(set);
  set.fault = fault(set);
}

function missing(set) {
  if (set.lead !== ".shp") return [];
  const there = set.parts.map((part) => part.suffix);
  return [".shx", ".dbf", ".prj"].filter((suffix) => !there.includes(suffix));
}

function fault(set) {
  if (total(set) > held.data.most_bytes) {
    return word("too_large", { mb: megabytes(held.data.most_bytes) });
  }
  if (set.lead && !set.parts.some((part) => part.suffix === set.lead)) {
    return word("no_lead", { part: set.lead });
  }
  const lead = set.parts.find((part) => part.suffix === set.lead) || set.parts[0];
  return lead.file.size ? null : word("no_bytes");
}

function total(set) {
  return set.parts.reduce((sum, part) => sum + part.file.size, 0);
}

function nameOf(set) {
  const lead = set.parts.find((part) => part.suffix === set.lead) || set.parts[0];
  return lead.file.name;
}

function isUnderWay(set) {
  return set.state === "sending" || set.state === "trying";
}

/* ---- sending */

async function send(set) {
  forget(set); // what an attempt before left on the server
  set.state = "sending";
  set.error = null;
  show();
  try {
    set.id = (await ask(set, "POST", "/api/uploads")).id;
    for (let n = 0; n < set.parts.length; n++) {
      const part = set.parts[n];
      const path = "/api/uploads/" + set.id + "/" + n + "?name=" + encodeURIComponent(part.file.name);
      await ask(set, "PUT", path, part);
    }
    const job = (await ask(set, "POST", "/api/uploads/" + set.id + "/done")).job;
    set.state = "done";
    held.jobs.push(job);
  } catch (fault) {
    if (set.state !== "gone") {
      set.state = "failed";
      set.error = fault.sentence || word("failed");
    }
  }
  show();
  tellJobs();
}

/* One request; a network that fails is tried again, a refusal is not. */
async function ask(set, method, path, part) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(set, method, path, part);
    } catch (fault) {
      if (set.state === "gone" || fault.sentence !== undefined || attempt > TRIES) throw fault;
      set.state = "trying";
      show();
      await new Promise((wake) => setTimeout(wake, 1000 * attempt * attempt));
      if (set.state === "gone") throw fault;
      set.state = "sending";
    }
  }
}

function once(set, method, path, part) {
  return new Promise((resolve, reject) => {
    const request = (set.request = new XMLHttpRequest());
    const mark = path.includes("?") ? "&" : "?";
    request.open(method, held.data.base + path + mark + "lang=" + held.data.lang);
    request.setRequestHeader("X-Hatang", "upload");
    request.responseType = "json";
    if (part) {
      request.upload.onprogress = (event) => {
        part.sent = event.loaded;
        showProgress(set);
      };
    }
    request.onload = () => {
      if (request.status < 300) return resolve(request.response || {});
      const said = (request.response || {}).message;
      // Behind a proxy an answer may be its own; those of 502 to 504 pass.
      reject(request.status >= 502 && request.status <= 504 ? {} : { sentence: said || word("refused") });
    };
    request.onerror = request.ontimeout = request.onabort = () => reject({});
    request.send(part ? part.file : null);
  });
}

function drop(set) {
  const running = isUnderWay(set);
  set.state = "gone";
  if (set.request && running) set.request.abort();
  forget(set);
  held.sets = held.sets.filter((other) => other !== set);
  show();
  tellJobs();
}

function forget(set) {
  if (set.id) once({}, "DELETE", "/api/uploads/" + set.id).catch(() => {});
  set.id = null;
}

/* Told when nothing is under way any more, so that a page of several files is not torn away. */
function tellJobs() {
  if (!held.jobs.length || !held.tell || held.sets.some(isUnderWay)) return;
  held.sets = held.sets.filter((set) => set.state !== "done");
  const jobs = held.jobs;
  held.jobs = [];
  show();
  held.tell(jobs);
}

/* ---- the list */

function show() {
  if (!held.root) return;
  const list = held.root.querySelector(".sets");
  const focused = list.getRootNode().activeElement;
  const mark = focused && focused.dataset ? focused.dataset.mark : null;
  list.replaceChildren(...held.sets.map(row));
  if (mark) list.querySelector('[data-mark="' + mark + '"]')?.focus();
  const left = held.sets.filter(isUnderWay).length;
  held.root.querySelector(".status").textContent = left ? word("sending", { count: left }) : "";
}

function row(set) {
  const item = element("li", set.state);
  item.dataset.number = set.number;
  const head = element("div", "head");
  head.append(element("span", "name", nameOf(set)), element("span", "size", megabytes(total(set))));
  item.append(head);
  if (set.lead === ".shp") item.append(parts(set));
  const sentence = set.fault || set.error || (set.state === "trying" ? word("trying") : "");
  if (sentence) item.append(element("p", set.state === "trying" ? "note" : "fault", sentence));
  if (set.state === "waiting" && !set.fault) {
    set.missing.forEach((suffix) => item.append(element("p", "note", word("missing" + suffix))));
  }
  if (isUnderWay(set)) item.append(bar(set));
  item.append(actions(set));
  return item;
}

/* The check-list of a Shapefile: what came, and what did not. */
function parts(set) {
  const list = element("p", "parts");
  const there = set.parts.map((part) => part.suffix);
  [".shp", ".shx", ".dbf", ".prj"].forEach((suffix) => {
    const has = there.includes(suffix);
    const chip = element("span", has ? "part has" : "part", (has ? "✓ " : "– ") + suffix.slice(1));
    chip.setAttribute("aria-label", word(has ? "has" : "has_not", { part: suffix }));
    list.append(chip);
  });
  if (there.includes(".cpg")) list.append(element("span", "part has", "✓ cpg"));
  return list;
}

function bar(set) {
  const made = element("progress");
  made.max = Math.max(1, total(set));
  made.value = set.parts.reduce((sum, part) => sum + Math.min(part.sent, part.file.size), 0);
  made.setAttribute("aria-label", nameOf(set));
  return made;
}

function showProgress(set) {
  const made = held.root && held.root.querySelector('li[data-number="' + set.number + '"] progress');
  if (made) made.value = bar(set).value;
}

function actions(set) {
  const made = element("div", "actions");
  const add = (key, action, className) => {
    const one = made.appendChild(button(word(key), action, className));
    one.dataset.mark = key + set.number;
  };
  if (set.state === "waiting" && !set.fault) add("send_anyway", () => send(set), "strong");
  if (set.state === "failed") add("again", () => send(set), "strong");
  if (set.state !== "done") add(isUnderWay(set) ? "cancel" : "remove", () => drop(set));
  return made;
}
