import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";
import { DevRun } from "./dev-run.js";
import { DevWorkspace, isAlive, markerAt } from "./dev-workspace.js";

const minutes = 60_000;

interface Target {
  readonly webSocketDebuggerUrl: string;
  readonly url: string;
}

/** A service that is deployed and then run from source as well. The tests share one workspace and follow each other. */
describeDocker("msx dev beside a deployed instance", () => {
  const workspace = new DevWorkspace();
  let run: DevRun | undefined;
  let gatewayUrl = "";

  const poll = (read: () => unknown) => expect.poll(read, { timeout: 5 * minutes, interval: 50 });

  beforeAll(async () => {
    await workspace.generate();
    for (const command of ["up", "deploy"]) {
      const { exitCode, stderr } = await msxJson([command, "--timeout", "6m"], {
        cwd: workspace.folder,
        timeoutMs: 8 * minutes,
      });
      if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}: ${stderr}`);
    }
    expect(await workspace.marker()).toBe("deployed");
  }, 30 * minutes);
  afterAll(async () => {
    await run?.end("SIGINT");
    await workspace.remove();
    expect(await workspace.leftovers()).toEqual([]);
  });

  test(
    "the gateway prefers it, and its debugger port outlives a reload",
    async () => {
      run = new DevRun(workspace.folder, [DevWorkspace.service, "--inspect"]);
      const ready = await run.next("ready");
      gatewayUrl = ready.gatewayUrl ?? "";
      await poll(() => markerAt(gatewayUrl)).toBe("one");
      const before = await targets(ready.debugger);
      expect(before.map(({ url }) => url.startsWith("file://"))).toEqual([true]);

      const seen = run.events.length;
      workspace.edit('marker: "one"', 'marker: "two"');
      const reloaded = await run.next("ready", seen);
      expect(reloaded.debugger).toBe(ready.debugger);
      await poll(() => markerAt(gatewayUrl)).toBe("two");
      const after = await targets(reloaded.debugger);
      expect(after[0]?.webSocketDebuggerUrl).toContain(`ws://${ready.debugger}/`);
      expect(after[0]?.webSocketDebuggerUrl).not.toBe(before[0]?.webSocketDebuggerUrl);
    },
    8 * minutes,
  );

  test(
    "after Ctrl-C the deployed one answers again",
    async () => {
      expect(await run?.end("SIGINT")).toBe(0);
      await poll(() => markerAt(gatewayUrl)).toBe("deployed");
    },
    3 * minutes,
  );

  test(
    "a killed msx dev leaves no process, and the deployed one answers again",
    async () => {
      run = new DevRun(workspace.folder, [DevWorkspace.service]);
      await run.next("ready");
      await poll(() => markerAt(gatewayUrl)).toBe("two");
      const started = workspace.processes();
      expect(started.length).toBeGreaterThan(0);
      await run.end("SIGKILL");
      await poll(() => started.filter(isAlive)).toEqual([]);
      await poll(() => markerAt(gatewayUrl)).toBe("deployed");
    },
    8 * minutes,
  );

  test(
    "the next one starts all the same",
    async () => {
      run = new DevRun(workspace.folder);
      await run.next("ready");
      await poll(() => markerAt(gatewayUrl)).toBe("two");
      expect(workspace.processes().filter((pid) => !isAlive(pid))).toEqual([]);
    },
    5 * minutes,
  );
});

/** What a debugger is offered at this address (Node docs: "Debugger", HTTP JSON endpoints). */
async function targets(address: string | null): Promise<readonly Target[]> {
  return (await (await fetch(`http://${address}/json/list`)).json()) as readonly Target[];
}
