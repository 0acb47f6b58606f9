import type { IncomingMessage, ServerResponse } from "node:http";
import type { DirectHandler } from "../front/direct-handler.js";
import { nodeRuntime } from "./runtime/environment-program.js";
import type { Environments } from "./runtime/environments.js";
import type { Inspections } from "./runtime/inspections.js";
import type { FunctionRecord } from "./state/function-record.js";
import type { Functions } from "./state/functions.js";

/** `POST`, with the function's ARN as `?function=`. */
const inspectPath = "/_msx/lambda/inspect";

export interface InspectParts {
  readonly functions: Functions;
  readonly inspections: Inspections;
  readonly environments: Environments;
  /** Starts a process of `$LATEST` unless there is one. */
  warm(record: FunctionRecord): void;
}

/**
 * Runs a function's `$LATEST` under Node's inspector for as long as the request is open: one process at a time and without time limits.
 * The answer is a line `{"port": N}` for each process that a debugger can attach to, on 127.0.0.1. Nothing of it outlives the request.
 */
export function inspectRoute({ functions, inspections, environments, warm }: InspectParts): DirectHandler {
  return (req, res) => {
    const [pathname, search] = (req.url ?? "/").split("?");
    if (pathname !== inspectPath) return false;
    req.resume();
    const record = functions.find(new URLSearchParams(search).get("function") ?? "");
    const refusal = refusalOf(req, record);
    if (refusal !== undefined || record === undefined) {
      refuse(res, refusal ?? notThere);
      return true;
    }
    const end = inspections.add(record, (port) => res.write(`${JSON.stringify({ port })}\n`));
    res.once("close", () => {
      if (end()) environments.endInspection(record);
    });
    res.writeHead(200, { "content-type": "application/x-ndjson" }).flushHeaders();
    environments.retire(record, ({ isInspected, runnable }) => isInspected || !inspections.covers(runnable));
    warm(record);
    return true;
  };
}

interface Refusal {
  readonly status: number;
  readonly message: string;
}

const notThere: Refusal = { status: 404, message: "There is no such function" };

function refusalOf(req: IncomingMessage, record: FunctionRecord | undefined): Refusal | undefined {
  if (req.method !== "POST") return { status: 405, message: "POST, for as long as it is to be inspected" };
  // A page in a browser cannot send this without asking first.
  if (req.headers["content-type"] !== "application/json") {
    return { status: 415, message: "The content type must be application/json" };
  }
  if (record === undefined) return notThere;
  const { Runtime: runtime } = record.latest.settings;
  if (nodeRuntime.test(runtime)) return undefined;
  return { status: 400, message: `Node's inspector is for nodejs runtimes, not for ${runtime}` };
}

function refuse(res: ServerResponse, { status, message }: Refusal): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}
