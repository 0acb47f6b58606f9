import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compose, findCompose } from "../helpers/compose.js";
import { describeDocker, docker } from "../helpers/docker.js";
import { msx, msxJson } from "../helpers/msx.js";
import { runScenario, scenarioSteps } from "../helpers/scenario.js";
import { finish, startQuickstart } from "./quickstart-process.js";

interface Quickstart {
  readonly workspace: string;
  readonly folder: string;
  readonly gatewayUrl: string;
  readonly services: readonly { readonly name: string; readonly state: string; readonly version: string }[];
  readonly scenario: readonly { readonly step: string; readonly saw: string }[];
  readonly audit: { readonly pass: number; readonly fail: number };
}
interface Deployed {
  readonly changed: boolean;
  readonly services: readonly {
    readonly name: string;
    readonly state: string;
    readonly version: string;
    readonly reason?: string;
  }[];
}
interface Audited {
  readonly services: readonly {
    readonly name: string;
    readonly items: readonly { readonly id: string; readonly verdict: string }[];
  }[];
}

const minutes = 60_000;
const composeCommand = await findCompose();

function secretsOf(folder: string): readonly string[] {
  const state = JSON.parse(readFileSync(path.join(folder, ".msx/state/state.json"), "utf8"));
  return Object.values((state as { secrets: Record<string, string> }).secrets);
}

/**
 * The whole product on real containers, deployed once: the quickstart's own run is the first test, and what follows goes
 * on in the workspace it keeps.
 */
