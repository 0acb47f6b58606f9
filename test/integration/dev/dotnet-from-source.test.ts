import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDotnet } from "../../helpers/dotnet.js";
import { EmbeddedWorkspace, isRunning, withoutDocker } from "../../helpers/embedded.js";
import { DotnetEcho } from "../deploy/echo-dotnet.js";
import { DevRun } from "./dev-run.js";

const minutes = 60_000;

/** The tests share one workspace and one `msx dev`, started where nothing ran. */
describeDotnet("msx dev on a .NET service", () => {
  const workspace = new EmbeddedWorkspace();
  const echo = new DotnetEcho(workspace);
  let run: DevRun;
  let url = "";
  const reply = async (): Promise<string> => {
    const answer = await fetch(url);
    const text = await answer.text();
    return answer.ok ? (JSON.parse(text) as { reply: string }).reply : `${answer.status} ${text}`;
  };
  const processes = (): number[] =>
    readdirSync(path.join(workspace.folder, ".msx/run/processes")).map((file) => Number.parseInt(file, 10));

  beforeAll(async () => {
    run = new DevRun(workspace.folder, ["--timeout", "6m", "--inspect"], withoutDocker);
    const ready = await run.next("ready");
    expect(ready.debugger).toBeNull();
    url = ready.gatewayUrl ?? "";
  }, 15 * minutes);
  afterAll(async () => {
    await run?.end("SIGINT");
    await workspace.remove();
  });

  test("restores, builds and runs it where the gateway leads, and says how to debug it", async () => {
    expect(await reply()).toBe("one");
    expect(run.stderr).toMatch(/install echo: installed/);
    expect(run.stderr).toContain("attach your editor's .NET debugger");
  });

  test(
    "a save is answered with the new code, without a failed request; what is built is no change",
    async () => {
      const seen = run.events.length;
      echo.change("two");
      const answers = new Set<string>();
      await expect
        .poll(
          async () => {
            const answer = await reply();
            answers.add(answer);
            return answer;
          },
          { timeout: 5 * minutes, interval: 50 },
        )
        .toBe("two");
      expect([...answers]).toEqual(["one", "two"]);
      expect(await run.next("ready", seen)).toMatchObject({ reload: true });
      const changed = run.events.slice(seen).filter((event) => event.type === "changed");
      expect(changed).toMatchObject([{ files: ["src/Domain/Settings.cs"] }]);
    },
    6 * minutes,
  );

  test(
    "code that does not compile is shown, and what ran before goes on answering until it is mended",
    async () => {
      const seen = run.events.length;
      echo.write({ "src/Domain/Settings.cs": "namespace Domain;\nthis is no C#\n" });
      const failed = await run.next("failed", seen);
      expect(failed).toMatchObject({ ended: "exit code 1", serving: true });
      const told = run.events.slice(seen).flatMap((event) => (event.type === "log" ? [event.line] : []));
      expect(told.join("\n")).toMatch(/src\/Domain\/Settings\.cs\(2,\d+\): error CS\d+/);
      expect(await reply()).toBe("two");
      echo.change("three");
      await expect.poll(reply, { timeout: 5 * minutes, interval: 100 }).toBe("three");
    },
    8 * minutes,
  );

  test(
    "Ctrl-C ends all of it and leaves nothing built behind",
    async () => {
      const pids = processes();
      expect(pids.length).toBeGreaterThan(0);
      expect(await run.end("SIGINT")).toBe(0);
      expect(pids.filter(isRunning)).toEqual([]);
      expect(readdirSync(path.join(workspace.folder, "services/echo/obj/msx-dev"))).toEqual([]);
    },
    2 * minutes,
  );
});
