/* Runs in the Streamlit page: keeps what is drawn on the map until the server has it. A lost connection, a reload or
   a closed window lose nothing: the changes lie in the browser, and are sent again by whoever opens the page next. */
const hatangDrawings = (() => {
  const CHANGE = "hatang:change:";
  const DRAFT = "hatang:draft";
  const WAITS_MS = [1000, 2000, 4000, 8000, 15000];
  const MOST_CHARACTERS = 150000;
  const aside = new Map(); // where the browser keeps nothing
  const frames = new Set();
  let busy = false;
  let failed = 0;
  let alone = false; // one change at a time, after a batch that was refused whole
  let timer = null;

  const write = (key, value) => {
    try {
      window.localStorage.setItem(key, JSON.stringify(value));
    } catch {
      aside.set(key, value);
    }
  };
  const erase = (key) => {
    aside.delete(key);
    try {
      window.localStorage.removeItem(key);
    } catch {
      return;
    }
  };
  const read = (key) => {
    if (aside.has(key)) return aside.get(key);
    try {
      return JSON.parse(window.localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const keys = () => {
    const own = [...aside.keys()];
    try {
      own.push(...Object.keys(window.localStorage));
    } catch {
      return own;
    }
    return own;
  };
  /* In the order they were made: their ids begin with the time. */
  const waiting = () =>
    keys()
      .filter((key) => key.startsWith(CHANGE))
      .sort()
      .map(read)
      .filter((one) => one && one.change && one.url);

  const tell = (content) => {
    for (const frame of frames) {
      if (!frame.isConnected) frames.delete(frame);
      else frame.contentWindow.postMessage({ hatang: "drawing", ...content }, "*");
    }
  };

  const nextBatch = () => {
    const [first, ...rest] = waiting();
    if (!first) return [];
    const batch = [first];
    let size = JSON.stringify(first.change).length;
    for (const one of alone ? [] : rest) {
      size += JSON.stringify(one.change).length;
      if (one.drawing !== first.drawing || size > MOST_CHARACTERS || batch.length >= 100) break;
      batch.push(one);
    }
    return batch;
  };

  const send = async (batch) => {
    const answer = await fetch(batch[0].url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-hatang": "drawing" },
      body: JSON.stringify({ changes: batch.map((one) => one.change) }),
    });
    if (answer.ok) return answer.json();
    if (![400, 404, 413].includes(answer.status)) throw new Error(`answered ${answer.status}`);
    if (batch.length > 1) {
      alone = true;
      return { acked: [], refused: [] };
    }
    return { acked: [], refused: [{ id: batch[0].change.id, message: "" }] };
  };

  const flush = async () => {
    if (busy) return;
    clearTimeout(timer);
    busy = true;
    try {
      for (let batch = nextBatch(); batch.length; batch = nextBatch()) {
        const answer = await send(batch);
        const done = [...answer.acked, ...answer.refused.map((one) => one.id)];
        batch.filter((one) => done.includes(one.change.id)).forEach((one) => erase(CHANGE + one.change.id));
        if (batch.length === 1) alone = false;
        failed = 0;
        tell({ ...answer, unsaved: 0 });
        if (!done.length && !alone) throw new Error("nothing was taken");
      }
    } catch {
      timer = setTimeout(flush, WAITS_MS[Math.min(failed, WAITS_MS.length - 1)]);
      failed += 1;
      tell({ unsaved: waiting().length });
    } finally {
      busy = false;
    }
  };

  const listen = (frame) => (event) => {
    if (event.source !== frame.contentWindow || !event.data) return;
    const { hatang, change, draft, drawing, url } = event.data;
    if (hatang === "change" && change && typeof change.id === "string") {
      write(CHANGE + change.id, { drawing, url, change });
      flush();
    } else if (hatang === "draft") {
      if (draft) write(DRAFT, draft);
      else erase(DRAFT);
    } else if (hatang === "ready") {
      const pending = waiting().map((one) => ({ drawing: one.drawing, change: one.change }));
      // After the first state, which says what is drawn at all.
      setTimeout(() => {
        tell({ pending, draft: read(DRAFT) });
        flush();
      }, 50);
    }
  };

  window.addEventListener("online", flush);
  return (frame) => {
    if (frames.has(frame)) return;
    frames.add(frame);
    window.addEventListener("message", listen(frame));
  };
})();
