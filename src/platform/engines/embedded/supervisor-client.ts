import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type * as z from "zod";
import { phrase, ReasonError, reasonOf } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { WorkspaceState } from "../../../workspace/state.js";
import type { Instance } from "../engine.js";
import { logFile, type Places, supervisorBuild } from "./places.js";
import { memory, nothing, refusal, type SupervisorState, supervisorState } from "./protocol.js";
import { tailLog } from "./read-logs.js";
import { readServiceRecords, stoppedService } from "./service-records.js";
import { liveSupervisor } from "./supervisor-record.js";
import { resourceInstance, serviceInstance } from "./to-instance.js";

/** The supervisor's answer that something could not be done; the message is what was in its way. */
export class Refused extends ReasonError {}

/** An answer of a supervisor of another msx. */
class StrangeAnswer extends ReasonError {
  constructor() {
    super(phrase("supervisor-strange"));
  }
}

export interface Call<Answer> {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
  readonly answer: z.ZodType<Answer>;
  /** How long it may take; longer than PostgreSQL's recovery unless told otherwise. */
  readonly withinMs?: number;
}

const answerWithinMs = 150_000;
/** A look at what runs waits for nothing: who takes longer hangs. */
const lookWithinMs = 10_000;
/** How long a supervisor that lives may be without its socket: it ends what another one left first. */
const socketMs = 15_000;
const socketPauseMs = 20;
const shownLines = 20;

/** The way to the supervisor of one workspace. */
export class SupervisorClient {
  readonly #places: Places;
  readonly #workspace: string;

  constructor(places: Places, workspace: string) {
    this.#places = places;
    this.#workspace = workspace;
  }

  get isLive(): boolean {
    return liveSupervisor(this.#places.record) !== undefined;
  }

  /** Everything of the workspace; without a supervisor, the services that it is to run. */
  async instances(): Promise<readonly Instance[]> {
    const { resources, services } = await this.#state();
    return [
      ...resources.map((one) => resourceInstance(this.#workspace, one)),
      ...services.map(serviceInstance),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Keeps a copy of the workspace's state where a lost file cannot take it along. */
  async remember(state: Readonly<WorkspaceState>): Promise<void> {
    await this.call({ method: "PUT", path: "/memory", body: state, answer: nothing });
  }

  /** The copy, where a supervisor lives that has one. */
  async recall(): Promise<WorkspaceState | undefined> {
    if (!this.isLive) return undefined;
    const {
      id,
      secrets = {},
      ports = {},
    } = await this.call({
      method: "GET",
      path: "/memory",
      answer: memory,
    });
    return id === undefined ? undefined : { id, secrets, ports, engine: "embedded" };
  }

  /**
   * One exchange.
   * @throws Refused with its reason; MsxError SUPERVISOR_FAILED when it does not answer
   */
  async call<Answer>(call: Call<Answer>): Promise<Answer> {
    const until = performance.now() + socketMs;
    for (;;) {
      try {
        return await exchange(this.#places.socket, call);
      } catch (error) {
        if (error instanceof Refused) throw error;
        // One that has just been started has its record before its socket.
        const isEarly = isNotListening(error) && performance.now() < until;
        if (!isEarly || !this.isLive) throw this.#lost(error);
        await delay(socketPauseMs);
      }
    }
  }

  async #state(): Promise<SupervisorState> {
    const live = liveSupervisor(this.#places.record);
    const recorded = [...readServiceRecords(this.#places)];
    const stopped = {
      resources: [],
      services: recorded.map(([name, record]) => stoppedService(name, record)),
    };
    if (!live) return stopped;
    try {
      const call = { method: "GET", path: "/state", withinMs: lookWithinMs } as const;
      return await this.call({ ...call, answer: supervisorState });
    } catch (error) {
      // One of another msx may speak otherwise: the next `up` replaces it, with all it runs.
      const isStrange = error instanceof MsxError && error.cause instanceof StrangeAnswer;
      if (isStrange && live.build !== supervisorBuild()) return stopped;
      throw error;
    }
  }

  #lost(cause: unknown): MsxError {
    const detail = reasonOf(cause);
    const logs = tailLog(logFile(this.#places, "supervisor"), shownLines).join("\n") || "-";
    return new MsxError("SUPERVISOR_FAILED", { detail, logs }, { cause });
  }
}

/** One exchange on a supervisor's socket. @throws Refused; the socket's own error when nobody answers */
export async function exchange<Answer>(
  socketPath: string,
  { method, path, body, answer, withinMs = answerWithinMs }: Call<Answer>,
): Promise<Answer> {
  const content = body === undefined ? "" : JSON.stringify(body);
  // Node sends the length of a DELETE's body only when it is told to.
  const headers = { "content-length": Buffer.byteLength(content) };
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.once("error", reject);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString("utf8") }),
      );
    });
    sent.setTimeout(withinMs, () => {
      sent.destroy(new ReasonError(phrase("no-answer-within", { seconds: withinMs / 1000 })));
    });
    sent.once("error", reject);
    sent.end(content);
  });
  const json: unknown = JSON.parse(text);
  if (status !== 200) throw new Refused(understood(refusal, json).detail);
  return understood(answer, json);
}

function understood<Answer>(schema: z.ZodType<Answer>, json: unknown): Answer {
  const { success, data } = schema.safeParse(json);
  if (!success) throw new StrangeAnswer();
  return data;
}

function isNotListening(error: unknown): boolean {
  return ["ENOENT", "ECONNREFUSED"].includes((error as NodeJS.ErrnoException).code ?? "");
}
