import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { writeFileAtomically } from "./atomic-file.js";

/**
 * What msx remembers of a workspace on this machine, in `.msx/state/state.json` (0600, never committed). What runs
 * is the truth; this holds only what cannot be read off it: the id, the generated secrets and the chosen ports.
 */
export const stateSchema = z.object({
  /** Identifies this workspace in labels; random, made by the first `up`. */
  id: z.string().regex(/^[a-z0-9]{12}$/),
  secrets: z.record(z.string(), z.string()).default({}),
  /** Chosen host ports, by `<resource or service>` or `<resource>.<port name>`. */
  ports: z.record(z.string(), z.number().int()).default({}),
  /** What the last `up` ran on; gone after `down`. */
  engine: z.enum(["docker", "embedded"]).optional(),
});
export type WorkspaceState = z.infer<typeof stateSchema>;

export function stateFile(workspaceFolder: string): string {
  return path.join(workspaceFolder, ".msx", "state", "state.json");
}

/**
 * The state, or undefined before the first `up`. A corrupt file is set aside as `state.json.corrupt` and treated as
 * missing: the caller rebuilds it from what runs (`recovered` says that happened).
 */
export function readState(workspaceFolder: string): { state?: WorkspaceState; corrupt: boolean } {
  const file = stateFile(workspaceFolder);
  if (!existsSync(file)) return { corrupt: false };
  try {
    return { state: stateSchema.parse(JSON.parse(readFileSync(file, "utf8"))), corrupt: false };
  } catch {
    setAside(file);
    return { corrupt: true };
  }
}

function setAside(file: string): void {
  try {
    renameSync(file, `${file}.corrupt`);
  } catch {
    // A read-only folder: reading goes on without it, and whoever has to write will say why that cannot be.
  }
}

export function writeState(workspaceFolder: string, state: WorkspaceState): void {
  writeFileAtomically(stateFile(workspaceFolder), `${JSON.stringify(state, null, 2)}\n`, 0o600);
}

export function newState(): WorkspaceState {
  return { id: randomBytes(6).toString("hex"), secrets: {}, ports: {} };
}

/** 144 random bits, URL-safe: it needs no escaping in a connection string. */
export function newSecret(): string {
  return randomBytes(18).toString("base64url");
}
