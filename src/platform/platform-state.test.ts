import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stateFile } from "../workspace/state.js";
import type { Workspace } from "../workspace/workspace.js";
import { openState } from "./platform-state.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-state-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (found?: Parameters<typeof openState>[1]) =>
  openState({ folder } as Workspace, found ?? (() => Promise.resolve(undefined)));

test("looking writes nothing", async () => {
  await open();
  expect(existsSync(stateFile(folder))).toBe(false);
});

test("a secret is made once, kept over runs, and readable for its owner only", async () => {
  const made = (await open()).state.secret("postgres.admin");
  expect(made).toMatch(/^[\w-]{24}$/);
  expect((await open()).state.secret("postgres.admin")).toBe(made);
  expect(statSync(stateFile(folder)).mode & 0o777).toBe(0o600);
});

test("secrets are masked in texts", async () => {
  const { state } = await open();
  const secret = state.secret("rabbitmq.user");
  expect(state.mask(`amqp://shop:${secret}@127.0.0.1, again ${secret}`)).toBe(
    "amqp://shop:***@127.0.0.1, again ***",
  );
});

test("a corrupt state is set aside and rebuilt from what runs", async () => {
  (await open()).state.secret("postgres.admin");
  writeFileSync(stateFile(folder), "{ half");
  const running = { id: "0123456789ab", secrets: { "postgres.admin": "from the container" }, ports: {} };
  const { state, recovered } = await open(() => Promise.resolve(running));
  expect(recovered).toBe(true);
  expect(state.secret("postgres.admin")).toBe("from the container");
  expect(existsSync(`${stateFile(folder)}.corrupt`)).toBe(true);
  expect((await open()).state.id).toBe("0123456789ab");
});
