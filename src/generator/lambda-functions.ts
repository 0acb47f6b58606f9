import * as z from "zod";
import { pascalOf } from "./entity-names.js";

/** A function of a Lambda project as its layer's `template.yaml` describes it; both infrastructure files are made from this. */
export const functionSchema = z.strictObject({
  /** Also its file in `src/handlers` and its folder in `dist`. */
  name: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  description: z.string(),
  /** Called through API Gateway for everything below `/api/v1/<plural>`. */
  api: z.boolean().default(false),
  /** Reads the stream of the service's table. */
  stream: z.boolean().default(false),
  /** Called when an object is put into the service's bucket. */
  bucket: z.boolean().default(false),
  /** Reads a queue of its own, which gets these events from the bus; `__entity__` stands for the entity's name. */
  events: z.array(z.string()).default([]),
  /** Puts messages into its own queue that come back to it later. */
  reminders: z.boolean().default(false),
  /** Reads and writes the service's table. */
  table: z.boolean().default(false),
  /** Puts events on the bus. */
  publishes: z.boolean().default(false),
  memoryMb: z.number().int().min(128).max(10_240).default(512),
  /** At most the 29 s that API Gateway waits, and 15 minutes for the others. */
  timeoutSeconds: z.number().int().min(1).max(900).default(15),
  /** Kept warm in production; none unless told otherwise. */
  provisioned: z.number().int().min(0).default(0),
  /** Its share of the account's concurrency in production, and its limit. */
  reserved: z.number().int().min(1).default(20),
  /** Attempts at a batch of the stream after the first. */
  streamRetries: z.number().int().min(0).default(10),
});
export type LambdaFunction = z.infer<typeof functionSchema>;

/** What the infrastructure templates may ask of a project's functions. */
export function functionsContext(
  functions: readonly LambdaFunction[],
  names: { readonly entityPascal: string; readonly basePath: string },
): Readonly<Record<string, unknown>> {
  const contexts = functions.map((one) => ({
    ...one,
    pascal: pascalOf(one.name),
    camel: pascalOf(one.name).replace(/^./, (first) => first.toLowerCase()),
    events: one.events.map((event) => event.replace("__entity__", names.entityPascal)),
    queue: one.events.length > 0,
    deadLetters: one.events.length > 0 || one.stream || one.bucket,
    // What Lambda's documentation asks of a queue that a function reads.
    visibilitySeconds: one.timeoutSeconds * 6,
    routes: [
      { id: "Collection", path: names.basePath },
      { id: "Below", path: `${names.basePath}/{proxy+}` },
    ],
  }));
  const any = (has: (one: LambdaFunction) => boolean): boolean => functions.some(has);
  return {
    functions: contexts,
    api: any(({ api }) => api),
    bucket: any(({ bucket }) => bucket),
    table: any(({ table, stream }) => table || stream),
    stream: any(({ stream }) => stream),
    queue: any(({ events }) => events.length > 0),
    publishes: any(({ publishes }) => publishes),
  };
}
