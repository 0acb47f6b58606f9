import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { packageFolder } from "../../../io/package-files.js";

/** A Unix socket's path has at most 104 bytes on macOS and 108 on Linux (sun_path), the closing zero included. */
const longestSocketPath = 103;

/** Where the embedded engine of a workspace keeps its things. All of it is in folders of mode 0700. */
export interface Places {
  readonly record: string;
  readonly socket: string;
  readonly logs: string;
  /** How each replica of a service was made. */
  readonly services: string;
  /** What survives: a folder a resource. */
  readonly data: string;
  /** What services were built to, `SERVICE/VERSION`, and what their builds share. */
  readonly builds: string;
  readonly cache: string;
}

/** @param workspaceFolder absolute, without symbolic links: it decides which socket is the workspace's */
export function placesOf(workspaceFolder: string): Places {
  const run = path.join(workspaceFolder, ".msx", "run");
  return {
    record: path.join(run, "supervisor.json"),
    socket: socketOf(workspaceFolder, path.join(run, "supervisor.sock")),
    logs: path.join(run, "logs"),
    services: path.join(run, "services"),
    data: path.join(workspaceFolder, ".msx", "data"),
    builds: path.join(workspaceFolder, ".msx", "builds"),
    cache: path.join(workspaceFolder, ".msx", "cache"),
  };
}

/** A workspace that lies too deep gets its socket in a private folder below the system's temporary one. */
function socketOf(workspaceFolder: string, wanted: string): string {
  const name = createHash("sha256").update(workspaceFolder).digest("hex").slice(0, 16);
  if (process.platform === "win32") return `\\\\.\\pipe\\msx-${name}`;
  if (Buffer.byteLength(wanted) <= longestSocketPath) return wanted;
  return path.join(tmpdir(), `msx-${userInfo().uid}`, `${name}.sock`);
}

export function logFile(places: Pick<Places, "logs">, name: string): string {
  return path.join(places.logs, `${name}.log`);
}

export function supervisorProgram(): string {
  return path.join(packageFolder(), "dist", "supervisor.mjs");
}

/** Changes with the supervisor's program: an `up` of another msx replaces the supervisor. */
export function supervisorBuild(): string {
  return createHash("sha256").update(readFileSync(supervisorProgram())).digest("hex").slice(0, 16);
}
