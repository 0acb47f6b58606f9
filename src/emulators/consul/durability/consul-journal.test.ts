import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startConsul } from "../start-consul.js";

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "consul-journal-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

interface Running {
  readonly url: string;
  put(where: string, body?: string | Uint8Array<ArrayBuffer>): Promise<string>;
  /** Everything that can be read of it, indexes included. */
  everything(): Promise<unknown>;
  close(): Promise<void>;
}

async function start(dataDir: string): Promise<Running> {
  const consul = await startConsul({ dataDir });
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) await consul.close();
    closed = true;
  };
  onTestFinished(close);
  const { url } = consul;
  const read = async (where: string): Promise<unknown> => {
    const response = await fetch(`${url}/v1/${where}`);
    return [where, response.headers.get("x-consul-index"), response.status, await response.text()];
  };
  const places = ["kv/?recurse", "kv/gone/?recurse", "session/list", "catalog/nodes", "catalog/services"];
  const more = ["health/service/web", "health/service/none", "agent/services", "agent/checks", "agent/self"];
  return {
    ...{ url, close },
    async put(where, body) {
      const response = await fetch(`${url}/v1/${where}`, { method: "PUT", ...(body && { body }) });
      expect([where, response.status]).toEqual([where, 200]);
      return response.text();
    },
    everything: () => Promise.all([...places, ...more].map(read)),
  };
}

/** Something of every kind, and of every kind something that is gone again. */
async function fill({ url, put }: Running): Promise<void> {
  const session = async (body: object): Promise<string> =>
    (JSON.parse(await put("session/create", JSON.stringify(body))) as { ID: string }).ID;
  const service = (ID: string, more: object = {}): Promise<string> =>
    put(
      "agent/service/register",
      JSON.stringify({ Name: "web", ID, Check: { TTL: "1h", Status: "passing" }, ...more }),
    );
  await put("kv/gone/a", "x");
  await fetch(`${url}/v1/kv/gone/?recurse`, { method: "DELETE" });
  await put("kv/plain?flags=7", "ü");
  await put("kv/empty");
  await put(`kv/locked?acquire=${await session({ Name: "holder" })}`, "x");
  await put(`session/destroy/${await session({ Behavior: "delete" })}`);
  for (const id of ["web-1", "web-2"]) {
    await service(id);
    await put(`agent/check/pass/service:${id}?note=well`);
  }
  await service("none-1", { Name: "none" });
  await put("agent/service/deregister/none-1");
  await put("catalog/register", JSON.stringify({ Node: "elsewhere", Address: "10.0.0.1" }));
  await put("catalog/register", JSON.stringify({ Node: "left", Address: "10.0.0.2" }));
  await put("catalog/deregister", JSON.stringify({ Node: "left" }));
}

it("is after an orderly end what it was before", async () => {
  const where = folder();
  const first = await start(where);
  await fill(first);
  const before = await first.everything();
  await first.close();
  expect(await (await start(where)).everything()).toEqual(before);
});

it("writes its file anew when most of it is out of date, and is the same", async () => {
  const where = folder();
  const first = await start(where);
  await fill(first);
  // Many at once, so that some are written while the file is written anew.
  const value = Buffer.alloc(400_000, "v");
  for (let round = 0; round < 12; round += 1) {
    const keys = Array.from({ length: 8 }, (_, key) => first.put(`kv/large/${key}`, value));
    await Promise.all([...keys, first.put("kv/round", String(round)), first.put("kv/gone/b", "x")]);
    await fetch(`${first.url}/v1/kv/gone/b`, { method: "DELETE" });
  }
  const before = await first.everything();
  await first.close();
  const written = (12 * 8 * value.length * 4) / 3;
  const size = statSync(path.join(where, "journal")).size;
  expect(size).toBeLessThan(written / 2);
  const second = await start(where);
  expect(await second.everything()).toEqual(before);
  await second.close();
});

it.each([
  ["cut in the middle of a record", (file: string) => truncateSync(file, statSync(file).size - 3)],
  ["followed by half a record", (file: string) => appendFileSync(file, Buffer.from([0, 0, 1, 0, 9, 9, 9]))],
  [
    "damaged at its end",
    (file: string) => {
      const size = statSync(file).size;
      const last = readFileSync(file)[size - 1] ?? 0;
      truncateSync(file, size - 1);
      appendFileSync(file, Buffer.from([last ^ 0xff]));
    },
  ],
])("a journal that is %s gives all before that, and goes on", async (what, damage) => {
  const where = folder();
  const first = await start(where);
  await fill(first);
  const before = await first.everything();
  const index = Number((await fetch(`${first.url}/v1/kv/plain`)).headers.get("x-consul-index"));
  const whole = what.startsWith("followed");
  if (!whole) await first.put("kv/last", "this one is hit");
  await first.close();
  damage(path.join(where, "journal"));
  const second = await start(where);
  expect(await second.everything()).toEqual(before);
  await second.put("kv/next", "x");
  const next = await fetch(`${second.url}/v1/kv/next`);
  expect(Number(next.headers.get("x-consul-index"))).toBeGreaterThan(index);
  const after = await second.everything();
  await second.close();
  expect(await (await start(where)).everything()).toEqual(after);
});

it("belongs to one at a time", async () => {
  const where = folder();
  await start(where);
  await expect(startConsul({ dataDir: where })).rejects.toMatchObject({ code: "DATA_UNUSABLE" });
});
