import { readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { createExclusively } from "./exclusive-file.js";
import { isAlive, type ProcessIdentity, processStartTime } from "./process-start-time.js";

interface Claim extends ProcessIdentity {
  /** ms since 1970. */
  readonly at: number;
}

/** Who chose a port listens on it by then, or does not want it any more. */
const validMs = 60_000;
/** How often an old claim is set aside: others may do the same at that moment. */
const attempts = 10;

/**
 * Ports that msx has chosen and may not listen on yet, one file each: two of a user's workspaces that come up at the same moment choose
 * different ones. A claim ends with its process, or after a minute: from then on listening counts.
 */
export class PortClaims {
  readonly #folder: string;

  constructor(folder = path.join(tmpdir(), `msx-${userInfo().uid}`, "ports")) {
    this.#folder = folder;
  }

  /** @returns false when another live process has claimed it within the last minute */
  take(port: number): boolean {
    const file = this.#file(port);
    const own: Claim = {
      pid: process.pid,
      started: processStartTime(process.pid) ?? "",
      at: Date.now(),
    };
    try {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        if (createExclusively(file, JSON.stringify(own))) return true;
        const claim = read(file);
        if (claim !== undefined && claim.pid !== own.pid && isValid(claim)) return false;
        setAside(file);
      }
    } catch {
      // Nothing can be written there.
    }
    // Then only who listens is known, as without claims.
    return true;
  }

  /** Gives up one's own claim: somebody listens there already. */
  release(port: number): void {
    const file = this.#file(port);
    if (read(file)?.pid === process.pid) rmSync(file, { force: true });
  }

  /** Whose claim keeps a port from others, for people; undefined where nobody's does. */
  holder(port: number): string | undefined {
    const claim = read(this.#file(port));
    return claim !== undefined && isValid(claim) ? `msx, pid ${claim.pid}` : undefined;
  }

  #file(port: number): string {
    return path.join(this.#folder, String(port));
  }
}

function isValid(claim: Claim): boolean {
  return Date.now() - claim.at < validMs && isAlive(claim);
}

/** Two processes may find the same old claim: the rename lets only one of them take it away. */
function setAside(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    rmSync(aside, { force: true });
  } catch {
    // The other one was first: look again.
  }
}

/** The claim, or undefined for one that is gone or was left half-written. */
function read(file: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Claim;
  } catch {
    return undefined;
  }
}
