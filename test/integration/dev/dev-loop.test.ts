import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";
import { DevRun } from "./dev-run.js";
import { DevWorkspace, isAlive, markerAt } from "./dev-workspace.js";

const minutes = 60_000;
const migrations = "src/adapters/migrations.ts";

/** The tests share one workspace and one `msx dev` that was started where nothing ran. */
describeDocker("msx dev on a generated service", () => {
  const workspace = new DevWorkspace();
  let run: DevRun;
  let gatewayUrl: string;

  beforeAll(async () => {
    await workspace.generate();
    run = new DevRun(workspace.folder, ["--timeout", "6m"]);
    gatewayUrl = (await run.next("ready")).gatewayUrl ?? "";
  }, 20 * minutes);
  afterAll(async () => {
    await run?.end("SIGINT");
    await workspace.remove();
    expect(await workspace.leftovers()).toEqual([]);
  });

  const poll = (read: () => unknown) => expect.poll(read, { timeout: 5 * minutes, interval: 50 });

  test(
    "brings the platform up, installs what is missing, and is what the gateway leads to",
    async () => {
      expect(run.stderr).toMatch(/start postgres: ready/);
      expect(run.stderr).toMatch(/install user-service: installed/);
      await poll(() => markerAt(gatewayUrl)).toBe("one");
    },
    3 * minutes,
  );

  test(
    "a save is answered with the new code at the same addresses, without a failed request",
    async () => {
      const [first] = run.events.filter((event) => event.type === "ready");
      const seen = run.events.length;
      workspace.edit('marker: "one"', 'marker: "two"');
      const answers = new Set<string>();
      await poll(async () => {
        const answer = await markerAt(gatewayUrl);
        answers.add(answer);
        return answer;
      }).toBe("two");
      expect([...answers]).toEqual(["one", "two"]);
      const changed = await run.next("changed", seen);
      expect(changed.files).toEqual(["src/adapters/user-routes.ts"]);
      const ready = await run.next("ready", seen);
      expect(ready).toMatchObject({ reload: true, url: first?.type === "ready" ? first.url : "" });
      expect(await markerAt(`${ready.url}/api/v1/users`)).toBe("two");
    },
    3 * minutes,
  );

  test(
    "code that does not start is shown, and what ran before goes on answering until it is mended",
    async () => {
      const seen = run.events.length;
      workspace.edit('marker: "two"', "marker: ");
      const failed = await run.next("failed", seen);
      expect(failed).toMatchObject({ ended: "exit code 1", serving: true });
      const told = run.events.slice(seen).flatMap((event) => (event.type === "log" ? [event.line] : []));
      expect(told.join("\n")).toMatch(/src\/adapters\/user-routes\.ts:\d+:\d+: ERROR/);
      expect(await markerAt(gatewayUrl)).toBe("two");
      workspace.edit("marker: ", 'marker: "three"');
      await poll(() => markerAt(gatewayUrl)).toBe("three");
    },
    5 * minutes,
  );

  test(
    "a migration that fails is shown, and what ran before goes on answering until it is mended",
    async () => {
      const seen = run.events.length;
      const wrong = '"002_wrong": { up: async () => { throw new Error("a column too many"); } },';
      const last = '"001_users": users,';
      workspace.edit(last, `${last} ${wrong}`, migrations);
      const failed = await run.next("failed", seen);
      expect(failed).toMatchObject({ ended: "exit code 1", serving: true });
      const told = run.events.slice(seen).flatMap((event) => (event.type === "log" ? [event.line] : []));
      expect(told.join("\n")).toContain("a column too many");
      expect(await markerAt(gatewayUrl)).toBe("three");
      const mended = run.events.length;
      workspace.edit(` ${wrong}`, "", migrations);
      await run.next("ready", mended);
      expect(await markerAt(gatewayUrl)).toBe("three");
    },
    5 * minutes,
  );

  test("a second msx dev of the same service is refused", async () => {
    const { exitCode, result } = await msxJson<{ error: { code: string } }>(["dev", DevWorkspace.service], {
      cwd: workspace.folder,
    });
    expect(exitCode).toBe(4);
    expect(result.error.code).toBe("DEV_RUNNING");
    expect(await markerAt(gatewayUrl)).toBe("three");
  });

  test(
    "Ctrl-C ends it with everything it started, and the gateway has no instance",
    async () => {
      const started = workspace.processes();
      expect(started.length).toBeGreaterThan(0);
      expect(await run.end("SIGINT")).toBe(0);
      expect(run.events.at(-1)).toEqual({ workspace: workspace.name, services: [DevWorkspace.service] });
      expect(started.filter(isAlive)).toEqual([]);
      expect(workspace.processes()).toEqual([]);
      await poll(async () => (await fetch(`${gatewayUrl}/marker`)).status).toBe(503);
    },
    2 * minutes,
  );

  test(
    "a second Ctrl-C does not wait for what is still being answered",
    async () => {
      workspace.edit(
        "  app.post<",
        '  app.get("/api/v1/users/hang", () => new Promise(() => {}));\n\n  app.post<',
      );
      run = new DevRun(workspace.folder);
      const { url } = await run.next("ready");
      const hanging = fetch(`${url}/api/v1/users/hang`).catch((error: unknown) => error);
      const started = workspace.processes();
      const ended = run.end("SIGINT");
      // Two that come at once are one, as npm sends it; the request alone would hold it for three seconds.
      await delay(700);
      expect(await run.end("SIGINT")).toBe(130);
      await ended;
      expect(await hanging).toBeInstanceOf(Error);
      await poll(() => started.filter(isAlive)).toEqual([]);
    },
    4 * minutes,
  );
});
