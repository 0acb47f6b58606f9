import { readFileSync } from "node:fs";

/** Method, path and body; `$S` is the session that was created last. */
export type TranscriptRequest = readonly [method: string, path: string, body?: string];

/** An answer without what differs from run to run: indexes, ids and the order of what has none. */
export interface TranscriptAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly hasIndex: boolean;
  readonly reason: string | null;
  readonly allow: string | null;
  readonly body: unknown;
}

export interface TranscriptStep {
  readonly request: TranscriptRequest;
  readonly answer: TranscriptAnswer;
}

export const transcriptFile = new URL("transcript-1.8.jsonl", import.meta.url);

/** What a real Consul 1.8.7 answered, one request a line. */
export function readTranscript(): TranscriptStep[] {
  const lines = readFileSync(transcriptFile, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as TranscriptStep);
}

/** Sends the requests one after another to a Consul that nobody has used yet. */
export async function play(url: string, requests: readonly TranscriptRequest[]): Promise<TranscriptAnswer[]> {
  const answers: TranscriptAnswer[] = [];
  let session = "";
  for (const [method, path, body] of requests) {
    const response = await fetch(url + path.replaceAll("$S", session), {
      method,
      redirect: "manual",
      ...(body === undefined ? {} : { body: body.replaceAll("$S", session) }),
    });
    const text = await response.text();
    const parsed = parse(text);
    if (path === "/v1/session/create" && response.ok) session = (parsed as { ID: string }).ID;
    answers.push(normalise(response, parsed));
    // The real agent hands its services and checks to the catalogue in the background.
    if (method === "PUT" && path.includes("/agent/")) await settle(url);
  }
  return answers;
}

/** Resolves when the catalogue knows the services and checks of the agent, as it knows them. */
async function settle(url: string): Promise<void> {
  const json = async (path: string) => (await (await fetch(url + path)).json()) as Record<string, unknown>;
  for (let turn = 0; turn < 100; turn += 1) {
    const [services, checks] = [await json("/v1/agent/services"), await json("/v1/agent/checks")];
    const node = (await json("/v1/catalog/node/consul")) as { Services: Record<string, { Port: number }> };
    const known = (await json("/v1/health/node/consul")) as unknown as { CheckID: string; Status: string }[];
    const status = new Map(known.map(({ CheckID, Status }) => [CheckID, Status]));
    const isSame =
      Object.keys(services).length + 1 === Object.keys(node.Services).length &&
      Object.entries(services).every(([id, service]) => sameService(service, node.Services[id])) &&
      known.length === Object.keys(checks).length + 1 &&
      Object.entries(checks).every(([id, check]) => status.get(id) === (check as { Status: string }).Status);
    if (isSame) return;
  }
  throw new Error("the catalogue does not follow the agent");
}

function sameService(agent: unknown, catalog: unknown): boolean {
  const [a, b] = [agent as Record<string, unknown>, catalog as Record<string, unknown> | undefined];
  return ["Service", "Port", "Address", "Tags", "Weights"].every(
    (field) => JSON.stringify(a[field]) === JSON.stringify(b?.[field]),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function normalise(response: Response, body: unknown): TranscriptAnswer {
  const { status, headers } = response;
  const text = JSON.stringify(sorted(body))
    .replace(uuid, "ID")
    // Which of its characters a JSON parser stumbles over, each says in its own words.
    .replace(
      /(decode failed|parse body): (?:invalid character|Unexpected|Expected)[^"]*(?:\\"[^"]*)*/,
      "$1: syntax",
    )
    // A real one that runs beside others is given ports of its own.
    .replace(/"127\.0\.0\.1:\d+"/g, '"LEADER"')
    .replace(/"(port|wan_join_port)":"\d+"/g, '"$1":"N"')
    .replace(/"((?:Service)?Port)":(?:8\d{3}|\d{5})\b/g, '"$1":"N"')
    .replace(/current modify index \d+/, "current modify index N");
  return {
    status,
    type: headers.get("content-type"),
    hasIndex: status < 400 && headers.has("x-consul-index"),
    reason: headers.get("x-consul-reason"),
    allow: headers.get("allow"),
    body: JSON.parse(text),
  };
}

/** Sessions come in the order of their random ids, tags of a service's instances in any. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    const isUnordered = items.every((item) => typeof item === "string" || isSession(item));
    return isUnordered ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const known = value as Record<string, unknown>;
  const entries = Object.keys(known)
    .sort()
    .map((key) => [key, /^(Create|Modify)Index$|^ContentHash$/.test(key) ? "N" : sorted(known[key])]);
  return Object.fromEntries(entries);
}

function isSession(value: unknown): boolean {
  return typeof value === "object" && value !== null && "LockDelay" in value;
}
