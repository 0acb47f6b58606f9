import { readFileSync, rmSync } from "node:fs";
import * as z from "zod";
import { createExclusively } from "../../exclusive-file.js";
import { isAlive, processStartTime } from "../../process-start-time.js";

const recordSchema = z.object({
  pid: z.number().int().positive(),
  /** Tells the supervisor from a later process that was given the same pid. */
  started: z.string(),
  build: z.string(),
});
/** The supervisor of a workspace, in `.msx/run/supervisor.json`. */
export type SupervisorRecord = z.infer<typeof recordSchema>;

/** The record of a supervisor that lives, or undefined. */
export function liveSupervisor(file: string): SupervisorRecord | undefined {
  const record = read(file);
  return record && isAlive(record) ? record : undefined;
}

/**
 * Makes this process the workspace's supervisor; a record left by one that was killed is taken over.
 * @returns how to give it back, or undefined when another one lives
 */
export function claimRecord(file: string, build: string): (() => void) | undefined {
  const own: SupervisorRecord = { pid: process.pid, started: processStartTime(process.pid) ?? "", build };
  while (!createExclusively(file, JSON.stringify(own))) {
    if (liveSupervisor(file)) return undefined;
    rmSync(file, { force: true });
  }
  return () => {
    if (read(file)?.pid === own.pid) rmSync(file, { force: true });
  };
}

function read(file: string): SupervisorRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined; // There is none.
  }
}
