import { homedir } from "node:os";
import path from "node:path";

/**
 * Where msx keeps what it can make again, for all workspaces of a user (XDG Base Directory Specification; Apple's and
 * Microsoft's usage). None where that cannot be told.
 */
export function userCacheFolder(env: NodeJS.ProcessEnv): string | undefined {
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME)) return path.join(env.XDG_CACHE_HOME, "msx");
  if (process.platform === "win32")
    return env.LOCALAPPDATA ? path.join(env.LOCALAPPDATA, "msx", "cache") : undefined;
  const home = homedir();
  if (!path.isAbsolute(home)) return undefined;
  return path.join(home, process.platform === "darwin" ? "Library/Caches" : ".cache", "msx");
}
