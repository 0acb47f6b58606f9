import { renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { tempFolder } from "../../helpers/temp-folder.js";
import { BusyClient } from "./busy-client.js";
import { eventually } from "./eventually.js";
import { spawnGateway, startGatewayProcess } from "./gateway-process.js";
import { usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

function write(file: string, ...routes: unknown[]): void {
  writeFileSync(file, JSON.stringify({ Routes: routes }));
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url)).status;
}

describe("the route file", () => {
  it("may come later than the gateway, which is not healthy until then", async () => {
    const file = path.join(tempFolder(), "ocelot.json");
    const { url, lines } = await startGatewayProcess({ GATEWAY_CONFIG: file });
    expect(await statusOf(`${url}/health`)).toBe(503);
    expect(lines()).toContainEqual(
      expect.objectContaining({ level: "error", reason: expect.stringContaining(file) }),
    );
    write(file);
    await eventually("the gateway is healthy", async () => (await statusOf(`${url}/health`)) === 200, 2000);
  });

  it("is followed: written over, renamed over, and on SIGHUP", async () => {
    const [first, second] = [await startUpstream(), await startUpstream()];
    const folder = tempFolder();
    const file = path.join(folder, "ocelot.json");
    write(file, usersRoute([first.port]));
    const { child, url, lines } = await startGatewayProcess({ GATEWAY_CONFIG: file });
    await eventually("the first is used", async () => (await statusOf(`${url}/api/users`)) === 200);
    write(file, usersRoute([second.port]));
    const isUsed = (upstream: typeof first) => async () => {
      const before = upstream.seen.length;
      await statusOf(`${url}/api/users`);
      return upstream.seen.length > before;
    };
    await eventually("the second is used", isUsed(second), 1000);
    write(path.join(folder, "next.json"), usersRoute([first.port]));
    renameSync(path.join(folder, "next.json"), file);
    await eventually("the first is used again", isUsed(first), 1000);
    const loads = () => lines().filter(({ message }) => message === "routes loaded").length;
    await eventually("all three are logged", () => loads() === 3);
    child.kill("SIGHUP");
    await eventually("it loads once more", () => loads() === 4);
  });

  it("keeps the old routes when it is invalid, and says what is wrong and where", async () => {
    const upstream = await startUpstream();
    const file = path.join(tempFolder(), "ocelot.json");
    write(file, usersRoute([upstream.port], { FileCacheOptions: {} }));
    const { url, lines } = await startGatewayProcess({ GATEWAY_CONFIG: file });
    const said = (message: string) => lines().filter((line) => line.message === message);
    await eventually("the warning", () => said("route file").length === 1);
    expect(said("route file")[0]).toMatchObject({ level: "warn", path: "Routes[0].FileCacheOptions" });

    const rejected = (count: number) =>
      eventually("it is refused", () => said("route file is invalid, keeping the routes").length === count);
    write(file, usersRoute([70_000]), { UpstreamPathTemplate: "x" });
    await rejected(3);
    expect(said("route file is invalid, keeping the routes").map((line) => line.path)).toEqual([
      "Routes[0].DownstreamHostAndPorts[0].Port",
      "Routes[1].UpstreamPathTemplate",
      "Routes[1].DownstreamPathTemplate",
    ]);
    writeFileSync(file, '{ "Routes": [');
    await rejected(4);
    expect(await statusOf(`${url}/api/users`)).toBe(200);
    expect(await statusOf(`${url}/health`)).toBe(200);
  });
});

describe("SIGTERM", () => {
  it("lets what is under way finish, takes nothing new, and exits 0", async () => {
    let answer = () => {};
    const upstream = await startUpstream((_, res) => {
      answer = () => res.end("late");
    });
    const file = path.join(tempFolder(), "ocelot.json");
    write(file, usersRoute([upstream.port]));
    const { child, url, exited, lines } = await startGatewayProcess({ GATEWAY_CONFIG: file });
    await eventually("the route is there", async () => (await statusOf(`${url}/health`)) === 200);
    const pending = fetch(`${url}/api/users`);
    await eventually("the request is under way", () => upstream.seen.length === 1);
    child.kill("SIGTERM");
    await eventually("new connections are refused", () =>
      fetch(`${url}/health`).then(
        () => false,
        () => true,
      ),
    );
    answer();
    const response = await pending;
    expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    expect(await response.text()).toBe("late");
    expect(await exited).toBe(0);
    expect(lines().at(-1)).toMatchObject({ message: "gateway stopped", cutRequests: 0 });
  });

  it("fails no request of clients that use it all the time", async () => {
    const upstream = await startUpstream();
    const file = path.join(tempFolder(), "ocelot.json");
    write(file, usersRoute([upstream.port]));
    const { child, port, url, exited } = await startGatewayProcess({ GATEWAY_CONFIG: file });
    await eventually("the route is there", async () => (await statusOf(`${url}/health`)) === 200);
    const clients = Array.from({ length: 8 }, () => new BusyClient(port));
    await eventually("all are busy", () => clients.every(({ answered }) => answered > 20), 15_000);
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    for (const client of clients) expect(await client.end).toBe("ECONNREFUSED");
  });

  it("cuts what is still under way when the grace is over", async () => {
    const upstream = await startUpstream(() => {});
    const file = path.join(tempFolder(), "ocelot.json");
    write(file, usersRoute([upstream.port]));
    const { child, url, exited, lines } = await startGatewayProcess({
      GATEWAY_CONFIG: file,
      GATEWAY_GRACE_MS: "300",
    });
    await eventually("the route is there", async () => (await statusOf(`${url}/health`)) === 200);
    const pending = fetch(`${url}/api/users`).then(
      () => "answered",
      () => "cut",
    );
    await eventually("the request is under way", () => upstream.seen.length === 1);
    child.kill("SIGTERM");
    expect(await pending).toBe("cut");
    expect(await exited).toBe(0);
    expect(lines().at(-1)).toMatchObject({ cutRequests: 1 });
  });
});

describe("the program", () => {
  it("logs requests as JSON lines, without their query, and not below its level", async () => {
    const upstream = await startUpstream();
    const file = path.join(tempFolder(), "ocelot.json");
    write(file, usersRoute([upstream.port]));
    const loud = await startGatewayProcess({ GATEWAY_CONFIG: file });
    await eventually("the route is there", async () => (await statusOf(`${loud.url}/health`)) === 200);
    await fetch(`${loud.url}/api/users/%22x?token=secret`);
    const line = await eventually("the line", () =>
      loud.lines().find(({ path: at }) => at === "/api/users/%22x"),
    );
    expect(line).toMatchObject({
      level: "info",
      message: "request",
      method: "GET",
      status: 200,
      upstream: `127.0.0.1:${upstream.port}`,
      outcome: "responded",
    });
    expect(JSON.stringify(loud.lines())).not.toContain("secret");
    // Asked above, and answered before the request that was logged.
    expect(loud.lines().filter(({ path: at }) => at === "/health")).toEqual([]);
  });

  it("exits 2 on an environment it cannot use and 4 on a port it cannot have, and says which", async () => {
    const wrong = spawnGateway({ PORT: "http" });
    expect([await wrong.exited, wrong.stderr()]).toEqual([2, expect.stringContaining("PORT=http")]);
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void holder.close());
    const address = holder.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const late = spawnGateway({ PORT: port });
    expect([await late.exited, late.stderr()]).toEqual([
      4,
      expect.stringMatching(/EADDRINUSE.*:\d+|:\d+.*address already in use/),
    ]);
  });
});
