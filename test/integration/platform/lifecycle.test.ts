import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "amqplib";
import { execa } from "execa";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DockerWorkspace, describeDocker, docker, inspect } from "../../helpers/docker.js";
import { msx, msxJson, repositoryRoot } from "../../helpers/msx.js";

interface Report {
  readonly changed: boolean;
  readonly resources: readonly {
    readonly name: string;
    readonly state: string;
    readonly changed: boolean;
    readonly endpoints: Readonly<Record<string, string>>;
    readonly reason?: string;
  }[];
  readonly error?: { readonly code: string; readonly why: string };
}

interface Container {
  readonly Id: string;
  readonly Args: readonly string[];
  readonly Config: {
    readonly Labels: Readonly<Record<string, string>>;
    readonly Cmd: readonly string[] | null;
  };
  readonly HostConfig: {
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>>;
    readonly Memory: number;
    readonly PidsLimit: number;
    readonly SecurityOpt: readonly string[];
    readonly RestartPolicy: { readonly Name: string };
  };
}

const names = ["postgres", "rabbitmq", "consul", "aws", "tracing", "gateway"];

// The steps build on each other, so that the platform is started as seldom as can be.
describeDocker("the platform on Docker", () => {
  let workspace: DockerWorkspace;
  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    msxJson<Report>(args, { cwd: workspace.folder, env, timeoutMs: 300_000 });
  const variables = async (...args: string[]): Promise<Record<string, string>> =>
    (await msxJson<Record<string, string>>(["env", ...args], { cwd: workspace.folder })).result;
  const container = (resource: string): string => `${workspace.name}-${resource}-1`;
  const ids = (): Promise<string[]> =>
    Promise.all(names.map(async (name) => (await inspect<Container>(container(name))).Id));
  const expectReady = (report: Report): void =>
    expect(report.resources.map(({ name, state }) => [name, state])).toEqual(
      names.map((name) => [name, "ready"]),
    );

  beforeAll(() => {
    workspace = new DockerWorkspace(["order-service", "user-service"]);
  });
  afterAll(() => workspace.remove());

  test("up brings every resource to ready", async () => {
    const { exitCode, result, stderr } = await run(["up"]);
    expect(result.error).toBeUndefined();
    expect(exitCode).toBe(0);
    expect(result.changed).toBe(true);
    expectReady(result);
    expect(stderr).not.toContain("\u001b");
  }, 300_000);

  test("status sees what up saw", async () => {
    const { result } = await run(["status"]);
    expectReady(result);
    expect(result.changed).toBe(false);
    const rabbitmq = result.resources.find(({ name }) => name === "rabbitmq");
    expect(rabbitmq?.endpoints.amqp).toMatch(/^amqp:\/\/127\.0\.0\.1:\d+$/);
  });

  test("containers listen on 127.0.0.1 only and have limits", async () => {
    for (const name of names) {
      const { HostConfig } = await inspect<Container>(container(name));
      const bindings = Object.values(HostConfig.PortBindings).flat();
      expect(bindings.length).toBeGreaterThan(0);
      expect(new Set(bindings.map(({ HostIp }) => HostIp))).toEqual(new Set(["127.0.0.1"]));
      expect(HostConfig.Memory).toBeGreaterThan(0);
      expect(HostConfig.PidsLimit).toBeGreaterThan(0);
      expect(HostConfig.SecurityOpt).toContain("no-new-privileges:true");
      expect(HostConfig.RestartPolicy.Name).toBe("unless-stopped");
    }
  });

  test("labels name the workspace and let docker compose group its containers", async () => {
    const { Config } = await inspect<Container>(container("consul"));
    expect(Config.Labels).toMatchObject({
      "msx.workspace": workspace.name,
      "msx.workspace.folder": workspace.folder,
      "msx.resource": "consul",
      "com.docker.compose.project": workspace.name,
      "com.docker.compose.service": "consul",
      "com.docker.compose.container-number": "1",
      "com.docker.compose.oneoff": "False",
    });
    expect(Config.Labels["msx.workspace.id"]).toMatch(/^[a-z0-9]{12}$/);
    expect(Config.Labels["com.docker.compose.config-hash"]).toBe(Config.Labels["msx.spec-hash"]);
  });

  test("no secret is in an argument, a label or a log line", async () => {
    const env = await variables("order-service");
    const secrets = [env.DATABASE_URL, env.AMQP_URL].map((url) => new URL(url ?? "").password);
    for (const name of names) {
      const { Args, Config } = await inspect<Container>(container(name));
      const shown = JSON.stringify([Args, Config.Cmd, Config.Labels]);
      for (const secret of secrets) expect(shown).not.toContain(secret);
    }
    const { stdout } = await msx(["logs", "--tail", "500"], { cwd: workspace.folder });
    expect(stdout).toContain("postgres");
    for (const secret of secrets) expect(stdout).not.toContain(secret);
  });

  test("each service has a database of its own, and cannot reach another's", async () => {
    const own = await variables("order-service");
    const other = await variables("user-service");
    expect((await variables()).DATABASE_URL).toBeUndefined();
    await withDatabase(own.DATABASE_URL, (client) =>
      client.query("CREATE TABLE kept AS SELECT 42 AS answer"),
    );
    const foreign = new URL(own.DATABASE_URL ?? "");
    foreign.pathname = new URL(other.DATABASE_URL ?? "").pathname;
    await expect(withDatabase(foreign.href, (client) => client.query("SELECT 1"))).rejects.toThrow(
      /permission denied/,
    );
    foreign.pathname = "/postgres";
    await expect(withDatabase(foreign.href, (client) => client.query("SELECT 1"))).rejects.toThrow(
      /permission denied/,
    );
  });

  test("a durable message is taken by the broker", async () => {
    const { AMQP_URL } = await variables();
    const connection = await connect(AMQP_URL ?? "");
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue("kept", { durable: true });
    channel.sendToQueue("kept", Buffer.from("42"), { persistent: true });
    await channel.waitForConfirms();
    await connection.close();
  });

  test("a second up changes nothing and says so", async () => {
    const before = await ids();
    const { exitCode, stdout } = await msx(["up"], { cwd: workspace.folder });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Nothing to change");
    const { result } = await run(["up"]);
    expect(result.changed).toBe(false);
    expect(result.resources.map(({ changed }) => changed)).toEqual(names.map(() => false));
    expect(await ids()).toEqual(before);
  });

  test("up mends a stopped, a paused, a removed and a disconnected container", async () => {
    await docker("stop", "--time", "5", container("rabbitmq"));
    await docker("pause", container("consul"));
    await docker("rm", "--force", container("tracing"));
    await docker("network", "disconnect", "--force", `${workspace.name}-network`, container("aws"));
    const down = await run(["status"]);
    expect(Object.fromEntries(down.result.resources.map(({ name, state }) => [name, state]))).toMatchObject({
      rabbitmq: "stopped",
      consul: "stopped",
      tracing: "stopped",
      postgres: "ready",
    });
    const { exitCode, result } = await run(["up"]);
    expect(exitCode).toBe(0);
    expectReady(result);
    const changed = result.resources.filter((one) => one.changed).map(({ name }) => name);
    expect(changed).toEqual(["rabbitmq", "consul", "aws", "tracing"]);
  }, 300_000);

  test("up makes a process that hangs anew", async () => {
    const before = (await inspect<Container>(container("gateway"))).Id;
    await docker("kill", "--signal", "STOP", container("gateway"));
    const { exitCode, result } = await run(["up", "--only", "gateway"]);
    expect(exitCode).toBe(0);
    expect(result.resources.map(({ name }) => name)).toEqual(["consul", "tracing", "gateway"]);
    expect((await inspect<Container>(container("gateway"))).Id).not.toBe(before);
  }, 300_000);

  test("a lost state is rebuilt from the containers, secrets included", async () => {
    const before = await variables("order-service");
    rmSync(path.join(workspace.folder, ".msx"), { recursive: true });
    expect(await variables("order-service")).toMatchObject({ AMQP_URL: before.AMQP_URL });
    const { exitCode, result } = await run(["up"]);
    expect(exitCode).toBe(0);
    expectReady(result);
    const again = await variables("order-service");
    const kept = await withDatabase(again.DATABASE_URL, (client) => client.query("SELECT answer FROM kept"));
    expect(kept.rows).toEqual([{ answer: 42 }]);
  }, 300_000);

  test("after a kill -9 of up midway the next up ends ready", async () => {
    for (const afterMs of [700, 1200]) {
      await docker("rm", "--force", container("postgres"), container("consul"), container("gateway"));
      const up = execa(process.execPath, [`${repositoryRoot}bin/run.js`, "up"], {
        cwd: workspace.folder,
        reject: false,
        stdio: "ignore",
      });
      await delay(afterMs);
      up.kill("SIGKILL");
      await up;
    }
    const { exitCode, result } = await run(["up"]);
    expect(result.error).toBeUndefined();
    expect(exitCode).toBe(0);
    expectReady(result);
  }, 300_000);

  test("changed routes reach the running gateway without a restart", async () => {
    const before = (await inspect<Container>(container("gateway"))).Id;
    const route = {
      UpstreamPathTemplate: "/api/things",
      UpstreamHttpMethod: ["GET"],
      DownstreamPathTemplate: "/api/v1/things",
      DownstreamScheme: "http",
      ServiceName: "thing-service",
    };
    workspace.write("gateway/ocelot.json", JSON.stringify({ Routes: [route], GlobalConfiguration: {} }));
    const { result } = await run(["up"]);
    expect(result.resources.filter((one) => one.changed).map(({ name }) => name)).toEqual(["gateway"]);
    expect((await inspect<Container>(container("gateway"))).Id).toBe(before);
    const { GATEWAY_URL } = await variables();
    // No instance registered: the route is known, and its service is not there.
    await expect
      .poll(async () => (await fetch(`${GATEWAY_URL}/api/things`)).status, { timeout: 15_000 })
      .toBe(503);
  }, 120_000);

  test("a busy port gives way to the next free one, and its owner is named", async () => {
    await docker("rm", "--force", container("aws"));
    const port = Number(
      new URL((await run(["status"])).result.resources[2]?.endpoints.http ?? "http://x:1").port,
    );
    expect(port).toBeGreaterThan(0);
    await docker("rm", "--force", container("consul"));
    const blocker = createServer().listen(port, "127.0.0.1");
    await once(blocker, "listening");
    try {
      const { exitCode, result, stderr } = await run(["up"]);
      expect(exitCode).toBe(0);
      const moved = result.resources.find(({ name }) => name === "consul")?.endpoints.http;
      expect(moved).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(moved).not.toBe(`http://127.0.0.1:${port}`);
      expect((await variables()).CONSUL_HTTP_ADDR).toBe(moved);
      if (port === 8500) expect(stderr).toContain(`pid ${process.pid}`);
    } finally {
      blocker.close();
    }
  }, 300_000);

  test("a container of the same name that is not ours is refused and left alone", async () => {
    await docker("rm", "--force", container("tracing"));
    const { Config } = await inspect<{ Config: { Image: string } }>(container("gateway"));
    const foreign = await docker("create", "--name", container("tracing"), Config.Image);
    try {
      const { exitCode, result } = await run(["up"]);
      expect(exitCode).toBe(4);
      expect(result.error?.code).toBe("NAME_CONFLICT");
      expect((await inspect<Container>(container("tracing"))).Id).toBe(foreign);
      await run(["down"]);
      expect((await inspect<Container>(container("tracing"))).Id).toBe(foreign);
    } finally {
      await docker("rm", "--force", foreign);
    }
  }, 120_000);

  test("down kept the volumes: after the next up the data is there", async () => {
    expect((await run(["status"])).result.resources.every(({ state }) => state === "stopped")).toBe(true);
    expect(
      await docker("volume", "ls", "--quiet", "--filter", `label=msx.workspace=${workspace.name}`),
    ).not.toBe("");
    const { exitCode, result } = await run(["up"]);
    expect(exitCode).toBe(0);
    expectReady(result);
    const env = await variables("order-service");
    const kept = await withDatabase(env.DATABASE_URL, (client) => client.query("SELECT answer FROM kept"));
    expect(kept.rows).toEqual([{ answer: 42 }]);
    const connection = await connect(env.AMQP_URL ?? "");
    const message = await (await connection.createChannel()).get("kept", { noAck: true });
    expect(message === false ? undefined : message.content.toString()).toBe("42");
    await connection.close();
  }, 300_000);

  test("an image that ends at once is shown with its log, and its container is gone", async () => {
    // PostgreSQL's image in the broker's place: without a password for its superuser it says so and ends.
    const { Config } = await inspect<{ Config: { Image: string } }>(container("postgres"));
    const { exitCode, result } = await run(["up", "--only", "rabbitmq"], {
      MSX_IMAGE_RABBITMQ: Config.Image,
    });
    expect(exitCode).toBe(4);
    expect(result.error?.code).toBe("RESOURCE_FAILED");
    expect(result.error?.why).toMatch(/not initialised|uninitialized/);
    expect(result.resources[0]).toMatchObject({ name: "rabbitmq", state: "failed" });
    expect(result.resources[0]?.reason).toContain("ended with exit code 1");
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${container("rabbitmq")}`)).toBe("");
  }, 120_000);

  test("what never answers fails at its deadline; Ctrl-C ends the wait with 130 and says what runs", async () => {
    const { Config } = await inspect<{ Config: { Image: string } }>(container("gateway"));
    const silent = `${workspace.name}-silent:1`;
    const dockerfile = `FROM ${Config.Image}\nHEALTHCHECK NONE\nCMD ["node", "-e", "setInterval(() => {}, 1e6)"]\n`;
    await execa("docker", ["build", "--quiet", "--tag", silent, "-"], { input: dockerfile });
    const env = { MSX_IMAGE_AWS: silent };
    try {
      const late = await run(["up", "--only", "aws", "--timeout", "2s"], env);
      expect(late.exitCode).toBe(4);
      expect(late.result.resources[0]?.reason).toContain("not healthy within 2 s");
      expect(await docker("ps", "--all", "--quiet", "--filter", `name=${container("aws")}`)).toBe("");

      const up = execa(process.execPath, [`${repositoryRoot}bin/run.js`, "up", "--only", "aws", "--json"], {
        cwd: workspace.folder,
        env,
        reject: false,
        stdin: "ignore",
      });
      await expect
        .poll(() => docker("ps", "--quiet", "--filter", `name=${container("aws")}`), { timeout: 30_000 })
        .not.toBe("");
      up.kill("SIGINT");
      const { exitCode, stdout } = await up;
      expect(exitCode).toBe(130);
      expect(JSON.parse(stdout).error).toMatchObject({
        code: "INTERRUPTED",
        why: expect.stringContaining("aws-1"),
      });
    } finally {
      await docker("rm", "--force", container("aws"));
      await docker("rmi", "--force", silent);
    }
  }, 120_000);

  test("an image that cannot be had is refused with the reason", async () => {
    const image = "registry.invalid/none:1";
    const { exitCode, result } = await run(["up", "--only", "consul"], { MSX_IMAGE_CONSUL: image });
    expect(exitCode).toBe(4);
    expect(result.error?.code).toBe("IMAGE_UNAVAILABLE");
    expect(result.error?.why).toMatch(/cannot be (resolved|reached)/);
  }, 120_000);

  test("another major version of PostgreSQL does not get the old volume", async () => {
    const { Config } = await inspect<{ Config: { Image: string } }>(container("postgres"));
    const image = `${workspace.name}-postgres:18`;
    const dockerfile = `FROM ${Config.Image}\nENV PG_MAJOR=18\n`;
    await execa("docker", ["build", "--quiet", "--tag", image, "-"], { input: dockerfile });
    try {
      const { exitCode, result } = await run(["up", "--only", "postgres"], { MSX_IMAGE_POSTGRES: image });
      expect(exitCode).toBe(4);
      expect(result.error?.code).toBe("VOLUME_INCOMPATIBLE");
    } finally {
      await docker("rmi", "--force", image);
    }
  }, 120_000);

  test("down --volumes leaves nothing that carries the workspace's label", async () => {
    const { exitCode } = await run(["down", "--volumes", "--yes"]);
    expect(exitCode).toBe(0);
    expect(await workspace.leftovers()).toEqual([]);
  }, 120_000);
});

async function withDatabase<T>(url: string | undefined, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url ?? "" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
