import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { msx, msxJson } from "../helpers/msx.js";

interface Report {
  readonly services: readonly {
    readonly name: string;
    readonly items: readonly {
      readonly id: string;
      readonly verdict: string;
      readonly rules: readonly { readonly id: string; readonly verdict: string }[];
    }[];
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

const folder = mkdtempSync(path.join(tmpdir(), "msx-audit-lambda-"));
const stacks = ["sam", "serverless"] as const;

beforeAll(async () => {
  for (const iac of stacks) {
    const options = ["--reference", "--form", "lambda", "--iac", iac, "--yes"];
    await msx(["new", "workspace", iac, ...options], { cwd: folder });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(stacks)(
  "the reference services as functions (%s) are clean: what is left only people know",
  async (iac) => {
    const { exitCode, result } = await msxJson<Report>(["audit", "checklist"], {
      cwd: path.join(folder, iac),
    });
    expect(exitCode).toBe(0);
    expect(result.services.map(({ name }) => name)).toEqual([
      "order-service",
      "payment-service",
      "user-service",
    ]);
    for (const { items } of result.services) {
      expect(items).toHaveLength(15);
      const open = items.filter(({ verdict }) => verdict !== "pass");
      // the business value, the measurement of what is deployed, the estimate of the costs
      expect(open.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
        "MS-1 manual",
        "SL-1 manual",
        "SL-6 manual",
      ]);
    }
    expect(result.summary).toMatchObject({ pass: 36, fail: 0, manual: 9 });
  },
);
