import { existsSync, readdirSync, readFileSync, rmSync, watch } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { msx, msxBin } from "../helpers/msx.js";
import { readTree } from "../helpers/read-tree.js";
import { tempFolder } from "../helpers/temp-folder.js";

const newShop = ["new", "workspace", "shop", "--reference"];
/** The signal may come too late on a busy machine: then the run ended well, and is tried again. */
const attempts = 10;

/**
 * Starts msx and sends a signal as soon as its staging folder appears in `parent`: it is writing then.
 * @returns the exit code; undefined when the signal ended it
 */
async function killWhileWriting(
  parent: string,
  args: readonly string[],
  cwd: string,
  signal: "SIGKILL" | "SIGINT",
): Promise<number | undefined> {
  const child = execa(process.execPath, [msxBin, ...args], { cwd, stdin: "ignore", reject: false });
  const watcher = watch(parent, (_event, name) => {
    if (name?.startsWith(".msx-new-")) child.kill(signal);
  });
  const { exitCode } = await child;
  watcher.close();
  return exitCode;
}

test("a workspace killed with -9 is not there, and the next run clears what was left", async () => {
  const folder = tempFolder();
  let killed = false;
  for (let attempt = 0; attempt < attempts && !killed; attempt += 1) {
    rmSync(path.join(folder, "shop"), { recursive: true, force: true });
    killed = (await killWhileWriting(folder, newShop, folder, "SIGKILL")) === undefined;
  }
  expect(killed).toBe(true);
  expect(readdirSync(folder).every((name) => name.startsWith(".msx-new-shop-"))).toBe(true);
  expect((await msx(["new", "workspace", "market"], { cwd: folder })).exitCode).toBe(0);
  expect(readdirSync(folder)).toEqual(["market"]);
});

test("a service killed with -9 is there with its route, or neither is", async () => {
  const folder = tempFolder();
  await msx(["new", "workspace", "shop"], { cwd: folder });
  const workspace = path.join(folder, "shop");
  const services = path.join(workspace, "services");
  await msx(["new", "service", "first-service", "--entity", "First"], { cwd: workspace });
  let killed = false;
  for (let attempt = 0; attempt < attempts && !killed; attempt += 1) {
    const before = readTree(workspace);
    const name = `item${attempt}-service`;
    const args = ["new", "service", name, "--entity", `Item${attempt}`];
    killed = (await killWhileWriting(services, args, workspace, "SIGKILL")) === undefined;
    // Whichever command comes next, a refused one included, finds the half-made service and rolls it back.
    await msx(["new", "service", "second-service", "--entity", "First"], { cwd: workspace });
    const made = existsSync(path.join(services, name));
    const routes = readFileSync(path.join(workspace, "gateway", "ocelot.json"), "utf8");
    expect(routes.includes(name)).toBe(made);
    expect(readdirSync(services).filter((entry) => entry.startsWith("."))).toEqual([]);
    if (!made) expect(readTree(workspace)).toEqual(before);
  }
  expect(killed).toBe(true);
});

test("Ctrl-C while writing undoes everything and exits 130", async () => {
  const folder = tempFolder();
  let exitCode: number | undefined;
  for (let attempt = 0; attempt < attempts && exitCode !== 130; attempt += 1) {
    rmSync(path.join(folder, "shop"), { recursive: true, force: true });
    exitCode = await killWhileWriting(folder, newShop, folder, "SIGINT");
  }
  expect(exitCode).toBe(130);
  expect(readdirSync(folder)).toEqual([]);
});
