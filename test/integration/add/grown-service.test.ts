import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DockerWorkspace } from "../../helpers/docker.js";
import { msx, msxJson } from "../../helpers/msx.js";

const minutes = 60_000;
const noDocker = process.env.MSX_NO_DOCKER;

/** What each service gains: every kind, in every form that its template has. */
const grown: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "item-service": [
    [
      "endpoint",
      "archiveItem",
      "--method",
      "POST",
      "--path",
      "/items/{id}/archive",
      "--field",
      "reason:string",
      "--field",
      "tags:string[]?",
      "--returns",
      "archivedAt:date-time",
    ],
    [
      "endpoint",
      "item-statistics",
      "--method",
      "GET",
      "--path",
      "/items/statistics",
      "--field",
      "limit:integer?",
      "--returns",
      "total:integer",
    ],
    ["endpoint", "touchItem", "--method", "PATCH", "--path", "/{id}/touch"],
    ["event", "ItemArchived", "--field", "reason:string", "--field", "note:string?"],
    ["event", "ItemSeen"],
    ["consumer", "UserCreated", "--from", "user-service"],
    ["consumer", "OrderCreated", "--from", "order-service"],
    ["call", "payment-service", "--operation", "createPayment"],
    ["call", "user-service", "--operation", "GET /api/v1/users"],
    ["call", "user-service", "--operation", "deleteUser"],
  ],
  "order-service": [
    [
      "endpoint",
      "holdOrder",
      "--method",
      "POST",
      "--path",
      "/orders/{id}/hold",
      "--field",
      "until:date-time",
    ],
    ["event", "OrderHeld", "--field", "until:date-time"],
    ["consumer", "PaymentRefunded", "--from", "payment-service"],
    ["call", "user-service", "--operation", "getUser"],
  ],
};

describe.each(Object.entries(grown))("%s, grown by msx add", (service, additions) => {
  const workspace = new DockerWorkspace();
  const folderOf = (name: string): string => path.join(workspace.folder, "services", name);

  async function npm(args: readonly string[], env: Record<string, string> = {}) {
    const { exitCode, all } = await execa("npm", args, {
      cwd: folderOf(service),
      env,
      all: true,
      reject: false,
    });
    return { exitCode, output: exitCode === 0 ? "" : all, all };
  }

  beforeAll(async () => {
    const references = ["user", "payment", "order"].map((name) => [`${name}-service`, "--reference", name]);
    for (const args of [...references, ["item-service", "--entity", "Item"]]) {
      await msx(["new", "service", ...args], { cwd: workspace.folder });
    }
    for (const args of additions) {
      const { exitCode, stderr } = await msx(["add", ...args, "--service", service], {
        cwd: workspace.folder,
      });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    }
    const installed = await npm(["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
    expect(installed.exitCode, installed.output).toBe(0);
    if (noDocker) return;
    const up = await msx(["up", "--only", "postgres,rabbitmq"], {
      cwd: workspace.folder,
      timeoutMs: 10 * minutes,
    });
    expect(up.exitCode, up.stderr).toBe(0);
  }, 15 * minutes);

  afterAll(async () => {
    if (noDocker) rmSync(workspace.folder, { recursive: true });
    else await workspace.remove();
  });

  test("passes npm run lint and npm run typecheck", { timeout: 10 * minutes }, async () => {
    expect(await npm(["run", "lint"])).toMatchObject({ exitCode: 0, output: "" });
    expect(await npm(["run", "typecheck"])).toMatchObject({ exitCode: 0, output: "" });
  });

  test("passes npm test, contract and integration included", { timeout: 20 * minutes }, async () => {
    let env: Record<string, string> = {};
    if (!noDocker) {
      const args = ["env", service, "--format", "json"];
      const { result } = await msxJson<Record<string, string>>(args, { cwd: workspace.folder });
      const { DATABASE_URL = "", AMQP_URL = "" } = result;
      env = { DATABASE_URL, AMQP_URL };
    }
    const { exitCode, output, all } = await npm(["test"], env);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: "" });
    if (!noDocker) expect(all).not.toMatch(/\d+ skipped/);
  });

  test("passes the audit", async () => {
    const { exitCode, result } = await msxJson<{ summary: { fail: number } }>(["audit", "checklist"], {
      cwd: workspace.folder,
    });
    expect({ exitCode, fail: result.summary.fail }).toEqual({ exitCode: 0, fail: 0 });
  });

  test("still says in its manifest only what was generated at first", () => {
    const manifest = readFileSync(path.join(folderOf(service), ".msx", "manifest.json"), "utf8");
    expect(Object.keys((JSON.parse(manifest) as { files: object }).files).join()).not.toMatch(
      /archive|held|refunded/,
    );
  });
});
