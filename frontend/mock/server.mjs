/**
 * A stand-in for the server, for work on the page alone: invented numbers, the real messages.
 * Run `npm run mock` beside `npm run dev`, or `node mock/server.mjs` and open the built page.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { claim, scenario, start, studies } from "./world.mjs";
import { frameAt, outcomeOf } from "./play.mjs";

const PORT = Number(process.env.PORT ?? 8765);
const BUILT = fileURLToPath(new URL("../../fronde/explorer/built/", import.meta.url));
const TYPES = { js: "text/javascript", css: "text/css", html: "text/html", txt: "text/plain" };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self'";
const PACE = Number(process.env.PACE ?? 4); // milliseconds a week

function json(response, value, status = 200) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value));
}

function file(response, name) {
  try {
    const body = readFileSync(BUILT + name);
    const type = TYPES[name.split(".").pop()] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY });
    response.end(body);
  } catch {
    json(response, { error: "There is no such file." }, 404);
  }
}

async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

async function api(request, response, parts, query) {
  const [what, id, , which] = parts;
  const people = query.get("people") ?? undefined;
  if (what === "start") return json(response, start);
  if (what === "yaml") return void response.end("title: An invented country\n");
  if (what === "tables") return void response.end("not a zip");
  if (what === "scenarios" && request.method === "POST") {
    const text = await bodyOf(request);
    if (!text.includes("title")) return json(response, { error: "line 1: no title" }, 422);
    return json(response, { ...scenario(people), id: "file-1", title: "From a file" });
  }
  if (what === "scenarios") return json(response, { ...scenario(people), id });
  if (what === "runs") {
    const spec = { ...start.default, seed: 7 };
    return json(response, { described: scenario(), spec, same_code: true, branchable: true });
  }
  if (what === "studies" && which) return json(response, claim(which));
  if (what === "studies" && studies[id]) return json(response, studies[id]);
  return json(response, { error: "There is no such thing." }, 404);
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  const parts = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  if (parts[0] === "api") return api(request, response, parts.slice(1), url.searchParams);
  if (parts[0] === "built") return file(response, parts.slice(1).join("/"));
  return file(response, "index.html");
});

/** One page's runs: computed in small steps, superseded when a new spec comes. */
class Session {
  constructor(socket) {
    this.socket = socket;
    this.runs = {};
    this.gen = 0;
    this.n = 0;
    this.open = 0;
    this.metric = "underground";
    this.timer = setInterval(() => this.compute(), 20);
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  run({ run, spec, to }) {
    const before = this.runs[run];
    const of = this.runs[run === "b" ? "a" : "b"] ? (run === "b" ? "a" : "b") : null;
    const other = before ?? (of ? this.runs[of] : null);
    const from = other ? Math.min(shared(other.spec, spec), other.frames.length) : 0;
    const frames = from > 0 ? other.frames.slice(0, from) : [];
    this.gen += 1;
    this.runs[run] = { spec, to, frames, gen: this.gen, ended: false };
    const whose = from > 0 ? (before ? run : of) : null;
    this.send({ is: "past", run, gen: this.gen, from, of: whose });
  }

  compute() {
    for (const [name, run] of Object.entries(this.runs)) {
      if (this.open >= 3 || run.ended) continue;
      const batch = [];
      for (let k = 0; k < 20 / PACE && run.frames.length <= run.to; k += 1) {
        const frame = frameAt(run.spec, run.frames.length, run.frames.at(-1), this.metric);
        run.frames.push(frame);
        batch.push(frame.shown);
      }
      if (batch.length > 0) {
        this.n += 1;
        this.open += 1;
        this.send({ is: "weeks", run: name, gen: run.gen, n: this.n, frames: batch });
      }
      if (run.frames.length > run.spec.weeks) {
        run.ended = true;
        this.send({ is: "end", run: name, gen: run.gen, ...outcomeOf(run.frames) });
      }
    }
  }

  map(metric) {
    this.metric = metric;
    for (const [name, run] of Object.entries(this.runs)) {
      run.frames.forEach((frame) => (frame.shown.m = frame.regions(metric)));
      const values = run.frames.map((frame) => frame.shown.m);
      this.send({ is: "map", run: name, gen: run.gen, metric, values });
    }
  }

  scan(spec, n) {
    const controls = scenario().sections.flatMap((section) => section.controls);
    const ends = controls.filter((item) => item.open && item.prior).flatMap((item) => [
      { path: item.path, end: "low", value: item.prior[0] },
      { path: item.path, end: "high", value: item.prior[1] },
    ]);
    const run = (sets) => {
      const frames = [];
      for (let week = 0; week <= spec.weeks; week += 1) {
        const full = { ...spec, sets: { ...spec.sets, ...sets } };
        frames.push(frameAt(full, week, frames.at(-1), this.metric));
      }
      return { ...outcomeOf(frames), values: { fighters: frames.at(-1).values.armed } };
    };
    const base = run({});
    const rows = [];
    clearInterval(this.scanning);
    this.scanning = setInterval(() => {
      const { path, end, value } = ends[rows.length];
      const { values, ...said } = run({ [path]: value });
      const times = { fighters: values.fighters / Math.max(1, base.values.fighters) };
      const changes = { times, difference: {} };
      rows.push({ path, end, value, ...said, changes });
      const finished = rows.length === ends.length;
      const seconds = rows.length * 0.1;
      const progress = { done: rows.length, of: ends.length, manner: "street in groups", seconds };
      const news = finished ? rows : rows.slice(-1);
      this.send({ is: "scan", n, ...progress, base, rows: news, together: [], finished });
      if (finished) clearInterval(this.scanning);
    }, 100);
  }

  hear(message) {
    if (message.do === "play") this.run(message);
    if (message.do === "to" && this.runs[message.run]) this.runs[message.run].to = message.to;
    if (message.do === "drop") delete this.runs.b;
    if (message.do === "replay") this.run({ run: "a", spec: start.default, to: 156 });
    if (message.do === "map") this.map(message.metric);
    if (message.do === "ack") this.open -= 1;
    if (message.do === "scan") this.scan(message.spec, message.n);
    if (message.do === "stop") clearInterval(this.scanning);
  }

  close() {
    clearInterval(this.timer);
    clearInterval(this.scanning);
  }
}

/** The week up to which two specs have the same past. */
function shared(one, other) {
  const but = (spec) => JSON.stringify({ ...spec, turns: [] });
  if (but(one) !== but(other)) return 0;
  const weeks = [...one.turns, ...other.turns].map((turn) => turn.week).sort((a, b) => a - b);
  const at = (spec, week) => JSON.stringify(spec.turns.find((turn) => turn.week === week));
  return weeks.find((week) => at(one, week) !== at(other, week)) ?? one.weeks + 1;
}

new WebSocketServer({ server, path: "/live" }).on("connection", (socket) => {
  const session = new Session(socket);
  socket.on("message", (data) => session.hear(JSON.parse(data)));
  socket.on("close", () => session.close());
});

server.listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}/`));
