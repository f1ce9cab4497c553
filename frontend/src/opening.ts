/** Fetches what there is to start from and opens it. */

import type { Claim, Scenario, Spec, Start, StoredRun, Study } from "./contract";
import { fromHash, readSession, type Session } from "./link";
import { onResize, setSecond, startWith } from "./runs";
import { calm, complain, current, set, type State } from "./state";
import { specOf } from "./spec";
import { playThrough } from "./playing";

async function answer(response: Response): Promise<Response> {
  if (response.ok) return response;
  const said = (await response.json().catch(() => null)) as { error?: unknown } | null;
  const unsaid = `The server said no (${response.status}).`;
  throw new Error(typeof said?.error === "string" ? said.error : unsaid);
}

async function get<T>(path: string): Promise<T> {
  return (await answer(await fetch(path))).json() as Promise<T>;
}

export async function post(path: string, body: string, type: string): Promise<Response> {
  return answer(await fetch(path, { method: "POST", body, headers: { "Content-Type": type } }));
}

/** Do something that takes a while and may fail; say so in both cases. */
export async function trying(busy: string, work: () => Promise<void>): Promise<void> {
  set({ busy });
  try {
    await work();
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
  } finally {
    set({ busy: "" });
  }
}

function describe(spec: Pick<Spec, "scenario" | "people" | "weeks">): Promise<Scenario> {
  const id = encodeURIComponent(spec.scenario);
  return get(`/api/scenarios/${id}?people=${spec.people}&weeks=${spec.weeks}`);
}

interface Opened extends Session {
  scenario: Scenario;
  replay?: string;
  more?: Partial<State>;
}

function show({ scenario, a, b, week, replay, more }: Opened): void {
  const { map, view, scenario: scenarioBefore } = current();
  const known = scenario.maps.some(({ metric }) => metric === map);
  set({
    scenario,
    week,
    map: known ? map : (scenario.maps[0]?.metric ?? ""),
    dialog: "",
    caution: "",
    frozen: false,
    problems: [],
    said: "",
    playing: false,
    view: scenarioBefore && view !== "assumptions" ? "pictures" : view,
    ...more,
  });
  if (scenarioBefore) scrollTo({ top: 0 });
  document.title = `${scenario.title} – fronde explore`;
  startWith({ a, b }, replay ?? null);
  if (week === 0 && !calm.matches) playThrough();
}

/** Two specs to play side by side, or one. */
export async function openSession(session: Session): Promise<void> {
  const { run, b } = session;
  if (run !== undefined) {
    await openRun(run); // with what has to be known about it
    if (b && !current().frozen && current().replay === run) setSecond(b);
    return;
  }
  await trying("Opening ...", async () => {
    show({ ...session, scenario: await describe(session.a) });
  });
}

export async function openScenario(id: string): Promise<void> {
  await trying("Opening ...", async () => {
    const scenario = await get<Scenario>(`/api/scenarios/${encodeURIComponent(id)}`);
    const seed = current().a?.seed ?? current().start?.default.seed ?? 1;
    const replicate = current().start?.default.replicate ?? 0;
    show({ scenario, a: specOf(scenario, seed, replicate), b: null, week: 0 });
  });
}

export async function openRun(id: string): Promise<void> {
  await trying("Opening ...", async () => {
    const run = await get<StoredRun>(`/api/runs/${encodeURIComponent(id)}`);
    const caution = !run.branchable
      ? "This stored run can be looked at, but not branched."
      : run.same_code
        ? ""
        : "This run was stored by another version: played again, it may come out differently.";
    const more = { caution, frozen: !run.branchable };
    show({ scenario: run.described, a: run.spec, b: null, week: 0, replay: id, more });
  });
}

export async function openFile(file: File): Promise<void> {
  await trying(`Reading ${file.name} ...`, async () => {
    const text = await file.text();
    const session = file.name.endsWith(".json") ? readSession(parsed(text)) : null;
    if (session) return openSession(await withScenario(session));
    const scenario = await send(text);
    const seed = current().a?.seed ?? 1;
    show({ scenario, a: specOf(scenario, seed, 0), b: null, week: 0 });
  });
}

/** Hand a scenario to the server, which checks it. */
async function send(text: string): Promise<Scenario> {
  return (await post("/api/scenarios", text, "application/yaml")).json() as Promise<Scenario>;
}

/** A session whose scenario came with it: the server gives that an id of its own. */
async function withScenario({ document: text, ...session }: Session): Promise<Session> {
  if (text === undefined) return session;
  const { id } = await send(text);
  const { a, b, week } = session;
  return { a: { ...a, scenario: id }, b: b && { ...b, scenario: id }, week };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Then it is a scenario, and the server says what is wrong with it.
  }
}

export function fetchStudy(id: string): Promise<Study> {
  return get(`/api/studies/${encodeURIComponent(id)}`);
}

export function fetchClaim(study: string, claim: string): Promise<Claim> {
  return get(`/api/studies/${encodeURIComponent(study)}/claims/${encodeURIComponent(claim)}`);
}

/** Another size says other things about itself (how people are simulated). */
async function describeAgain(): Promise<void> {
  const { a } = current();
  if (!a) return;
  await trying("", async () => {
    const scenario = await describe(a);
    if (current().a === a) set({ scenario }); // else another size was chosen meanwhile
  });
}

onResize(() => void describeAgain());

/** A link that was put into the address of the open page. */
export function followAddress(): void {
  const session = fromHash(location.hash);
  if (session) void openSession(session);
}

/** What the address says, or what the server proposes. */
export async function begin(): Promise<void> {
  await trying("Loading ...", async () => {
    const start = await get<Start>("/api/start");
    set({ start });
    const session = fromHash(location.hash);
    const unread = location.hash.startsWith("#s=") && !session;
    const [run] = start.runs;
    if (!session && start.opens === "run" && run) return openRun(run.id);
    await openSession(session ?? { a: start.default, b: null, week: 0 });
    if (unread) complain("The link could not be read. This is what there is to start from.");
    const [study] = start.studies;
    if (!session && start.opens === "study" && study) set({ study: study.id, view: "studies" });
  });
}
