import { readFileSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { DockerWorkspace, describeDocker, inspect } from "../../helpers/docker.js";
import { msx, msxJson } from "../../helpers/msx.js";

// A ceiling: two images are built, on a machine that may do many other things.
const minutes = 60_000;
vi.setConfig({ testTimeout: 5 * minutes, hookTimeout: 20 * minutes });

describeDocker("a service without a database beside one without messaging", () => {
  const workspace = new DockerWorkspace();
  const at = { cwd: workspace.folder, timeoutMs: 15 * minutes };
  const environmentOf = async (service: string): Promise<readonly string[]> => {
    const container = await inspect<{ Config: { Env: string[] } }>(`${workspace.name}-${service}-1`);
    return container.Config.Env.map((entry) => entry.split("=", 1)[0] ?? "");
  };
  let gateway: string;

  beforeAll(async () => {
    for (const args of [
      ["new", "service", "rate-service", "--entity", "Rate", "--database", "none"],
      ["new", "service", "note-service", "--entity", "Note", "--messaging", "none"],
      ["up"],
      ["deploy"],
    ]) {
      const { exitCode, stdout, stderr } = await msx(args, at);
      if (exitCode !== 0) throw new Error(`msx ${args.join(" ")}: ${stdout}\n${stderr}`);
    }
    const { result } = await msxJson<{ GATEWAY_URL: string }>(["env", "--format", "json"], at);
    gateway = result.GATEWAY_URL;
  });
  afterAll(async () => {
    await msx(["down", "--volumes", "--yes"], at);
    const left = await workspace.leftovers();
    await workspace.remove();
    expect(left).toEqual([]);
  });

  test("both answer through the gateway", async () => {
    const rates = await fetch(`${gateway}/api/rates`);
    expect(rates.status).toBe(200);
    const { items } = (await rates.json()) as { items: { id: string }[] };
    expect((await fetch(`${gateway}/api/rates/${items[0]?.id}`)).status).toBe(200);

    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ name: "first" });
    const made = await fetch(`${gateway}/api/notes`, { method: "POST", headers, body });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    expect((await fetch(`${gateway}/api/notes/${id}`)).status).toBe(200);
  });

  test("readiness checks what is there, and nothing else", async () => {
    const { result } = await msxJson<{ services: { name: string; url: string }[] }>(["status"], at);
    const ready = async (service: string): Promise<unknown> => {
      const url = result.services.find(({ name }) => name === service)?.url;
      return (await fetch(`${url}/health/ready`)).json();
    };
    expect(await ready("rate-service")).toEqual({ status: "ready", checks: {} });
    expect(await ready("note-service")).toEqual({ status: "ready", checks: { database: "up" } });
  });

  test("no variable leads to what is not there, in the container and in msx env", async () => {
    const names = ["DATABASE_URL", "AMQP_URL"];
    const given = async (service: string) =>
      (await environmentOf(service)).filter((name) => names.includes(name));
    expect(await given("rate-service")).toEqual([]);
    expect(await given("note-service")).toEqual(["DATABASE_URL"]);
    const shown = async (service: string) => {
      const { result } = await msxJson<object>(["env", service, "--format", "json"], at);
      return Object.keys(result).filter((name) => names.includes(name));
    };
    expect(await shown("rate-service")).toEqual([]);
    expect(await shown("note-service")).toEqual(["DATABASE_URL"]);
  });

  test("a database was made for the one that owns one, without tables of events", async () => {
    const { result } = await msxJson<Record<string, string>>(["env", "note-service", "--format", "json"], at);
    const client = new Client({ connectionString: result.DATABASE_URL });
    await client.connect();
    try {
      const databases = await client.query<{ name: string }>("SELECT datname AS name FROM pg_database");
      const names = databases.rows.map(({ name }) => name);
      expect(names.filter((name) => /note|rate/.test(name))).toEqual(["note_service"]);
      const tables = await client.query<{ name: string }>(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()",
      );
      expect(tables.rows.map(({ name }) => name).sort()).toEqual([
        "notes",
        "service_migration",
        "service_migration_lock",
      ]);
    } finally {
      await client.end();
    }
  });

  test("the status of both is ready, and neither has an outbox that could lag", async () => {
    const { exitCode, result } = await msxJson<{ services: Record<string, unknown>[] }>(["status"], at);
    expect(exitCode).toBe(0);
    for (const service of result.services) {
      expect(service).toMatchObject({ state: "ready", replicas: 1 });
      expect(service.outbox ?? null).toBeNull();
    }
  });

  test("the exported Compose file leads neither to what it does without, nor waits for it", async () => {
    const { exitCode, result } = await msxJson<{ path: string }>(["export", "compose"], at);
    expect(exitCode).toBe(0);
    const file = path.resolve(workspace.folder, result.path, "compose.yaml");
    const { services } = parse(readFileSync(file, "utf8")) as {
      services: Record<string, { depends_on: object; environment: object }>;
    };
    const { "rate-service": rate, "note-service": note } = services;
    expect(rate?.environment).not.toHaveProperty("AMQP_URL");
    expect(Object.keys(rate?.depends_on ?? {})).not.toContain("postgres");
    expect(Object.keys(rate?.depends_on ?? {})).not.toContain("rabbitmq");
    expect(note?.environment).toHaveProperty("DATABASE_URL");
    expect(Object.keys(note?.depends_on ?? {})).toContain("postgres");
    expect(Object.keys(note?.depends_on ?? {})).not.toContain("rabbitmq");
  });
});
