import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { type Account, canReach } from "./run-as.js";

/**
 * How PostgreSQL, started in its data folder, is told where that is. Below /root, where no other account can go, it is told
 * by /proc/self/cwd (proc(5)): the kernel follows that link without walking the path, and the server never leaves the folder.
 * @throws MsxError DATA_UNUSABLE where there is no such link
 */
export function placeOf(folder: string, account: Account | undefined): string {
  if (account === undefined || canReach(folder, account)) return folder;
  if (process.platform === "linux") return "/proc/self/cwd";
  throw new MsxError("DATA_UNUSABLE", { folder, detail: phrase("folder-unreachable", { uid: account.uid }) });
}

/** Nothing of the caller's: PGDATA, PGOPTIONS and their like would change the server. Times are UTC, as in containers. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}
