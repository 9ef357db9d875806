// Follows the live stream: parses server-sent events read by fetch, and connects again from the last event.

import { open } from "./api.js";

const SILENCE_MS = 40_000; // more than two heartbeats
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

// Cuts a growing text into events; what is not complete yet waits for the next piece.
export function parser() {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    return blocks.map(eventOf);
  };
}

function eventOf(block) {
  const event = { name: "message", id: null, data: "", retry: null };
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    const [field, value] = at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1).replace(/^ /, "")];
    if (field === "event") event.name = value;
    else if (field === "id") event.id = value;
    else if (field === "data") event.data += value;
    else if (field === "retry") event.retry = Number(value);
  }
  return event;
}

export class Stream {
  // `on` has one function for each event name, and status(name), refused(problem).
  constructor(language, cursor, on, path = "/v1/receipts/stream") {
    this.path = path;
    this.language = language;
    this.cursor = cursor;
    this.on = on;
    this.failures = 0;
    this.stopped = false;
  }

  stop() {
    this.stopped = true;
    this.abort?.abort();
  }

  // Tries at once: the network is back, or the page is looked at again.
  hurry() {
    this.wake?.();
  }

  async run() {
    while (!this.stopped) {
      let pause = null;
      try {
        pause = await this.once();
      } catch (problem) {
        if (this.stopped) return;
        if (problem.status === 401 || problem.status === 403) return this.on.refused(problem);
      }
      if (this.stopped) return;
      if (pause === null) this.on.status("reconnecting");
      await this.wait(pause ?? this.backoff());
    }
  }

  backoff() {
    const most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures++);
    return most * (0.5 + Math.random() / 2);
  }

  wait(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // One connection. Gives the pause before the next when the service ended it on purpose, null when it broke.
  async once() {
    this.abort = new AbortController();
    let silence = this.watchSilence(null);
    try {
      const response = await open(this.path, this.language, this.cursor, this.abort.signal);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const cut = parser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return null;
        silence = this.watchSilence(silence);
        for (const event of cut(value)) {
          const pause = this.take(event);
          if (pause !== null) return pause;
        }
      }
    } finally {
      clearTimeout(silence);
      this.abort.abort();
    }
  }

  watchSilence(before) {
    clearTimeout(before);
    return setTimeout(() => this.abort.abort(), SILENCE_MS);
  }

  take(event) {
    if (event.id) this.cursor = event.id;
    if (!event.data) return null;
    const data = JSON.parse(event.data);
    if (event.name === "end") return 0;
    if (event.name === "goodbye") return data.retryMs;
    if (event.name === "caught-up") {
      this.failures = 0;
      this.on.status("live");
    } else if (event.name === "interrupted") this.on.status("reconnecting");
    else this.on[event.name]?.(data);
    return null;
  }
}
