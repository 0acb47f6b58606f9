import { existsSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DockerWorkspace } from "../helpers/docker.js";
import { msx, msxJson } from "../helpers/msx.js";

const minutes = 60_000;
const noDocker = process.env.MSX_NO_DOCKER;

/** Every kind of service; the last one's names differ in every spelling that a template could mix up. */
const services = {
  "item-service": ["--entity", "Item"],
  "user-service": ["--reference", "user"],
  "payment-service": ["--reference", "payment"],
  "order-service": ["--reference", "order"],
  "hr-staff": ["--entity", "StaffMember", "--plural", "StaffPeople"],
};

/** Those that depend on less: each installs for itself. */
const without = {
  "quiet-hr-staff": ["--entity", "PersonName", "--plural", "PeopleNames", "--messaging", "none"],
  "rate-service": ["--entity", "ExchangeRate", "--database", "none"],
};
const everyKind = { ...services, ...without };

describe("a generated project", () => {
  const workspace = new DockerWorkspace();
  const folderOf = (service: string): string => path.join(workspace.folder, "services", service);
  const textOf = (service: string, file: string): string =>
    readFileSync(path.join(folderOf(service), file), "utf8");

  async function npm(service: string, args: readonly string[], env: Record<string, string> = {}) {
    const { exitCode, all } = await execa("npm", args, {
      cwd: folderOf(service),
      env,
      all: true,
      reject: false,
    });
    return { exitCode, output: exitCode === 0 ? "" : all, all };
  }

  beforeAll(async () => {
    for (const [service, subject] of Object.entries(everyKind)) {
      const { exitCode, stderr } = await msx(["new", "service", service, ...subject], {
        cwd: workspace.folder,
      });
      if (exitCode !== 0) throw new Error(stderr);
    }
    for (const service of ["item-service", ...Object.keys(without)]) {
      const installed = await npm(service, ["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
      if (installed.exitCode !== 0) throw new Error(installed.output);
    }
    if (noDocker) return;
    const { exitCode, stderr } = await msx(["up", "--only", "postgres,rabbitmq"], { cwd: workspace.folder });
    if (exitCode !== 0) throw new Error(stderr);
  }, 10 * minutes);

  afterAll(async () => {
    if (noDocker) rmSync(workspace.folder, { recursive: true });
    else await workspace.remove();
  });

  test("installs the same packages whatever it is about, so that one installation stands for all", () => {
    const dependencies = (service: string): string =>
      textOf(service, "package.json").replace(`"name": "${service}"`, "");
    for (const service of Object.keys(services)) {
      expect(textOf(service, "package-lock.json")).toBe(textOf("item-service", "package-lock.json"));
      expect(dependencies(service)).toBe(dependencies("item-service"));
      const modules = path.join(folderOf(service), "node_modules");
      if (!existsSync(modules)) symlinkSync(path.join(folderOf("item-service"), "node_modules"), modules);
    }
  });

  test.each(Object.keys(everyKind))("%s passes npm run lint", async (service) => {
    expect(await npm(service, ["run", "lint"])).toMatchObject({ exitCode: 0, output: "" });
  });

  test.each(["hr-staff", ...Object.keys(without)])(
    "%s passes npm run typecheck",
    { timeout: 5 * minutes },
    async (service) => {
      expect(await npm(service, ["run", "typecheck"])).toMatchObject({ exitCode: 0, output: "" });
    },
  );

  test.each(Object.keys(everyKind))("%s passes npm test", { timeout: 5 * minutes }, async (service) => {
    const env = noDocker ? {} : await connectionsOf(service);
    const { exitCode, output, all } = await npm(service, ["test"], env);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: "" });
    // On the platform every test runs, those that need a database and a broker included.
    if (!noDocker) expect(all).not.toMatch(/\d+ skipped/);
  });
  if (noDocker)
    test.skip(`integration tests of the projects (SKIPPED: ${noDocker.split("\n")[0]})`, () => {});

  async function connectionsOf(service: string): Promise<Record<string, string>> {
    const args = ["env", service, "--format", "json"];
    const { result } = await msxJson<Record<string, string>>(args, { cwd: workspace.folder });
    // What it relies on and no more: `msx env` leaves out what a service was made without.
    expect(result.DATABASE_URL !== undefined).toBe(service !== "rate-service");
    expect(result.AMQP_URL !== undefined).toBe(Object.hasOwn(services, service));
    const { DATABASE_URL = "", AMQP_URL = "" } = result;
    return { DATABASE_URL, AMQP_URL };
  }
});
