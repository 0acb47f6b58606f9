import { afterAll, beforeAll, expect, test } from "vitest";
import { DaemonProxy } from "../../helpers/daemon-proxy.js";
import { describeDocker, docker, inspect } from "../../helpers/docker.js";
import { msx, msxBin } from "../../helpers/msx.js";
import { noTerminal, PseudoTerminal } from "../../helpers/pseudo-terminal.js";
import { EchoWorkspace } from "../deploy/echo-workspace.js";

const showCursor = "\u001b[?25h";
const hideCursor = "\u001b[?25l";

// The steps follow each other on one platform, so that it is started as seldom as can be.
describeDocker("Ctrl-C in a terminal", () => {
  const workspace = new EchoWorkspace();
  const proxy = new DaemonProxy();
  beforeAll(async () => {
    await proxy.heal();
    await workspace.up();
    workspace.write(
      "package.json",
      JSON.stringify({ scripts: { deploy: `node ${msxBin} deploy`, up: `node ${msxBin} up` } }),
    );
  });
  afterAll(async () => {
    proxy.end();
    await workspace.remove();
  });

  const terminal = (command: string, env: Record<string, string> = {}) =>
    new PseudoTerminal(command, { cwd: workspace.folder, env });
  const msxIn = (args: string, env: Record<string, string> = {}) => terminal(`node ${msxBin} ${args}`, env);
  const containers = async (owner: string): Promise<string[]> => {
    const own = ["--filter", `label=msx.workspace=${workspace.name}`, "--filter", `name=-${owner}-`];
    return (await docker("ps", "--all", ...own, "--format", "{{.Names}}")).split("\n").filter(Boolean);
  };
  /** A container that ignores SIGTERM: its stop takes the whole grace period. */
  const freeze = (owner: string) => docker("kill", "--signal", "STOP", `${workspace.name}-${owner}-1`);

  test.skipIf(noTerminal)("up: it ends at once, with 130, and says what runs", async () => {
    await docker("rm", "--force", `${workspace.name}-gateway-1`);
    await freeze("consul");
    const up = msxIn("up");
    await up.until(() => up.text.includes("already") || up.text.includes("waiting until it answers"));
    up.pressCtrlC();
    expect(await up.end()).toBe(130);
    expect(up.text).toContain("INTERRUPTED");
    expect(up.text).toContain(`Still running: ${workspace.name}-consul-1`);
    expect(up.text.lastIndexOf(showCursor)).toBeGreaterThanOrEqual(up.text.lastIndexOf(hideCursor));
    await docker("rm", "--force", `${workspace.name}-consul-1`);
    await workspace.up();
  });

  test.skipIf(noTerminal)(
    "deploy, by npm, which passes the key on a second time: it still ends cleanly",
    async () => {
      workspace.change({ reply: "never", ready: false });
      const deploy = terminal("npm run deploy");
      await deploy.until(async () => (await containers("echo")).length === 1);
      deploy.pressCtrlC();
      expect(await deploy.end()).toBe(130);
      expect(deploy.text).toContain("INTERRUPTED");
      expect(await containers("echo")).toEqual([]);
    },
  );

  test.skipIf(noTerminal)("logs -f: 130, and nothing more to say", async () => {
    const logs = msxIn("logs -f gateway");
    await logs.until(() => logs.text.includes("gateway |"));
    logs.pressCtrlC();
    expect(await logs.end()).toBe(130);
    expect(logs.text).not.toContain("INTERRUPTED");
  });

  test.skipIf(noTerminal)(
    "down: it stops in the middle, says what runs still, and the next one ends the work",
    async () => {
      await freeze("gateway");
      const down = msxIn("down");
      await down.until(() => down.text.includes(`stopping ${workspace.name}-gateway-1`));
      down.pressCtrlC();
      const pressed = performance.now();
      expect(await down.end()).toBe(130);
      expect(down.text).toContain("INTERRUPTED");
      expect(down.text).toContain(`${workspace.name}-consul-1`);
      const { State } = await inspect<{ State: { Running: boolean } }>(`${workspace.name}-consul-1`);
      expect(State.Running).toBe(true);
      expect(performance.now() - pressed).toBeLessThan(60_000);
      const again = await msx(["down"], { cwd: workspace.folder });
      expect(again.exitCode, again.stderr).toBe(0);
      expect(await containers("")).toEqual([]);
    },
  );

  test.skipIf(noTerminal).each(["up", "down", "deploy", "status", "logs -f"])(
    "%s: a second Ctrl-C ends it at once, even while Docker hangs",
    async (command) => {
      proxy.failAt(/GET \S+containers\/json/, "hangs");
      const hanging = msxIn(command, proxy.env);
      await hanging.until(() => proxy.failed);
      hanging.pressCtrlC();
      // A person's second press comes later than the copy that npm makes of the first.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      hanging.pressCtrlC();
      // Its calls would give up after a minute.
      expect(await hanging.end(30_000)).toBe(130);
      await proxy.heal();
    },
  );
});
