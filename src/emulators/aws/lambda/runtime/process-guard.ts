import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends every group it was told of when its input ends, which happens when this process does, however that ends. Only the
 * kernel's closing of a pipe is relied on: it works on Linux and macOS alike, for programs that never look at their own input.
 */
const script = `trap '' INT TERM HUP
groups=
while read -r what group; do
  if [ "$what" = add ]; then groups="$groups $group"; continue; fi
  rest=
  for one in $groups; do [ "$one" = "$group" ] || rest="$rest $one"; done
  groups=$rest
done
for one in $groups; do kill -s KILL -- "-$one" 2>/dev/null; done
exit 0`;

/**
 * Keeps children from outliving this process, even when it is killed. Each child leads a group of its own, so that what it has started
 * ends with it. On Windows there is no guard: the Node runtime ends by itself when the Runtime API is gone.
 */
export class ProcessGuard {
  readonly #groups = new Set<number>();
  #guard: ChildProcess | undefined;

  add(pid: number): void {
    this.#groups.add(pid);
    if (process.platform === "win32") return;
    if (this.#guard === undefined || this.#guard.exitCode !== null || this.#guard.signalCode !== null) {
      this.#start();
    } else this.#tell("add", pid);
  }

  /** It has ended, and all that it started. */
  remove(pid: number): void {
    if (this.#groups.delete(pid)) this.#tell("remove", pid);
  }

  /** Ends a child and what it started, at once. Nothing happens when it is gone. */
  kill(pid: number): void {
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // Gone already.
    }
  }

  /** Ends all that is left. */
  close(): void {
    for (const pid of this.#groups) this.kill(pid);
    this.#guard?.stdin?.end();
    this.#guard = undefined;
  }

  #start(): void {
    const guard = spawn("/bin/sh", ["-c", script], {
      ...{ stdio: ["pipe", "ignore", "ignore"], detached: true, env: {} },
    });
    this.#guard = guard;
    guard.on("error", () => undefined);
    guard.stdin?.on("error", () => undefined);
    // It must not keep this process alive.
    guard.unref();
    (guard.stdin as unknown as { unref(): void } | null)?.unref();
    for (const pid of this.#groups) this.#tell("add", pid);
  }

  #tell(what: "add" | "remove", pid: number): void {
    this.#guard?.stdin?.write(`${what} ${pid}\n`);
  }
}
