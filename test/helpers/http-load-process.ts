import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadOptions, LoadReport, LoadRequest } from "./http-load.js";

/** A request that got no answer for this long has failed. */
const answerWithinMs = 60_000;
const shownFailures = 20;

const options = JSON.parse(process.argv[2] ?? "") as LoadOptions;
const { hostname, port } = new URL(options.origin);
const report = { sent: 0, failed: 0, failures: [] as string[], byVersion: {} as Record<string, number> };
const succeeded: string[] = [];
const noted: string[] = [];
let stopping = false;

/** One client: a connection it keeps, or a new one for every request. */
async function client(isKept: boolean, turn: number): Promise<void> {
  const agent = isKept ? new Agent({ keepAlive: true, maxSockets: 1 }) : undefined;
  for (let index = turn; !stopping; index += 1) {
    const wanted = options.requests[index % options.requests.length];
    if (wanted === undefined) return;
    const id = randomUUID();
    report.sent += 1;
    try {
      const body = await exchange(wanted, id, agent);
      const version = /"version":"([^"]+)"/.exec(body)?.[1];
      if (version !== undefined) report.byVersion[version] = (report.byVersion[version] ?? 0) + 1;
      if (wanted.method !== "GET") succeeded.push(id);
      if (wanted.note !== undefined) noted.push(new RegExp(wanted.note).exec(body)?.[1] ?? "");
    } catch (error) {
      report.failed += 1;
      const line = `${new Date().toISOString()} ${wanted.method} ${isKept ? "kept" : "new"}: ${(error as Error).message}`;
      if (report.failures.length < shownFailures) report.failures.push(line);
    }
    await sleep(options.pauseMs);
  }
  agent?.destroy();
}

/** Sends one request and checks its whole answer. */
function exchange(wanted: LoadRequest, id: string, agent: Agent | undefined): Promise<string> {
  const fillIn = (text: string): string => text.replaceAll("{id}", id);
  const payload = wanted.body === undefined ? undefined : fillIn(wanted.body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        method: wanted.method,
        path: fillIn(wanted.path),
        agent: agent ?? false,
        headers: {
          ...(payload !== undefined && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(payload),
          }),
        },
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (piece: string) => {
          text += piece;
        });
        answer.on("error", reject);
        answer.on("end", () => {
          const expected = fillIn(wanted.contains);
          if (!answer.complete) reject(new Error("the answer broke off"));
          else if (answer.statusCode !== wanted.status) {
            reject(new Error(`${answer.statusCode} ${text.slice(0, 300)}`));
          } else if (!text.includes(expected)) {
            reject(new Error(`the answer lacks ${expected}: ${text.slice(0, 300)}`));
          } else resolve(text);
        });
      },
    );
    outgoing.setTimeout(answerWithinMs, () => outgoing.destroy(new Error("no answer")));
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}

const clients = [
  ...Array.from({ length: options.kept }, (_, turn) => client(true, turn)),
  ...Array.from({ length: options.fresh }, (_, turn) => client(false, turn)),
];
process.on("message", (message) => {
  if (message === "stop") stopping = true;
  else process.send?.({ ...report, succeeded: [], noted: [] } satisfies LoadReport);
});
// Whoever started it is gone.
process.on("disconnect", () => process.exit());
await Promise.all(clients);
process.send?.({ ...report, succeeded, noted } satisfies LoadReport, () => process.disconnect());
