import { execa } from "execa";

/** How long the system's opener may take to say that it cannot; one that is still at it has begun. */
const patienceMs = 3_000;

/**
 * Asks the system to show an address in its browser, and does not wait for the browser.
 * @returns why that could not be done; undefined when it was
 */
export async function launchBrowser(url: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const [program, ...args] = opener(url);
  const child = execa(program, args, {
    env,
    extendEnv: false,
    stdio: "ignore",
    detached: true,
    reject: false,
  });
  child.unref();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  const ended = await Promise.race([child, late]);
  clearTimeout(timer);
  if (ended?.failed !== true) return undefined;
  return ended.code === "ENOENT" ? `${program}: not installed` : `${program}: ${ended.shortMessage ?? ""}`;
}

/** The program that opens an address with what the user has chosen for it. */
function opener(url: string): readonly [string, ...string[]] {
  if (process.platform === "darwin") return ["open", url];
  // Not `start`: that is the shell's own, and an address in a shell's line is more than an address.
  if (process.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}
