import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAws } from "../../src/emulators/aws/start-aws.js";
import type { Emulator } from "../../src/emulators/emulator.js";
import { msx } from "../helpers/msx.js";

const minutes = 60_000;

/** Every kind of project; the last names differ in every spelling that a template could mix up. */
const kinds = {
  "item-service": ["--trigger", "api"],
  "parcel-processing": ["--trigger", "events", "--entity", "ParcelLabel", "--iac", "serverless"],
  "hr-staff": ["--trigger", "dynamodb-stream", "--entity", "StaffMember", "--plural", "StaffPeople"],
  "user-service": ["--reference", "user"],
  "payment-service": ["--reference", "payment", "--iac", "serverless"],
  "order-service": ["--reference", "order"],
  "hr-files": ["--trigger", "s3", "--entity", "StaffMember", "--plural", "StaffPeople"],
};
type Kind = keyof typeof kinds;
/** Installs for itself: it reads S3. */
const alone: Kind = "hr-files";

describe("a generated Lambda project", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-lambdas-"));
  const folderOf = (service: string): string => path.join(folder, "shop", "services", service);
  const textOf = (service: string, file: string): string =>
    readFileSync(path.join(folderOf(service), file), "utf8");
  let aws: Emulator;

  async function npm(service: string, args: readonly string[], env: Record<string, string> = {}) {
    const ran = await execa("npm", args, { cwd: folderOf(service), env, all: true, reject: false });
    return { exitCode: ran.exitCode, output: ran.exitCode === 0 ? "" : ran.all, all: ran.all };
  }

  beforeAll(async () => {
    aws = await startAws();
    await msx(["new", "workspace", "shop"], { cwd: folder });
    for (const [service, options] of Object.entries(kinds)) {
      const args = ["new", "lambda", service, ...options];
      const { exitCode, stderr } = await msx(args, { cwd: path.join(folder, "shop") });
      if (exitCode !== 0) throw new Error(stderr);
    }
    for (const service of ["item-service", alone]) {
      const installed = await npm(service, ["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
      if (installed.exitCode !== 0) throw new Error(installed.output);
    }
  }, 10 * minutes);

  afterAll(async () => {
    await aws.close();
    rmSync(folder, { recursive: true });
  });

  test("installs the same packages whatever it is about, so that one installation stands for all", () => {
    const dependencies = (service: string): string =>
      textOf(service, "package.json").replace(`"name": "${service}"`, "");
    for (const service of Object.keys(kinds)) {
      expect(textOf(service, "package-lock.json")).not.toContain('"resolved"');
      if (service === alone) continue;
      expect(textOf(service, "package-lock.json")).toBe(textOf("item-service", "package-lock.json"));
      expect(dependencies(service)).toBe(dependencies("item-service"));
      const modules = path.join(folderOf(service), "node_modules");
      if (!existsSync(modules)) symlinkSync(path.join(folderOf("item-service"), "node_modules"), modules);
    }
  });

  describe.each(Object.keys(kinds))("%s", (service) => {
    test.each(["lint", "typecheck"])("passes npm run %s", { timeout: 5 * minutes }, async (script) => {
      expect(await npm(service, ["run", script])).toMatchObject({ exitCode: 0, output: "" });
    });

    test("passes npm test with an AWS there, and nothing is skipped", { timeout: 5 * minutes }, async () => {
      const { exitCode, output, all } = await npm(service, ["test"], { AWS_ENDPOINT_URL: aws.url });
      expect({ exitCode, output }).toEqual({ exitCode: 0, output: "" });
      expect(all).not.toMatch(/\d+ skipped/);
    });

    test("passes npm run build, whose bundles are the same twice", { timeout: 5 * minutes }, async () => {
      expect(await npm(service, ["run", "build"])).toMatchObject({ exitCode: 0, output: "" });
      const once = bundles(service);
      expect(once.length).toBeGreaterThan(0);
      await npm(service, ["run", "build"]);
      expect(bundles(service)).toEqual(once);
    });
  });

  function bundles(service: string): readonly string[] {
    const infrastructure = ["template.yaml", "serverless.yml"].find((file) =>
      existsSync(path.join(folderOf(service), file)),
    );
    const named = textOf(service, infrastructure ?? "").matchAll(/(?:CodeUri: |handler: )(dist\/[a-z-]+)\//g);
    return [...named].map(([, bundle]) => textOf(service, `${bundle}/index.mjs`));
  }
});
