import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { phrase } from "../../../errors/detail.js";
import { processStartTime } from "../../process-start-time.js";
import { type Places, placesOf } from "./places.js";
import { nothing } from "./protocol.js";
import { SupervisorClient } from "./supervisor-client.js";

let folder: string;
let places: Places;
let other: Server;

/** A supervisor of another msx lives in the workspace, and answers everything in a way of its own. */
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-supervisor-"));
  places = placesOf(folder);
  mkdirSync(path.dirname(places.record), { recursive: true });
  const record = { pid: process.pid, started: processStartTime(process.pid), build: "another" };
  writeFileSync(places.record, JSON.stringify(record));
  other = createServer((_, response) =>
    response.end(JSON.stringify({ resources: [{ called: "postgres" }] })),
  );
  other.listen(places.socket);
  await once(other, "listening");
});
afterEach(() => {
  other.close();
  rmSync(folder, { recursive: true, force: true });
});

test("nothing counts as running while a supervisor of another msx has it: the next up replaces it", async () => {
  expect(await new SupervisorClient(places, "shop").instances()).toEqual([]);
});

test("an answer that is none of ours is said in a sentence", async () => {
  const call = { method: "GET", path: "/state", answer: nothing.strict() } as const;
  const failure = await new SupervisorClient(places, "shop").call(call).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: "SUPERVISOR_FAILED",
    params: { detail: phrase("supervisor-strange") },
  });
});
