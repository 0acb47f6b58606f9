import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDocker, docker } from "../../helpers/docker.js";
import { msxBin } from "../../helpers/msx.js";
import { noTerminal, PseudoTerminal } from "../../helpers/pseudo-terminal.js";
import { DatabaseWorkspace } from "./database-workspace.js";

interface Failure {
  readonly error: { readonly code: string; readonly what: string; readonly why: string };
}

describeDocker("psql in a service's database", () => {
  const workspace = new DatabaseWorkspace();
  beforeAll(() => workspace.up());
  afterAll(async () => {
    await workspace.remove();
    expect(await workspace.leftovers()).toEqual([]);
  });

  const shell = (args: readonly string[], input?: string) =>
    execa(process.execPath, [msxBin, "db", "shell", ...args], {
      cwd: workspace.folder,
      env: { LC_ALL: "C" },
      reject: false,
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
  const programs = async (): Promise<string> =>
    (await docker("top", `${workspace.name}-postgres-1`, "-o", "pid,comm,args"))
      .split("\n")
      .filter((line) => / psql /.test(line))
      .join("\n");

  test("a statement is run as the service's own role, in its own database", async () => {
    const { exitCode, stdout } = await shell([
      "parcel-service",
      "-c",
      "select current_user, current_database()",
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/parcel_service\s+\|\s+parcel_service/);
    const admin = await shell(["parcel-service", "--admin", "-c", "select current_user, current_database()"]);
    expect(admin.stdout).toMatch(/postgres\s+\|\s+parcel_service/);
  });

  test("a script that is piped in ends at its first error, with psql's exit code", async () => {
    const script =
      "create table parcels (id int, note text);\ninsert into parcels values (1, 'ñandú');\nselec;\n";
    const { exitCode, stderr } = await shell(["parcel-service"], `${script}drop table parcels;\n`);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('syntax error at or near "selec"');
    expect(await workspace.rows("parcel-service", "select * from parcels")).toEqual([
      { id: 1, note: "ñandú" },
    ]);
  });

  test("--json gives the rows of every statement, or the error with its line", async () => {
    const sql =
      "select 1 as one; insert into parcels values (2, null); select count(*)::int as n from parcels";
    const { result } = await workspace.json("db", "shell", "parcel-service", "-c", sql);
    expect(result).toEqual({
      service: "parcel-service",
      database: "parcel_service",
      role: "parcel_service",
      results: [
        { command: "SELECT", rowCount: 1, rows: [{ one: 1 }] },
        { command: "INSERT", rowCount: 1, rows: [] },
        { command: "SELECT", rowCount: 1, rows: [{ n: 2 }] },
      ],
    });
    const wrong = await workspace.json<Failure>(
      "db",
      "shell",
      "parcel-service",
      "-c",
      "select\n\nñ from parcels",
    );
    expect(wrong.exitCode).toBe(2);
    expect(wrong.result.error).toMatchObject({ code: "SQL_FAILED" });
    expect(wrong.result.error.what).toContain("parcel_service, line 3:");
  });

  test("a reader that has seen enough ends it, and a signal does: no psql stays behind", async () => {
    const many = execa(
      "sh",
      [
        "-c",
        '"$0" "$1" db shell parcel-service -c "$2" | head -3',
        process.execPath,
        msxBin,
        "select generate_series(1, 1000000)",
      ],
      {
        cwd: workspace.folder,
      },
    );
    expect((await many).stdout).toContain("generate_series");
    const slow = shell(["parcel-service", "-c", "select pg_sleep(600)"]);
    await expect.poll(programs, { timeout: 60_000 }).toContain("pg_sleep");
    slow.kill("SIGTERM");
    expect((await slow).exitCode).toBe(130);
    await expect.poll(programs, { timeout: 60_000 }).toBe("");
  });

  test.skipIf(noTerminal)("in a terminal Ctrl-C ends the query, not the session", async () => {
    const terminal = new PseudoTerminal(`node ${msxBin} db shell parcel-service; stty -a; exit 7`, {
      cwd: workspace.folder,
    });
    await terminal.until(() => terminal.text.includes("parcel_service=>"));
    terminal.type("select 'is ' || 'alive' as it, pg_sleep(0);");
    await terminal.until(() => terminal.text.includes("is alive"));
    terminal.type("select pg_sleep(600);");
    await expect
      .poll(
        () =>
          workspace.rows(
            "parcel-service",
            "select count(*)::int as n from pg_stat_activity where query like 'select pg_sleep(600%'",
          ),
        { timeout: 60_000 },
      )
      .toEqual([{ n: 1 }]);
    terminal.pressCtrlC();
    await terminal.until(() => terminal.text.includes("canceling statement due to user request"));
    terminal.type("select 40 + 2 as answer;");
    await terminal.until(() => /\b42\b/.test(terminal.text));
    terminal.type("\\q");
    expect(await terminal.end()).toBe(7);
    // The terminal is as it was: lines are edited and echoed, and Ctrl-C is a signal again.
    expect(terminal.text).toMatch(/[^-]icanon/);
    expect(terminal.text).toMatch(/[^-]isig/);
    expect(await programs()).toBe("");
  });

  test("a service without a database, an unknown one and a stopped platform are told apart", async () => {
    const none = await workspace.json<Failure>("db", "shell", "stamp-service", "-c", "select 1");
    expect([none.exitCode, none.result.error.code]).toEqual([2, "NO_DATABASE"]);
    expect(none.result.error.why).toContain("owns.database: none");
    const unknown = await workspace.json<Failure>("db", "shell", "nobody", "-c", "select 1");
    expect([unknown.exitCode, unknown.result.error.code]).toEqual([2, "UNKNOWN_SERVICE"]);
    await docker("stop", `${workspace.name}-postgres-1`);
    const down = await workspace.json<Failure>("db", "shell", "parcel-service", "-c", "select 1");
    expect([down.exitCode, down.result.error.code]).toEqual([4, "PLATFORM_DOWN"]);
  });
});
