import { expect, it } from "vitest";
import { eventually } from "../gateway/eventually.js";
import { get, put } from "./client.js";
import { describeDurableConsuls } from "./durable-consul.js";

interface Check {
  readonly Status: string;
  readonly Output: string;
}

describeDurableConsuls("killed with -9", (consul) => {
  const ask = <T>(path: string) => get<T>(consul().url, path);
  const tell = async (path: string, body?: unknown): Promise<string> => {
    const { status, text } = await put(consul().url, path, body);
    expect([path, status, text]).toEqual([path, 200, expect.anything()]);
    return text;
  };
  const newSession = async (options: object): Promise<string> =>
    (JSON.parse(await tell("/v1/session/create", options)) as { ID: string }).ID;
  const registerService = (name: string, check: object): Promise<string> =>
    tell("/v1/agent/service/register", {
      ...{ Name: name, ID: `${name}-1`, Tags: ["v2"], Meta: { a: "b" }, Address: "10.0.0.7", Port: 81 },
      ...{ Weights: { Passing: 7, Warning: 2 }, Check: check },
    });

  it("keys, their indexes and what is remembered of deleted ones are there", async () => {
    await tell("/v1/kv/kept/a?flags=42", "first");
    await tell("/v1/kv/kept/b", Buffer.from("ü").toString());
    await tell("/v1/kv/kept/gone", "x");
    await tell("/v1/kv/kept/a?flags=43", "second");
    await fetch(`${consul().url}/v1/kv/kept/gone`, { method: "DELETE" });
    await tell("/v1/txn", [
      { KV: { Verb: "set", Key: "kept/c", Value: "Yw==" } },
      { KV: { Verb: "delete", Key: "kept/b" } },
    ]);
    const before = await ask<{ ModifyIndex: number }[]>("/v1/kv/kept/?recurse");
    await consul().killAndRestart();
    const after = await ask<{ ModifyIndex: number }[]>("/v1/kv/kept/?recurse");
    expect(after).toEqual(before);
    expect(after.body).toMatchObject([
      { Key: "kept/a", Flags: 43, Value: Buffer.from("second").toString("base64") },
      { Key: "kept/c", Flags: 0, Value: "Yw==" },
    ]);
    // What was there before can be compared with, and what comes next is later than all that was.
    const known = before.body[0]?.ModifyIndex ?? 0;
    expect(await tell(`/v1/kv/kept/a?cas=${known}`, "third")).toBe("true");
    const [{ ModifyIndex } = { ModifyIndex: 0 }] = (await ask<{ ModifyIndex: number }[]>("/v1/kv/kept/a"))
      .body;
    expect(ModifyIndex).toBeGreaterThan(before.index);
  });

  it("sessions go on, and hold what they held", async () => {
    const [lasting, timed] = [await newSession({ Name: "lasting" }), await newSession({ TTL: "1h" })];
    const ended = await newSession({ Behavior: "delete", LockDelay: "0s" });
    for (const [key, session] of [
      ["lock/a", lasting],
      ["lock/b", timed],
      ["lock/c", ended],
    ]) {
      expect(await tell(`/v1/kv/${key}?acquire=${session}`, "held")).toBe("true");
    }
    await tell(`/v1/session/destroy/${ended}`);
    const before = await ask<object[]>("/v1/session/list");
    const locks = await ask<object[]>("/v1/kv/lock/?recurse");
    await consul().killAndRestart();
    expect((await ask("/v1/session/list")).body).toEqual(before.body);
    expect(await ask("/v1/kv/lock/?recurse")).toEqual(locks);
    expect(locks.body).toMatchObject([
      { Key: "lock/a", Session: lasting, LockIndex: 1 },
      { Key: "lock/b", Session: timed, LockIndex: 1 },
    ]);
    const other = await newSession({});
    expect(await tell(`/v1/kv/lock/a?acquire=${other}`, "taken")).toBe("false");
    expect(await tell(`/v1/session/renew/${timed}`)).toContain(timed);
    expect(await tell(`/v1/kv/lock/a?release=${lasting}`, "free")).toBe("true");
    expect(await tell(`/v1/kv/lock/a?acquire=${other}`, "taken")).toBe("true");
  });

  it("services are registered as they were; checks are critical until they know better, but for what was told", async () => {
    await registerService("told", { TTL: "1h" });
    await tell("/v1/agent/check/pass/service:told-1?note=all%20is%20well");
    await registerService("untold", { TTL: "1h", Status: "passing" });
    await registerService("expired", { TTL: "1s" });
    await tell("/v1/agent/check/pass/service:expired-1");
    // Its first run comes some time within the hour.
    await registerService("asked", { HTTP: "http://127.0.0.1:9/", Interval: "1h", Status: "passing" });
    await registerService("gone", { TTL: "1h", Status: "passing" });
    await tell("/v1/agent/service/deregister/gone-1");
    await registerService("resting", { TTL: "1h" });
    await tell("/v1/agent/check/pass/service:resting-1");
    await tell("/v1/agent/service/maintenance/resting-1?enable=true&reason=cleaning");
    await tell("/v1/agent/check/register", { Name: "of the node", TTL: "1h" });
    await tell("/v1/agent/check/warn/of%20the%20node?note=so%20so");
    await eventually("the TTL is over", async () => {
      const { body } = await ask<Record<string, Check>>("/v1/agent/checks");
      return body["service:expired-1"]?.Status === "critical";
    });
    const services = await ask("/v1/agent/services");
    await consul().killAndRestart();
    expect((await ask("/v1/agent/services")).body).toEqual(services.body);
    const checks = (await ask<Record<string, Check>>("/v1/agent/checks")).body;
    expect(Object.fromEntries(Object.entries(checks).map(([id, { Status }]) => [id, Status]))).toEqual({
      "service:told-1": "passing",
      "service:untold-1": "critical",
      "service:expired-1": "critical",
      "service:asked-1": "critical",
      "service:resting-1": "passing",
      "_service_maintenance:resting-1": "critical",
      "of the node": "warning",
    });
    expect(checks["service:told-1"]?.Output).toBe("all is well");
    // The catalogue follows its agent.
    await eventually("the catalogue says the same", async () => {
      const { body } = await ask<{ ServiceID: string }[]>("/v1/health/state/critical");
      const critical = body.map(({ ServiceID }) => ServiceID).sort();
      return JSON.stringify(critical) === '["asked-1","expired-1","resting-1","untold-1"]';
    });
    const told = (await ask<object[]>("/v1/health/service/told")).body;
    expect(told).toMatchObject([
      {
        Service: {
          ID: "told-1",
          Tags: ["v2"],
          Meta: { a: "b" },
          Port: 81,
          Weights: { Passing: 7, Warning: 2 },
        },
      },
    ]);
    expect((await ask("/v1/catalog/service/gone")).body).toEqual([]);
    // A TTL check goes on.
    await tell("/v1/agent/check/pass/service:untold-1");
    await tell("/v1/agent/check/deregister/of%20the%20node");
  });

  it("nodes and services outside stay in the catalogue, and the node is the same", async () => {
    const service = { ID: "db-1", Service: "db", Port: 5432, Tags: ["primary"] };
    const node = { Node: "elsewhere", Address: "10.1.1.1", NodeMeta: { external: "yes" } };
    await tell("/v1/catalog/register", { ...node, Service: service });
    await tell("/v1/catalog/register", { Node: "left", Address: "10.1.1.2" });
    await tell("/v1/catalog/deregister", { Node: "left" });
    const before = await ask<object[]>("/v1/catalog/service/db");
    const self = await ask<{ Config: { NodeID: string } }>("/v1/agent/self");
    await consul().killAndRestart();
    expect((await ask("/v1/catalog/service/db")).body).toEqual(before.body);
    const nodes = (await ask<{ Node: string; ID: string }[]>("/v1/catalog/nodes")).body;
    expect(nodes.map(({ Node }) => Node)).toEqual(["consul", "elsewhere"]);
    expect((await ask<{ Config: { NodeID: string } }>("/v1/agent/self")).body.Config.NodeID).toBe(
      self.body.Config.NodeID,
    );
  });

  it("no index is lower than it was", async () => {
    const paths = ["kv/?recurse", "session/list", "catalog/services", "catalog/nodes", "health/service/told"];
    const indexes = () => Promise.all(paths.map(async (path) => (await ask(`/v1/${path}`)).index));
    await tell("/v1/kv/more", "x");
    const before = await indexes();
    await consul().killAndRestart();
    const after = await indexes();
    for (const [at, index] of after.entries())
      expect(index, paths[at]).toBeGreaterThanOrEqual(before[at] ?? 0);
    // Who waits from an index that he saw before is answered by the next change.
    const waiting = ask(`/v1/kv/more?index=${before[0]}&wait=30s`);
    await tell("/v1/kv/more", "y");
    expect((await waiting).index).toBeGreaterThan(before[0] ?? 0);
  });
});
