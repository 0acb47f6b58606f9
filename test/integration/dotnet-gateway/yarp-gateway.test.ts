// The generated YARP gateway as its own process: built from what `msx new gateway` writes, with services behind it that are
// registered in the embedded Consul. What it shares with msx's own gateway is tested by one suite: test/conformance/gateway.
import { once } from "node:events";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { startConsul } from "../../../src/emulators/consul/start-consul.js";
import { eventually } from "../../conformance/gateway/eventually.js";
import { spawnGateway, startGatewayProcess } from "../../conformance/gateway/gateway-process.js";
import { startRawUpstream, startUpstream } from "../../conformance/gateway/upstream-server.js";
import { dotnet, noDotnetReason } from "../../helpers/dotnet.js";
import { msx } from "../../helpers/msx.js";
import { suiteFolder } from "../../helpers/temp-folder.js";

const skipped = noDotnetReason();
const folder = suiteFolder();
const workspace = (...parts: string[]) => path.join(folder(), "shop", ...parts);
const program = () =>
  workspace("gateway", "yarp", "src", "Gateway", "bin", "Debug", "net10.0", "Gateway.dll");

async function made(args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, stderr } = await msx(args, { cwd });
  if (exitCode !== 0) throw new Error(stderr);
}

describe.skipIf(skipped !== undefined)(
  `the generated YARP gateway${skipped ? `, SKIPPED: ${skipped}` : ""}`,
  () => {
    let consul: Awaited<ReturnType<typeof startConsul>>;

    beforeAll(async () => {
      await made(["new", "workspace", "shop"], folder());
      await made(["new", "service", "item-service", "--entity", "Item"], workspace());
      await made(["new", "gateway", "--stack", "dotnet"], workspace());
      const said = await dotnet(["build", "src/Gateway", "-m:1", "--tl:off"], workspace("gateway", "yarp"));
      expect(said).toContain("0 Warning(s)");
      consul = await startConsul();
    });
    afterAll(() => consul?.close());

    async function register(id: string, port: number): Promise<void> {
      const body = { Name: "item-service", ID: id, Address: "127.0.0.1", Port: port };
      const url = `http://127.0.0.1:${consul.port}/v1/agent/service/register`;
      const { status } = await fetch(url, { method: "PUT", body: JSON.stringify(body) });
      expect(status).toBe(200);
      onTestFinished(() => deregister(id));
    }
    async function deregister(id: string): Promise<void> {
      await fetch(`http://127.0.0.1:${consul.port}/v1/agent/service/deregister/${id}`, { method: "PUT" });
    }

    const start = (more: Record<string, string> = {}) =>
      startGatewayProcess(
        {
          GATEWAY_CONFIG: workspace("gateway", "ocelot.json"),
          CONSUL_HTTP_ADDR: `127.0.0.1:${consul.port}`,
          ...more,
        },
        ["dotnet", program()],
      );

    test("takes the workspace's routes to the instances in Consul, follows both, and stops in order", async () => {
      const running = await start();
      const ask = (rest = "", init?: RequestInit) => fetch(`${running.url}/api/items${rest}`, init);
      await eventually("it is ready", async () => (await fetch(`${running.url}/health/ready`)).ok);
      const none = await ask();
      expect([none.status, none.headers.get("retry-after"), await none.json()]).toEqual([
        503,
        "1",
        {
          ...{
            type: "about:blank",
            title: "Service Unavailable",
            status: 503,
            requestId: expect.any(String),
          },
          detail: "No healthy instance of item-service is known.",
        },
      ]);

      const [first, second] = [await startUpstream(), await startUpstream()];
      await register("one", first.port);
      await register("two", second.port);
      await eventually(
        "both are used",
        async () => (await ask()).ok && first.seen.length > 0 && second.seen.length > 0,
      );
      const before = first.seen.length + second.seen.length;
      await ask("/a%2Fb?x=%20y", { method: "PUT", body: "é", headers: { "x-request-id": "r-1" } });
      const seen = [...first.seen, ...second.seen];
      expect(seen).toHaveLength(before + 1);
      expect(seen.find(({ method }) => method === "PUT")).toMatchObject({
        url: "/api/v1/items/a%2Fb?x=%20y",
        body: "é",
        headers: {
          "x-request-id": "r-1",
          "x-forwarded-for": "127.0.0.1",
          "x-forwarded-host": new URL(running.url).host,
          traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
        },
      });
      expect((await ask("", { method: "BREW" })).status).toBe(405);

      await deregister("two");
      await eventually("one is left", async () => {
        const { routes } = (await (await fetch(`${running.url}/health`)).json()) as {
          routes: { instances: number }[];
        };
        return routes[0]?.instances === 1;
      });
      running.child.kill("SIGTERM");
      expect(await running.exited).toBe(0);
      expect(running.lines().at(-1)).toMatchObject({ message: "gateway stopped", cutRequests: 0 });
    });

    test("opens its breaker as the route says, and uses a replaced instance at once", async () => {
      const running = await start();
      const ask = async () => (await fetch(`${running.url}/api/items`)).status;
      const broken = await startUpstream((_, res) => res.writeHead(500).end());
      await register("one", broken.port);
      await eventually("it is used", async () => (await ask()) === 500);
      for (let turn = 0; turn < 4; turn += 1) await ask();
      expect(await ask()).toBe(503);
      const { length } = broken.seen;
      expect(await ask()).toBe(503);
      expect(broken.seen).toHaveLength(length);
      const mended = await startUpstream();
      await register("one", mended.port);
      await eventually("the other is used", async () => (await ask()) === 200, 2000);
    });

    test("passes streams and WebSockets through as they come", async () => {
      const server = await startRawUpstream((_, res) => res.write("first"));
      const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
      sockets.on("connection", (socket) =>
        socket.on("message", (data) => socket.send(`echo ${String(data)}`)),
      );
      onTestFinished(() => void sockets.close());
      await once(sockets, "listening");
      const route = (name: string, port: number) => ({
        ...{ UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}` },
        DownstreamHostAndPorts: [{ Host: "127.0.0.1", Port: port }],
      });
      const file = workspace("own.json");
      const { port } = sockets.address() as { port: number };
      writeFileSync(file, JSON.stringify({ Routes: [route("stream", server.port), route("live", port)] }));
      const running = await start({ GATEWAY_CONFIG: file });
      await eventually("it is ready", async () => (await fetch(`${running.url}/health/ready`)).ok);
      const reader = (await fetch(`${running.url}/stream`)).body?.getReader();
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
      await reader?.cancel();
      const client = new WebSocket(`ws://127.0.0.1:${running.port}/live`);
      onTestFinished(() => client.terminate());
      await once(client, "open");
      client.send("hello");
      expect(String((await once(client, "message"))[0])).toBe("echo hello");
    });

    test("keeps its routes when the file is broken, and says what is wrong", async () => {
      const file = workspace("broken.json");
      writeFileSync(file, readFileSync(workspace("gateway", "ocelot.json")));
      const running = await start({ GATEWAY_CONFIG: file });
      await eventually("it is ready", async () => (await fetch(`${running.url}/health/ready`)).ok);
      appendFileSync(file, "}");
      const invalid = "route file is invalid, keeping the routes";
      await eventually("it says so", () => running.lines().some(({ message }) => message === invalid));
      expect((await fetch(`${running.url}/api/items`)).status).toBe(503);
    });

    test("ends with 2 and names every variable that it cannot use", async () => {
      const { exited, stderr } = spawnGateway({ PORT: "http", GATEWAY_GRACE_MS: "-1" }, [
        "dotnet",
        program(),
      ]);
      expect(await exited).toBe(2);
      expect(stderr()).toMatch(/PORT=http.*GATEWAY_GRACE_MS=-1/);
    });
  },
);
