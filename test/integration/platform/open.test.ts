import { chmodSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DockerWorkspace, describeDocker } from "../../helpers/docker.js";
import { msx, msxBin, msxJson } from "../../helpers/msx.js";
import { noTerminal, PseudoTerminal } from "../../helpers/pseudo-terminal.js";

interface Opened {
  readonly pages?: readonly { readonly name: string; readonly url: string }[];
  readonly url?: string;
  readonly opened?: boolean;
  readonly error?: { readonly code: string; readonly why: string; readonly fix: string };
}

describeDocker("msx open", () => {
  const workspace = new DockerWorkspace(["parcel-service"]);
  const cwd = workspace.folder;

  beforeAll(async () => {
    const disabled = "platform: { disabled: [postgres, aws, tracing] }";
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`,
    );
  });
  afterAll(async () => {
    await workspace.remove();
    expect(await workspace.leftovers()).toEqual([]);
  });

  test("says what to run while nothing runs", async () => {
    expect((await msxJson<Opened>(["open"], { cwd })).result).toEqual({ pages: [] });
    const { exitCode, result } = await msxJson<Opened>(["open", "consul"], { cwd });
    expect({ exitCode, code: result.error?.code, fix: result.error?.fix }).toEqual({
      exitCode: 4,
      code: "PAGE_DOWN",
      fix: "Run: msx up",
    });
  });

  describe("on a platform that is up", () => {
    beforeAll(async () => {
      const { exitCode, stderr } = await msx(["up"], { cwd, timeoutMs: 600_000 });
      if (exitCode !== 0) throw new Error(stderr);
    }, 600_000);

    test("lists pages that answer, without a password", async () => {
      const { result } = await msxJson<Required<Opened>>(["open"], { cwd });
      expect(result.pages.map(({ name }) => name)).toEqual(["rabbitmq", "consul", "gateway"]);
      for (const { url } of result.pages) expect((await fetch(url)).status, url).toBe(200);
      const { result: variables } = await msxJson<Record<string, string>>(["env"], { cwd });
      const { password } = new URL(variables.AMQP_URL ?? "");
      expect(password).not.toBe("");
      expect(JSON.stringify(result)).not.toContain(password);
    });

    test("without a terminal, prints the address alone", async () => {
      const { exitCode, stdout } = await msx(["open", "consul"], { cwd });
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ui\/\n?$/);
    });

    test("a service that is not deployed, and a name that is none, are refused", async () => {
      const service = await msxJson<Opened>(["open", "parcel-service"], { cwd });
      expect({ exitCode: service.exitCode, fix: service.result.error?.fix }).toEqual({
        exitCode: 4,
        fix: "Run: msx deploy parcel-service",
      });
      const unknown = await msxJson<Opened>(["open", "rabbit"], { cwd });
      expect({ exitCode: unknown.exitCode, code: unknown.result.error?.code }).toEqual({
        exitCode: 2,
        code: "PAGE_UNKNOWN",
      });
      expect(unknown.result.error?.why).toContain("rabbitmq, consul, gateway, parcel-service");
    });

    test.skipIf(noTerminal)("in a terminal, hands the address to the system's opener", async () => {
      workspace.write("bin/xdg-open", '#!/bin/sh\nprintf %s "$1" > "$MSX_TEST_OPENED"\n');
      chmodSync(path.join(cwd, "bin/xdg-open"), 0o755);
      const seen = path.join(cwd, "opened.txt");
      const env = { PATH: `${path.join(cwd, "bin")}:${process.env.PATH}`, MSX_TEST_OPENED: seen };
      const terminal = new PseudoTerminal(`${process.execPath} ${msxBin} open rabbitmq`, { cwd, env });
      expect(await terminal.end()).toBe(0);
      expect(existsSync(seen), terminal.text).toBe(true);
      expect(terminal.text).toContain(readFileSync(seen, "utf8"));
      expect(terminal.text).toContain(`user ${workspace.name}, password in AMQP_URL of msx env`);
    });

    test.skipIf(noTerminal)("in a terminal without an opener, says so and ends well", async () => {
      const command = `PATH=${path.join(cwd, "empty")} ${process.execPath} ${msxBin} open rabbitmq`;
      const terminal = new PseudoTerminal(command, { cwd });
      expect(await terminal.end()).toBe(0);
      expect(terminal.text).toContain("xdg-open: not installed");
      expect(terminal.text).toMatch(/http:\/\/127\.0\.0\.1:\d+\//);
    });
  });
});
