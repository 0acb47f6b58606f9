import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { phrase } from "../errors/detail.js";
import { RecordingIo } from "../io/recording-io.js";
import { type AuditWaiveOptions, auditWaive } from "./audit-waive.js";
import type { ActionContext } from "./context.js";

const manifest =
  "apiVersion: msx/v1\nkind: Workspace\nname: shop\npolicy:\n  approvers: [jane@example.com]\n  waivers: []\n";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-waive-"));
  writeFileSync(path.join(folder, "msx.yaml"), manifest);
  mkdirSync(path.join(folder, "src"));
  for (const name of ["client.ts", "data.json"]) writeFileSync(path.join(folder, "src", name), "one\ntwo\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function waive(options: Partial<AuditWaiveOptions>) {
  const io = new RecordingIo([]);
  const context: ActionContext = { cwd: folder, env: {}, io, signal: new AbortController().signal };
  return auditWaive(
    {
      ...{ rule: "image-pinned", reason: "ours", approver: "jane@example.com", expires: "2027-06-30" },
      ...{ dryRun: false, lang: "en", now: new Date("2026-11-27T12:00:00Z"), ...options },
    },
    context,
  );
}

describe("refuses, and writes nothing:", () => {
  test.each([
    ["a rule that cannot be waived", { rule: "image-non-root" }, "WAIVER_REFUSED", "cannot be waived"],
    ["a day that is over", { expires: "2026-11-26" }, "WAIVER_REFUSED", "expired on 2026-11-26"],
    ["a day that no calendar has", { expires: "2027-02-30" }, "WAIVER_REFUSED", "YYYY-MM-DD"],
    ["no day", { expires: "soon" }, "WAIVER_REFUSED", "YYYY-MM-DD"],
    ["no reason", { reason: " " }, "WAIVER_REFUSED", "--reason"],
    ["who may not approve", { approver: "joe" }, "WAIVER_REFUSED", "not in policy.approvers"],
  ])("%s", async (_title, options, code, detail) => {
    await expect(waive(options)).rejects.toMatchObject({
      ...{ code, params: { detail: expect.stringContaining(detail) } },
    });
    expect(readFileSync(path.join(folder, "msx.yaml"), "utf8")).toBe(manifest);
  });

  test.each([
    ["a place that is none", "client.ts", phrase("waiver-place")],
    ["a file that is not there", "no.ts:1", phrase("waiver-no-file")],
    ["a file of another folder", "/etc/hosts:1", phrase("waiver-no-file")],
    ["a line that is not there", "src/client.ts:9", phrase("file-has-lines", { lines: 3 })],
    ["a file without comments", "src/data.json:1", phrase("waiver-no-comments")],
  ])("%s", async (_title, at, detail) => {
    await expect(waive({ at })).rejects.toMatchObject({
      ...{ code: "WAIVER_PLACE_INVALID", params: { place: at, detail } },
    });
    expect(readFileSync(path.join(folder, "msx.yaml"), "utf8")).toBe(manifest);
  });

  test("a rule and a service that nobody knows", async () => {
    await expect(waive({ rule: "nothing" })).rejects.toMatchObject({ code: "UNKNOWN_RULE" });
    await expect(waive({ service: "nope" })).rejects.toMatchObject({ code: "UNKNOWN_SERVICE" });
    expect(readFileSync(path.join(folder, "msx.yaml"), "utf8")).toBe(manifest);
  });
});

test("what it writes can be read again", async () => {
  expect(await waive({ reason: 'ours: "pinned" # by a mirror' })).toMatchObject({
    state: "written",
    line: 7,
  });
  expect(await waive({ reason: 'ours: "pinned" # by a mirror' })).toMatchObject({ state: "unchanged" });
});