describeDocker("the reference workspace", () => {
  let shop: Quickstart;

  beforeAll(async () => {
    const { exitCode, stdout, stderr } = await finish(startQuickstart(["--keep", "--json"]));
    if (exitCode !== 0) throw new Error(`the quickstart ended with ${exitCode}:\n${stderr}`);
    shop = JSON.parse(stdout) as Quickstart;
  }, 15 * minutes);

  afterAll(async () => {
    if (!shop) return;
    await msx(["down", "--volumes", "--yes"], { cwd: shop.folder });
    const images = await docker("image", "ls", "--quiet", `${shop.workspace}/*`);
    if (images) await docker("image", "rm", "--force", ...new Set(images.split("\n")));
    rmSync(path.dirname(shop.folder), { recursive: true, force: true });
  });

  const deploy = (...args: string[]) =>
    msxJson<Deployed>(["deploy", ...args], { cwd: shop.folder, timeoutMs: 10 * minutes });

  async function serviceContainers(): Promise<string[]> {
    const own = ["--filter", `label=msx.workspace=${shop.workspace}`, "--filter", "label=msx.service"];
    return (await docker("ps", "--all", "--format", "{{.Names}} {{.ID}}", ...own)).split("\n").sort();
  }

  /** Changes a file of the workspace, for as long as `work` lasts. */
  async function withChanged(file: string, change: (text: string) => string, work: () => Promise<void>) {
    const target = path.join(shop.folder, file);
    const original = readFileSync(target, "utf8");
    const changed = change(original);
    expect(changed).not.toBe(original);
    writeFileSync(target, changed);
    try {
      await work();
    } finally {
      writeFileSync(target, original);
    }
  }

  test("goes live with three services that carry the scenario out, in one trace, and pass the audit", () => {
    expect(shop.services.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      "order-service deployed",
      "payment-service deployed",
      "user-service deployed",
    ]);
    expect(shop.scenario.map(({ step }) => step)).toEqual(Object.keys(scenarioSteps));
    expect(shop.audit.fail).toBe(0);
    expect(shop.audit.pass).toBeGreaterThanOrEqual(24);
  });

  test("draws an order's way through the services as a tree", async () => {
    const { result: list } = await msxJson<{ traces: { traceId: string; services: string[] }[] }>(
      ["traces", "--service", "payment-service", "--limit", "1000"],
      { cwd: shop.folder },
    );
    const all = ["gateway", "order-service", "payment-service"];
    const traced = list.traces.find(({ services }) => all.every((name) => services.includes(name)));
    const { stdout } = await msx(["traces", traced?.traceId ?? ""], { cwd: shop.folder });
    expect(stdout).toMatch(/^(… )?POST \/api\/orders\S* +gateway .*█/m);
    expect(stdout).toMatch(/^ {3}└─ POST \/api\/v1\/orders +order-service/m);
    expect(stdout).toMatch(
      /^ {6}[├└]─ publish OrderCreatedEvent +order-service .*\n {6}[│ ] {2}└─ process OrderCreatedEvent/m,
    );
    expect(stdout).toMatch(/^ {12}│ {2}└─ POST \/api\/v1\/payments +payment-service/m);
  });

  test("is left alone by a second deploy", async () => {
    const before = await serviceContainers();
    const { exitCode, result } = await deploy();
    expect(exitCode).toBe(0);
    expect(result.changed).toBe(false);
    expect(result.services.map(({ state }) => state)).toEqual(["unchanged", "unchanged", "unchanged"]);
    expect(await serviceContainers()).toEqual(before);
  });

  test("shows its state, its variables and its logs", async () => {
    const { result: status } = await msxJson<{ services: { name: string; state: string }[] }>(["status"], {
      cwd: shop.folder,
    });
    expect(status.services.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "order-service ready",
      "payment-service ready",
      "user-service ready",
    ]);
    const env = await msx(["env", "order-service", "--format", "json"], { cwd: shop.folder });
    const variables = JSON.parse(env.stdout) as Record<string, string>;
    expect(variables.GATEWAY_URL).toBe(shop.gatewayUrl);
    const client = new Client({ connectionString: variables.DATABASE_URL ?? "" });
    await client.connect();
    const { rows } = await client.query("SELECT count(*)::int AS orders FROM orders");
    await client.end();
    expect(rows).toEqual([{ orders: 2 }]);
    const logs = await msx(["logs", "payment-service"], { cwd: shop.folder });
    expect(logs.stdout).toMatch(/^payment-service.* \| \{.*"msg":"started"/m);
  });

  test("keeps the old version when a new one does not get ready", async () => {
    const before = await serviceContainers();
    const unreachable = "env: { DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' }";
    await withChanged(
      "services/user-service/service.yaml",
      (text) => text.replace("env: {}", unreachable),
      async () => {
        const { exitCode, result } = await deploy("user-service", "--timeout", "15s");
        expect(exitCode).toBe(5);
        expect(result.services[0]).toMatchObject({ name: "user-service", state: "rolled-back" });
        expect(result.services[0]?.reason).toMatch(/ECONNREFUSED|exit code/);
      },
    );
    expect(await serviceContainers()).toEqual(before);
    expect((await fetch(`${shop.gatewayUrl}/api/users`)).status).toBe(200);
  });

  test(
    "does not go live with a failing unit test",
    async () => {
      const before = await serviceContainers();
      const wrong =
        'import { expect, test } from "vitest";\ntest("money is round", () => expect(1).toBe(2));\n';
      const file = path.join(shop.folder, "services/payment-service/test/domain/wrong.test.ts");
      writeFileSync(file, wrong);
      const { exitCode, result } = await deploy().finally(() => rmSync(file));
      expect(exitCode).toBe(5);
      const states = result.services.map(({ name, state }) => `${name} ${state}`).sort();
      expect(states).toEqual(["order-service unchanged", "payment-service failed", "user-service unchanged"]);
      const reason = result.services.find(({ name }) => name === "payment-service")?.reason;
      expect(reason).toContain("money is round");
      expect(await serviceContainers()).toEqual(before);
    },
    5 * minutes,
  );

  test("fails the audit's item when a guarantee is taken out", async () => {
    const copy = mkdtempSync(path.join(tmpdir(), "msx-mutated-"));
    try {
      cpSync(path.join(shop.folder, "services"), path.join(copy, "services"), { recursive: true });
      cpSync(path.join(shop.folder, "msx.yaml"), path.join(copy, "msx.yaml"));
      const dockerfile = path.join(copy, "services/order-service/Dockerfile");
      writeFileSync(dockerfile, readFileSync(dockerfile, "utf8").replace(/^USER .*$/m, ""));
      const { exitCode, result } = await msxJson<Audited>(["audit", "checklist", copy]);
      expect(exitCode).toBe(3);
      const failed = result.services.flatMap(({ name, items }) =>
        items.filter(({ verdict }) => verdict === "fail").map(({ id }) => `${name} ${id}`),
      );
      expect(failed).toEqual(["order-service MS-8"]);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });

  test.skipIf(composeCommand === undefined)(
    `runs without msx from its Compose export${composeCommand ? "" : " (SKIPPED: no Docker Compose v2)"}`,
    async () => {
      const command = composeCommand ?? [];
      const before = await msxJson<{ OTEL_EXPORTER_OTLP_ENDPOINT: string }>(["env", "--format", "json"], {
        cwd: shop.folder,
      });
      const { exitCode, result } = await msxJson<{ path: string; services: string[] }>(
        ["export", "compose"],
        {
          cwd: shop.folder,
        },
      );
      expect({ exitCode, services: result.services.length }).toEqual({ exitCode: 0, services: 9 });
      const file = readFileSync(path.join(result.path, "compose.yaml"), "utf8");
      for (const secret of secretsOf(shop.folder)) expect(file).not.toContain(secret);
      expect(statSync(path.join(result.path, ".env")).mode & 0o777).toBe(0o600);
      // A second export writes over its own files only.
      const own = path.join(result.path, "notes.md");
      writeFileSync(own, "mine");
      writeFileSync(path.join(result.path, "compose.yaml"), `${file}# edited\n`);
      expect((await msx(["export", "compose"], { cwd: shop.folder })).exitCode).toBe(0);
      expect(readFileSync(own, "utf8")).toBe("mine");
      expect(readFileSync(path.join(result.path, "compose.yaml"), "utf8")).toBe(file);
      const elsewhere = await msx(["export", "compose", "--out", "services"], { cwd: shop.folder });
      expect(elsewhere).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("EXPORT_TARGET_TAKEN"),
      });
      await msx(["down"], { cwd: shop.folder });
      try {
        await compose(command, result.path, "up", "--wait", "--detach", "--no-build", "--quiet-pull");
        const tracingUrl = before.result.OTEL_EXPORTER_OTLP_ENDPOINT;
        const steps = await runScenario({ gatewayUrl: shop.gatewayUrl, tracingUrl });
        expect(steps.map(({ step }) => step)).toEqual(Object.keys(scenarioSteps));
      } finally {
        await compose(command, result.path, "down", "--volumes", "--timeout", "15");
      }
      const again = await msx(["export", "compose"], { cwd: shop.folder });
      expect(again).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("PLATFORM_DOWN") });
    },
    5 * minutes,
  );

  test("is gone without a trace after down --volumes", async () => {
    const { exitCode } = await msx(["down", "--volumes", "--yes"], { cwd: shop.folder });
    expect(exitCode).toBe(0);
    const own = ["--quiet", "--filter", `label=msx.workspace=${shop.workspace}`];
    expect(await docker("ps", "--all", ...own)).toBe("");
    expect(await docker("network", "ls", ...own)).toBe("");
    expect(await docker("volume", "ls", ...own)).toBe("");
  });
});
