import { readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";

/** Whom PostgreSQL runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. For root it runs as the owner of the data where there is data already, else as nobody;
 * for everybody else as themselves: undefined.
 * @throws MsxError POSTGRES_UNAVAILABLE for root where there is nobody else
 */
export function accountFor(clusterFolder: string): Account | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const owner = statSync(clusterFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  // passwd(5): name, password, uid, gid. macOS numbers its nobody -2, which no call takes.
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readPasswd());
  if (line === null) throw new MsxError("POSTGRES_UNAVAILABLE", { detail: phrase("postgres-as-root") });
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

function readPasswd(): string {
  try {
    return readFileSync("/etc/passwd", "utf8");
  } catch {
    return "";
  }
}

/** Whether an account may pass through all folders down to this one, as the permission bits say. */
export function canReach(folder: string, { uid, gid }: Account): boolean {
  for (let at = realpathSync(folder); ; at = path.dirname(at)) {
    const stat = statSync(at);
    const search = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & search) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}
