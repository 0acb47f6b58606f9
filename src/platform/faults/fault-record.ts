import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { writeFileAtomically } from "../../workspace/atomic-file.js";
import { resourceNames } from "../../workspace/schema.js";

/** One thing that was made wrong on purpose, as far as it must be known to make it right again. Holds no secret. */
const fault = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("resource-stopped"), resource: z.enum(resourceNames) }),
  /** The replica's name. */
  z.object({ kind: z.literal("replica-ended"), replica: z.string() }),
  /** More replicas than were deployed: all of the service but those named. */
  z.object({ kind: z.literal("replicas-added"), service: z.string(), kept: z.array(z.string()) }),
  /** In Consul, `id` stands in for these instances, which are in maintenance. */
  z.object({ kind: z.literal("instances-replaced"), id: z.string(), instances: z.array(z.string()) }),
  z.object({ kind: z.literal("queue-made"), queue: z.string() }),
  /** A message that nobody can handle, and the queues that it may lie in. */
  z.object({ kind: z.literal("message-sent"), id: z.string(), queues: z.array(z.string()) }),
]);
export type Fault = z.infer<typeof fault>;

const schema = z.object({ faults: z.array(fault) });

/**
 * What is wrong with a workspace's platform on purpose, in a file: written before it is done, so that whatever ends msx in
 * between, the next command knows what to make right.
 */
export class FaultRecord {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = path.join(folder, ".msx", "run", "faults.json");
  }

  get exists(): boolean {
    return existsSync(this.#file);
  }

  /** In the order in which they were made; none for a file that cannot be understood. */
  read(): readonly Fault[] {
    try {
      return schema.parse(JSON.parse(readFileSync(this.#file, "utf8"))).faults;
    } catch {
      return [];
    }
  }

  /** @throws MsxError WRITE_FAILED, DISK_FULL or READ_ONLY: then nothing may be made wrong */
  write(faults: readonly Fault[]): void {
    if (faults.length === 0) rmSync(this.#file, { force: true });
    else writeFileAtomically(this.#file, JSON.stringify({ faults }), 0o600);
  }
}
