import * as z from "zod";
import type { Reason } from "../../../errors/detail.js";
import { detailCodes } from "../../../errors/detail-codes.js";
import { stateSchema } from "../../../workspace/state.js";
import type { EmbeddedProgram } from "../../resource.js";

/**
 * What the command line and the supervisor say to each other: HTTP with JSON bodies on a Unix socket that only its owner can
 * open. KIND is `resources` or `services`; a service's NAME is its replica's.
 *
 *     GET    /state               → SupervisorState
 *     PUT    /resources/NAME      ResourceRequest → {}; answers when it is started, not when it is healthy
 *     PUT    /services/NAME       ServiceRequest → {}; likewise
 *     POST   /KIND/NAME/settle    → {}; from now on it is started again when it ends
 *     POST   /KIND/NAME/reload    → { changed }; the gateway looks at its routes now
 *     POST   /services/NAME/start → { changed }; one that was stopped runs again, as it was made
 *     POST   /services/NAME/stop  Grace → {}; when it has ended
 *     POST   /services/NAME/kill  → {}; SIGKILL, as a crash is: a settled one is started again
 *     DELETE /KIND/NAME           Grace → {}; when it has ended; nothing remembers it
 *     PUT    /memory              WorkspaceState → {}; kept in case that its file is lost
 *     GET    /memory              → the last one, or {}
 *     POST   /stop                → {}; when everything has ended, the supervisor's own end follows
 *
 * A failure is answered with 4xx or 5xx and `{ detail }`.
 */
const program: z.ZodType<EmbeddedProgram> = z.discriminatedUnion("program", [
  z.object({ program: z.literal("postgres"), password: z.string() }),
  z.object({
    program: z.literal("amqp"),
    accounts: z.array(
      z.object({ user: z.string(), password: z.string(), vhosts: z.array(z.string()).readonly() }),
    ),
  }),
  z.object({ program: z.literal("consul") }),
  z.object({ program: z.literal("aws") }),
  z.object({ program: z.literal("otlp") }),
  z.object({
    program: z.literal("gateway"),
    routeFile: z.string(),
    consulUrl: z.string().optional(),
    otlpEndpoint: z.string().optional(),
    aws: z
      .object({
        endpoint: z.string(),
        region: z.string(),
        accessKeyId: z.string(),
        secretAccessKey: z.string(),
      })
      .optional(),
  }),
]);

const port = z.object({ name: z.string(), scheme: z.string(), number: z.number().int() });

export const resourceRequest = z.object({
  run: program,
  /** Identity of what it is started from, kept for the next `up` to compare. */
  specHash: z.string(),
  /** On 127.0.0.1, the program's own first. */
  ports: z.array(port).nonempty(),
  /** Absolute; without it nothing survives. */
  dataFolder: z.string().optional(),
});
export type ResourceRequest = z.infer<typeof resourceRequest>;

export const serviceRequest = z.object({
  service: z.string(),
  number: z.number().int(),
  version: z.string(),
  image: z.string(),
  specHash: z.string(),
  port,
  /** Absolute: what was built. */
  folder: z.string(),
  /** Secrets included. */
  env: z.record(z.string(), z.string()),
  memoryMiB: z.number(),
  labels: z.record(z.string(), z.string()),
});
export type ServiceRequest = z.infer<typeof serviceRequest>;

export const grace = z.object({ graceMs: z.number().optional() });

const reason: z.ZodType<Reason> = z.union([
  z.string(),
  z.object({ detailCode: z.enum(detailCodes), params: z.record(z.string(), z.any()) }),
]);

/** `created`: left half-way by a killed deploy. */
export const runStates = ["created", "starting", "running", "restarting", "failed", "stopped"] as const;

const runState = z.object({
  state: z.enum(runStates),
  settled: z.boolean(),
  /** Why it does not run. */
  reason: reason.optional(),
  exitCode: z.number().optional(),
});
export type RunState = z.infer<typeof runState>;

const resourceState = resourceRequest
  .pick({ specHash: true, ports: true })
  .extend({ name: z.string(), program: z.string(), run: runState });
export type ResourceState = z.infer<typeof resourceState>;

const serviceState = serviceRequest
  .omit({ env: true, folder: true, memoryMiB: true })
  .extend({ name: z.string(), run: runState });
export type ServiceState = z.infer<typeof serviceState>;

export const supervisorState = z.object({
  resources: z.array(resourceState),
  services: z.array(serviceState),
});
export type SupervisorState = z.infer<typeof supervisorState>;

export const memory = stateSchema.partial();

export const changed = z.object({ changed: z.boolean() });
export const nothing = z.object({});
export const refusal = z.object({ detail: reason });
