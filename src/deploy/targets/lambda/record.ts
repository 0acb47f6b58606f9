import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { ResourceRecord, StackRecord } from "../../../cloudformation/engine/stack-record.js";
import { emptyStack } from "../../../cloudformation/engine/stack-record.js";
import { namesIn } from "../../../platform/names-in.js";
import { writeFileAtomically } from "../../../workspace/atomic-file.js";
import type { AwsPlace } from "./place.js";

/** What serves: a version of the sources, and which version of each function its alias leads to. */
export interface Serving {
  readonly version: string;
  /** By the alias's logical id. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** What msx deployed of a service to a place, so that it can change it and take it away again. */
export interface DeploymentRecord {
  readonly service: string;
  readonly place: {
    readonly endpoint?: string | undefined;
    readonly region: string;
    readonly accountId: string;
  };
  readonly stack: StackRecord;
  /** Absent until a version has served. */
  readonly serving?: Serving;
  readonly previous?: Serving;
  /** `msx dev` has led the aliases to `$LATEST`, whose code is what was saved last: `serving` does not serve. */
  readonly fromSource?: true;
  /** What its template wants kept when the rest is taken away: found again by the next deploy. */
  readonly retained: readonly ResourceRecord[];
}

const serving = z.object({ version: z.string(), aliases: z.record(z.string(), z.string()) });
const resource = z.looseObject({ logicalId: z.string(), type: z.string(), physicalId: z.string() });
const schema = z.object({
  service: z.string(),
  place: z.object({ endpoint: z.string().optional(), region: z.string(), accountId: z.string() }),
  stack: z.object({
    stackName: z.string(),
    resources: z.record(z.string(), resource),
    outputs: z.array(z.looseObject({ key: z.string(), value: z.string() })),
  }),
  serving: serving.optional(),
  previous: serving.optional(),
  fromSource: z.literal(true).optional(),
  retained: z.array(resource).default([]),
});

/** The records of one workspace and place, in `.msx/state/functions/<place>/<service>.json` (0600, never committed). */
export class DeploymentRecords {
  readonly #folder: string;
  readonly #place: AwsPlace;

  constructor(workspaceFolder: string, place: AwsPlace) {
    this.#folder = path.join(workspaceFolder, ".msx", "state", "functions", place.key);
    this.#place = place;
  }

  /** One that cannot be read is set aside as `.corrupt`. */
  read(service: string): DeploymentRecord | undefined {
    const file = this.#file(service);
    if (!existsSync(file)) return undefined;
    try {
      return schema.parse(JSON.parse(readFileSync(file, "utf8"))) as unknown as DeploymentRecord;
    } catch {
      renameSync(file, `${file}.corrupt`);
      return undefined;
    }
  }

  /** A record of nothing, for a first deploy. */
  begin(service: string, stackName: string): DeploymentRecord {
    const { endpoint, region, accountId } = this.#place;
    return { service, place: { endpoint, region, accountId }, stack: emptyStack(stackName), retained: [] };
  }

  write(record: DeploymentRecord): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileAtomically(this.#file(record.service), `${JSON.stringify(record, null, 2)}\n`, 0o600);
  }

  remove(service: string): void {
    rmSync(this.#file(service), { force: true });
  }

  all(): readonly DeploymentRecord[] {
    return namesIn(this.#folder)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => this.read(name.slice(0, -".json".length)) ?? []);
  }

  #file(service: string): string {
    return path.join(this.#folder, `${service}.json`);
  }
}

/** Whether anything was deployed as functions, wherever that is. */
export function hasRecords(workspaceFolder: string): boolean {
  return namesIn(path.join(workspaceFolder, ".msx", "state", "functions")).length > 0;
}
