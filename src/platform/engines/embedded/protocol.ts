import * as z from "zod";
import type { EmbeddedProgram } from "../../resource.js";

/**
 * What the command line and the supervisor say to each other: HTTP with JSON bodies on a Unix socket that only its owner can
 * open.
 *
 *     GET    /state                    → SupervisorState
 *     PUT    /resources/NAME           StartRequest → {}; answers when it is started, not when it is healthy
 *     POST   /resources/NAME/settle    → {}; from now on it is started again when it ends
 *     POST   /resources/NAME/reload    → { changed }; the gateway looks at its routes now
 *     DELETE /resources/NAME           → {}; when it has ended
 *     POST   /stop                     → {}; when everything has ended, the supervisor's own end follows
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
  z.object({ program: z.literal("otlp") }),
  z.object({
    program: z.literal("gateway"),
    routeFile: z.string(),
    consulUrl: z.string().optional(),
    otlpEndpoint: z.string().optional(),
  }),
]);

export const startRequest = z.object({
  run: program,
  /** Identity of what it is started from, kept for the next `up` to compare. */
  specHash: z.string(),
  port: z.object({ name: z.string(), scheme: z.string(), number: z.number().int() }),
  /** Absolute; without it nothing survives. */
  dataFolder: z.string().optional(),
});
export type StartRequest = z.infer<typeof startRequest>;

export const resourceStates = ["starting", "running", "restarting", "failed"] as const;

const resourceState = z.object({
  name: z.string(),
  state: z.enum(resourceStates),
  /** Why it does not run. */
  reason: z.string().optional(),
  settled: z.boolean(),
  specHash: z.string(),
  program: z.string(),
  port: startRequest.shape.port,
});
export type ResourceState = z.infer<typeof resourceState>;

export const supervisorState = z.object({ resources: z.array(resourceState) });
export type SupervisorState = z.infer<typeof supervisorState>;

export const reloaded = z.object({ changed: z.boolean() });
export const nothing = z.object({});
export const refusal = z.object({ detail: z.string() });
