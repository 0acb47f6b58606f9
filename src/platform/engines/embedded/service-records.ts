import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { phrase } from "../../../errors/detail.js";
import { writeFileAtomically } from "../../../workspace/atomic-file.js";
import { namesIn } from "../../names-in.js";
import type { Places } from "./places.js";
import { type ServiceRequest, type ServiceState, serviceRequest } from "./protocol.js";

const recordSchema = z.object({ request: serviceRequest, settled: z.boolean() });
/** A replica as it was made, in a private file: what a killed supervisor ran is started again from it. */
export type ServiceRecord = z.infer<typeof recordSchema>;

type ServicesPlace = Pick<Places, "services">;

export function writeServiceRecord({ services }: ServicesPlace, name: string, record: ServiceRecord): void {
  writeFileAtomically(path.join(services, `${name}.json`), JSON.stringify(record), 0o600);
}

export function removeServiceRecord({ services }: ServicesPlace, name: string): void {
  rmSync(path.join(services, `${name}.json`), { force: true });
}

/** Every replica that was made and not removed, by its name. */
export function readServiceRecords({ services }: ServicesPlace): ReadonlyMap<string, ServiceRecord> {
  const records = new Map<string, ServiceRecord>();
  for (const file of namesIn(services).filter((name) => name.endsWith(".json"))) {
    try {
      const text = readFileSync(path.join(services, file), "utf8");
      records.set(path.basename(file, ".json"), recordSchema.parse(JSON.parse(text)));
    } catch {
      // Of another msx, or gone meanwhile: a deploy makes it anew.
    }
  }
  return records;
}

/** What is shown of a replica that no supervisor runs. */
export function stoppedService(name: string, { request, settled }: ServiceRecord): ServiceState {
  const state = settled ? "stopped" : "created";
  return { ...shown(request), name, run: { state, settled, reason: phrase("supervisor-ended") } };
}

/** Without what may be secret. */
export function shown({
  env: _env,
  folder: _folder,
  memoryMiB: _memory,
  ...rest
}: ServiceRequest): Omit<ServiceState, "name" | "run"> {
  return rest;
}
