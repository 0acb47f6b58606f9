import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDocker, docker } from "../../helpers/docker.js";
import { msxBin } from "../../helpers/msx.js";
import { noTerminal, PseudoTerminal } from "../../helpers/pseudo-terminal.js";
import { DatabaseWorkspace } from "./database-workspace.js";

interface Answer {
  readonly changed: boolean;
  readonly restarted: readonly string[];
  readonly seeds: readonly string[];
  readonly error?: { readonly code: string; readonly what: string; readonly why: string };
}

const seed = (file: string): string => `services/parcel-service/seeds/${file}`;

/** The tests share one platform and follow each other. No service runs here: the database is the subject. */
describeDocker("msx db reset and db seed", () => {
  const workspace = new DatabaseWorkspace();
  beforeAll(() => workspace.up());
  afterAll(async () => {
    await workspace.remove();
    expect(await workspace.leftovers()).toEqual([]);
  });

  const db = (...args: string[]) => workspace.json<Answer>("db", ...args);
  const notes = async (service = "parcel-service"): Promise<unknown[]> =>
    (await workspace.rows(service, "select note from parcels order by note")).map(({ note }) => note);
  const tables = () =>
    workspace.rows("parcel-service", "select tablename from pg_tables where schemaname = 'public'");

  test("without sample data it says where it belongs", async () => {
    const none = await db("seed", "parcel-service");
    expect([none.exitCode, none.result.error?.code]).toEqual([2, "SEEDS_MISSING"]);
    expect(none.result.error?.why).toContain("services/parcel-service/seeds");
    const nothingDropped = await db("reset", "parcel-service", "--seed", "--yes");
    expect([nothingDropped.exitCode, nothingDropped.result.error?.code]).toEqual([2, "SEEDS_MISSING"]);
  });

  test("seeds run in the order of their names, as the service's own role", async () => {
    workspace.write(seed("002-rows.sql"), "insert into parcels values ('first'), ('ñandú');\n");
    workspace.write(seed("001-table.sql"), "create table parcels (note text primary key);\n");
    workspace.write(seed("notes.txt"), "not SQL");
    const dry = await db("seed", "parcel-service", "--dry-run");
    expect(dry.result.seeds).toEqual(["seeds/001-table.sql", "seeds/002-rows.sql"]);
    expect(await tables()).toEqual([]);
    const done = await db("seed", "parcel-service");
    expect([done.exitCode, done.result.seeds]).toEqual([0, ["seeds/001-table.sql", "seeds/002-rows.sql"]]);
    expect(await notes()).toEqual(["first", "ñandú"]);
    const owners = await workspace.rows(
      "parcel-service",
      "select tableowner from pg_tables where tablename = 'parcels'",
    );
    expect(owners).toEqual([{ tableowner: "parcel_service" }]);
  });

  test("a failure names the file and the line, and nothing of the run is kept", async () => {
    workspace.write(seed("001-table.sql"), "insert into parcels values ('before');\n");
    workspace.write(seed("002-rows.sql"), "select 1;\n\ninsert into parsels values ('x');\n");
    const typo = await db("seed", "parcel-service");
    expect([typo.exitCode, typo.result.error?.code]).toEqual([2, "SEED_FAILED"]);
    expect(typo.result.error?.what).toContain("seeds/002-rows.sql:3:");
    workspace.write(seed("002-rows.sql"), "insert into parcels values ('first');\n");
    const twice = await db("seed", "parcel-service");
    expect(twice.result.error?.what).toMatch(/seeds\/002-rows\.sql: .*parcels_pkey.*first/);
    expect(await notes()).toEqual(["first", "ñandú"]);
  });

  test("a seed that commits by itself is refused by name", async () => {
    workspace.write(seed("002-rows.sql"), "commit; begin;\n");
    const { exitCode, result } = await db("seed", "parcel-service");
    expect([exitCode, result.error?.code]).toEqual([2, "SEED_COMMITS"]);
    expect(result.error?.what).toContain("seeds/002-rows.sql");
  });

  test("a reset empties one database, whoever is connected, and no other", async () => {
    await workspace.rows("letter-service", "create table parcels (note text)");
    await workspace.rows("letter-service", "insert into parcels values ('a letter')");
    const session = workspace.run("db", "shell", "parcel-service", "-c", "select pg_sleep(600)");
    const sleeping =
      "select 1 from pg_stat_activity where query like 'select pg_sleep(600%' and datname = 'parcel_service'";
    await expect.poll(() => workspace.rows("parcel-service", sleeping), { timeout: 60_000 }).not.toEqual([]);
    const dry = await db("reset", "parcel-service", "--dry-run");
    expect(dry).toMatchObject({ exitCode: 0, result: { changed: false } });
    expect(await notes()).toContain("ñandú");
    const { exitCode, result } = await db("reset", "parcel-service", "--yes");
    expect([exitCode, result]).toMatchObject([0, { changed: true, restarted: [] }]);
    expect((await session).exitCode).not.toBe(0);
    expect(await tables()).toEqual([]);
    expect(await workspace.rows("letter-service", "select note from parcels")).toEqual([
      { note: "a letter" },
    ]);
    // Nobody but its role gets in, as before.
    const acl = await workspace.rows(
      "parcel-service",
      "select has_database_privilege('letter_service', 'parcel_service', 'CONNECT') as open",
    );
    expect(acl).toEqual([{ open: false }]);
  });

  test("without a terminal it needs --yes, and drops nothing", async () => {
    await workspace.rows("parcel-service", "create table parcels (note text)");
    const { exitCode, result } = await db("reset", "parcel-service");
    expect([exitCode, result.error?.code]).toEqual([2, "CONFIRMATION_NEEDED"]);
    expect(result.error?.what).toContain("parcel_service");
    expect(await tables()).toEqual([{ tablename: "parcels" }]);
  });

  test.skipIf(noTerminal)("in a terminal it asks, and no means no", async () => {
    const terminal = new PseudoTerminal(`node ${msxBin} db reset parcel-service`, {
      cwd: workspace.folder,
    });
    await terminal.until(() => terminal.text.includes("Remove all data of parcel-service"));
    terminal.type("n");
    expect(await terminal.end()).toBe(0);
    expect(terminal.text).toContain("Nothing was changed.");
    expect(await tables()).toEqual([{ tablename: "parcels" }]);
  });

  test("a service without a database and a stopped server are told apart", async () => {
    const none = await db("reset", "stamp-service", "--yes");
    expect([none.exitCode, none.result.error?.code]).toEqual([2, "NO_DATABASE"]);
    await docker("stop", `${workspace.name}-postgres-1`);
    const down = await db("seed", "parcel-service");
    expect([down.exitCode, down.result.error?.code]).toEqual([4, "PLATFORM_DOWN"]);
  });
});
