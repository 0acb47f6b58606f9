import { chmodSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DashboardProcess } from "../../helpers/dashboard.js";
import { EmbeddedWorkspace, withoutDocker } from "../../helpers/embedded.js";
import { msxJson } from "../../helpers/msx.js";

// Nothing runs of it: the page is for seeing that, too.
const workspace = new EmbeddedWorkspace(["parcel-service"]);
let dashboard: DashboardProcess;
beforeAll(async () => {
  dashboard = await DashboardProcess.start(workspace.folder, { env: withoutDocker });
});
afterAll(async () => {
  await dashboard?.stop();
  await workspace.remove();
});

const dataPaths = ["/api/live", "/api/logs", "/api/audit", "/api/trace?id=1", "/api/nothing"];

/** A request with fields that `fetch` does not let one set. */
function raw(
  options: { method?: string; path?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: dashboard.port, ...options }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    sent.on("error", reject).end();
  });
}

test("no data without the token, nor with another", async () => {
  for (const at of dataPaths) {
    expect((await fetch(`${dashboard.origin}${at}`)).status, at).toBe(401);
    const almost = `${dashboard.token.slice(0, -1)}${dashboard.token.endsWith("A") ? "B" : "A"}`;
    for (const token of [almost, "", dashboard.token.slice(1)]) {
      expect((await dashboard.get(at, token)).status, at).toBe(401);
    }
    // Where one could be seen by others: in an address, or a cookie that goes to every port.
    expect(
      (await fetch(`${dashboard.origin}${at}${at.includes("?") ? "&" : "?"}token=${dashboard.token}`)).status,
    ).toBe(401);
    const cookie = `token=${dashboard.token}; msx-dashboard-token=${dashboard.token}`;
    expect((await fetch(`${dashboard.origin}${at}`, { headers: { cookie } })).status, at).toBe(401);
  }
  expect((await dashboard.get("/api/audit")).status).toBe(200);
});

test("another host name is refused, whatever it asks for: a page of elsewhere cannot rebind its name to here", async () => {
  const authorization = `Bearer ${dashboard.token}`;
  for (const host of [
    "evil.example",
    `evil.example:${dashboard.port}`,
    "127.0.0.1",
    `127.0.0.1:${dashboard.port + 1}`,
  ]) {
    for (const at of ["/", "/main.js", "/api/audit"]) {
      expect((await raw({ path: at, headers: { host, authorization } })).status, `${host} ${at}`).toBe(421);
    }
  }
  const own = { host: `localhost:${dashboard.port}`, authorization };
  expect((await raw({ path: "/api/audit", headers: own })).status).toBe(200);
});

test("it only reads", async () => {
  const headers = { authorization: `Bearer ${dashboard.token}` };
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const { status, headers: answered } = await raw({ method, path: "/api/audit", headers });
    expect([method, status, answered.allow]).toEqual([method, 405, "GET, HEAD"]);
    // Nothing of elsewhere is allowed to ask.
    expect(Object.keys(answered).filter((name) => name.startsWith("access-control"))).toEqual([]);
  }
});

test("every answer carries a policy that leaves the page nothing but itself", async () => {
  for (const at of ["/", "/main.js", "/style.css", "/icon.svg", "/nothing", "/api/audit"]) {
    const { headers } = await raw({ path: at });
    const policy = String(headers["content-security-policy"]).split("; ");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
    });
  }
});

test("nothing outside this machine reaches it", async () => {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && !one.internal && one.family === "IPv4")
    .map((one) => one?.address ?? "");
  for (const host of ["::1", "127.0.0.2", ...others]) {
    const outcome = await new Promise((resolve) => {
      const socket = createConnection({ host, port: dashboard.port });
      socket.once("connect", () => resolve("connected")).once("error", () => resolve("refused"));
    });
    expect([host, outcome]).toEqual([host, "refused"]);
  }
});

test("a browser is given a code that is worth the token once, since its address stands in the process list", async () => {
  workspace.write("bin/xdg-open", '#!/bin/sh\nprintf %s "$1" > "$MSX_TEST_OPENED"\n');
  chmodSync(path.join(workspace.folder, "bin/xdg-open"), 0o755);
  const seen = path.join(workspace.folder, "opened.txt");
  const opened = await DashboardProcess.start(workspace.folder, {
    flags: ["--open"],
    env: {
      ...withoutDocker,
      PATH: `${workspace.folder}/bin:${process.env.PATH}`,
      MSX_TEST_OPENED: seen,
    },
  });
  try {
    const read = (): string => {
      try {
        return readFileSync(seen, "utf8");
      } catch {
        return "";
      }
    };
    await expect.poll(read, { timeout: 10_000 }).toContain("#code=");
    expect(read()).not.toContain(opened.token);
    const code = read().split("#code=")[1] ?? "";
    const redeem = (given: string): Promise<Response> =>
      fetch(`${opened.origin}/api/token`, { method: "POST", headers: { authorization: `Code ${given}` } });
    expect((await redeem("x".repeat(code.length))).status).toBe(401);
    const first = await redeem(code);
    expect([first.status, await first.json()]).toEqual([200, { token: opened.token }]);
    expect((await redeem(code)).status).toBe(401);
  } finally {
    await opened.stop();
  }
});

test("a platform that is down is shown as that, with what to do", async () => {
  type Platform = { value: { resources: { name: string; state: string }[] } };
  const { value } = await dashboard.live<Platform>("platform", () => true);
  expect(value.resources.map(({ state }) => state)).toEqual(value.resources.map(() => "stopped"));
  type Failed = { error: { code: string; fix: string } };
  const routes = await dashboard.live<Failed>("routes", (told) => "error" in told);
  expect(routes.error).toMatchObject({ code: "PLATFORM_DOWN", fix: expect.stringContaining("msx up") });
  const logs = await dashboard.get("/api/logs?name=nothing");
  expect([logs.status, await logs.json()]).toMatchObject([409, { error: { code: "UNKNOWN_RESOURCE" } }]);
});

test("a port that is taken is named", async () => {
  const cwd = workspace.folder;
  const { exitCode, result } = await msxJson<{ error: { code: string; what: string } }>(
    ["dashboard", "--port", String(dashboard.port)],
    { cwd, env: withoutDocker },
  );
  expect([exitCode, result.error.code]).toEqual([4, "LISTEN_FAILED"]);
  expect(result.error.what).toContain(String(dashboard.port));
});

test("outside a workspace it says so", async () => {
  const { exitCode, result } = await msxJson<{ error: { code: string } }>(["dashboard"], {
    cwd: path.parse(workspace.folder).root,
  });
  expect([exitCode, result.error.code]).toEqual([2, "NO_WORKSPACE"]);
});

test("Ctrl-C ends it at once, with a page open, and the platform is left as it was", async () => {
  const response = await dashboard.get("/api/live");
  expect(response.status).toBe(200);
  const started = performance.now();
  expect(await dashboard.stop()).toBe(0);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(JSON.parse(dashboard.lastLine)).toEqual({ type: "stopped" });
  expect(dashboard.errors).toBe("");
  await response.text().catch(() => undefined);
});
