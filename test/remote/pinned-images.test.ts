import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { msx, msxJson } from "../helpers/msx.js";

interface UpResult {
  readonly resources: readonly { readonly name: string; readonly state: string; readonly reason?: string }[];
}

// Real pulls of the pinned images, no stand-in: whatever the environment overrides is taken away.
const noOverrides = Object.fromEntries(
  ["POSTGRES", "RABBITMQ", "CONSUL", "AWS", "TRACING", "NODE"].map((key) => [`MSX_IMAGE_${key}`, ""]),
);

describe.each(["localstack", "floci", "moto"])("with the pinned images and %s", (provider) => {
  test("up brings every resource to ready, and down leaves nothing", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "msx-remote-"));
    const env = { ...noOverrides, MSX_AWS_PROVIDER: provider };
    const cwd = path.join(folder, "remote");
    try {
      expect((await msx(["new", "workspace", "remote", "--yes"], { cwd: folder, env })).exitCode).toBe(0);
      const up = await msxJson<UpResult>(["up", "--timeout", "10m"], { cwd, env, timeoutMs: 800_000 });
      expect(up.result.resources.filter((resource) => resource.state !== "ready")).toEqual([]);
      expect(up.exitCode).toBe(0);
    } finally {
      await msx(["down", "--volumes", "--yes"], { cwd, env });
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
