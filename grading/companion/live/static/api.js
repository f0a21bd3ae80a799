// Asking the server, and listening to it.

const GONE = "The server was stopped. Start it again with picograd live.";

/** The learner has not got there: `closed` says which stage opens it. */
export class Closed extends Error {
  constructor(closed) {
    super(closed.sentence);
    this.closed = closed;
  }
}

/** The learner's code gave no answer: `trouble` says why. */
export class Trouble extends Error {
  constructor(trouble) {
    super(trouble.sentence);
    this.trouble = trouble;
  }
}

async function read(asked) {
  let response;
  try {
    response = await asked;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(GONE);
  }
  let data;
  try {
    data = await response.json();
  } catch {
    throw new Error(response.ok ? "The server gave half an answer. Try it again." : GONE);
  }
  if (!response.ok) throw new Error(data.sentence ?? GONE);
  if (data?.closed?.sentence) throw new Closed(data.closed);
  if (data?.trouble?.sentence) throw new Trouble(data.trouble);
  return data;
}

/** The data at an address. Closed, Trouble, or an Error whose message is a sentence. */
export function get(path, options = {}) {
  return read(fetch(path, { signal: options.signal }));
}

/** What the server says to `body`; errors as `get` has them. */
export function post(path, body, options = {}) {
  return read(
    fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: options.signal,
      keepalive: options.keepalive ?? false,
    }),
  );
}

/** This page, for as long as it is open. */
export const page = crypto.randomUUID();

const handlers = new Map();
let source = null;
let attempts = 0;

function dispatch(name, data) {
  for (const handler of [...(handlers.get(name) ?? [])]) handler(data);
}

function subscribe(name) {
  source?.addEventListener(name, (event) => dispatch(name, JSON.parse(event.data)));
}

/** Calls `handler(data)` for each event `name`, until the function that it returns is called.
 *  "connected" and "gone" ({sentence}) are told by this side.
 */
export function listen(name, handler) {
  if (!handlers.has(name)) {
    handlers.set(name, new Set());
    subscribe(name);
  }
  handlers.get(name).add(handler);
  return () => handlers.get(name).delete(handler);
}

/** Opens the stream of events, and opens it again whenever it ends. */
export function connect() {
  source?.close();
  source = new EventSource(`/api/events?page=${encodeURIComponent(page)}`);
  source.addEventListener("open", () => {
    attempts = 0;
    dispatch("connected", {});
  });
  source.addEventListener("error", comeBack);
  source.addEventListener("ended", comeBack);
  for (const name of handlers.keys()) subscribe(name);
}

async function comeBack() {
  source.close();
  attempts += 1;
  if (attempts > 1) {
    let sentence = GONE;
    try {
      await get("/api/map");
      sentence = "";
    } catch (error) {
      sentence = error.message;
    }
    if (sentence) dispatch("gone", { sentence });
  }
  // A laptop that was asleep overnight comes back by itself, and nobody is kept busy meanwhile.
  setTimeout(connect, Math.min(500 * 2 ** attempts, 10_000));
}

addEventListener("online", connect);
