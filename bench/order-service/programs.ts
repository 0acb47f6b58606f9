import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import { execa } from "execa";
import { buildsAlone, onNewerRuntime } from "../../src/platform/dotnet-environment.js";
import { freePort } from "../../src/platform/free-port.js";
import { noDotnetReason } from "../../test/helpers/dotnet.js";
import { msx } from "../need-docker.js";
import { NotMeasured } from "../not-measured.js";

const readyWithinMs = 60_000;

/** A program that answers to `/api/v1/orders`, built and ready to start. */
export interface OrderProgram {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One that has said that it is ready. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly port: number;
  /** From the start of its process to its first answer of `/health/ready` that says so. */
  readonly readyMs: number;
}

/** What the platform gives a service. */
type Connections = Readonly<Record<"AMQP_URL" | "DATABASE_URL", string>>;

const stacks = ["dotnet", "typescript"] as const;
type Stack = (typeof stacks)[number];

/** One program, and how its connections differ from what Npgsql does when it is told nothing. */
const peers = {
  peer: "",
  /** As the generated service in .NET has them (its `DatabaseOptions.cs`). */
  "tuned-peer": ";Max Auto Prepare=50;No Reset On Close=true",
} as const;
type Peer = keyof typeof peers;
const peerNames = Object.keys(peers) as readonly Peer[];

/**
 * The two order-services as generated, without consumers and background work, and the folders by which the peers get a database.
 * @throws NotMeasured without the .NET SDK
 */
export async function makeWorkspace(folder: string): Promise<string> {
  const reason = noDotnetReason();
  if (reason !== undefined) throw new NotMeasured(reason);
  const workspace = path.join(folder, `bench${process.pid}`);
  await msx(folder, "new", "workspace", path.basename(workspace), "--yes");
  mkdirSync(path.join(workspace, "services"), { recursive: true });
  for (const stack of stacks) {
    // In a workspace of its own, since two services of one name have no place in one.
    const apart = path.join(folder, stack);
    await msx(folder, "new", "workspace", stack, "--yes");
    await msx(apart, "new", "service", "order-service", "--reference", "order", "--stack", stack, "--yes");
    cpSync(folderOf(apart, "order-service"), folderOf(workspace, stack), { recursive: true });
    edit(folderOf(workspace, stack), "service.yaml", /^name: order-service$/m, `name: ${stack}`);
  }
  const dotnet = folderOf(workspace, "dotnet");
  edit(dotnet, "src/Adapters/Program.cs", /(builder\.AddConsumer<\w+>\(\);\n)+/, "");
  edit(dotnet, "src/Adapters/AdapterServices.cs", /\n.*AddHostedService<RefundTask>\(\);/, "");
  const typescript = folderOf(workspace, "typescript");
  edit(
    typescript,
    "src/adapters/service.ts",
    /\n {6}consumers: \[[^\]]*\],\n {6}background: \[[^\]]*\],/,
    "",
  );
  for (const peer of peerNames) {
    mkdirSync(folderOf(workspace, peer));
    cpSync(path.join(dotnet, "service.yaml"), path.join(folderOf(workspace, peer), "service.yaml"));
    edit(folderOf(workspace, peer), "service.yaml", /^name: dotnet$/m, `name: ${peer}`);
  }
  return workspace;
}

/** Builds all of them. The peers' tables are made by the service itself, so that they are the same to the last index. */
export async function buildPrograms(
  workspace: string,
  otlpUrl: string,
): Promise<Readonly<Record<Stack | Peer, OrderProgram>>> {
  const connectionsOf = async (name: string) =>
    JSON.parse(await msx(workspace, "env", name, "--format", "json")) as Connections;
  const settings = { HOST: "127.0.0.1", OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl };
  const environmentOf = async (name: Stack) => ({
    ...settings,
    ...(await connectionsOf(name)),
    SERVICE_NAME: name,
  });
  const dotnet: OrderProgram = {
    name: "dotnet",
    command: ["dotnet", "Service.dll"],
    cwd: await publish(path.join(folderOf(workspace, "dotnet"), "src/Adapters")),
    env: await environmentOf("dotnet"),
  };
  const own = folderOf(workspace, "typescript");
  const typescript: OrderProgram = {
    name: "typescript",
    command: [process.execPath, "dist/main.js"],
    cwd: own,
    env: await environmentOf("typescript"),
  };
  await translate(own);
  const source = path.join(folderOf(workspace, "peer"), "source");
  cpSync("bench/order-service/peer", source, { recursive: true });
  const published = await publish(source);
  const peerOf = async (name: Peer): Promise<OrderProgram> => {
    const { AMQP_URL, DATABASE_URL } = await connectionsOf(name);
    const env = { ...dotnet.env, AMQP_URL, DATABASE_URL };
    await stop(await start({ ...dotnet, name: "migration", env }));
    const command = ["dotnet", "Peer.dll"] as const;
    const DATABASE = `${npgsqlOf(DATABASE_URL)}${peers[name]}`;
    return { name, command, cwd: published, env: { AMQP_URL, DATABASE } };
  };
  return { dotnet, typescript, peer: await peerOf("peer"), "tuned-peer": await peerOf("tuned-peer") };
}

/** Starts a program and waits until it is ready. @throws with the end of its output when it ends before */
export async function start(program: OrderProgram): Promise<RunningProgram> {
  const port = await freePort();
  // Beside the program: ASP.NET watches all files in its folder, and is told of each line that is written to one.
  const log = path.join(path.dirname(program.cwd), `${program.name}.log`);
  const output = openSync(log, "w");
  const [command, ...args] = program.command;
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd: program.cwd,
    env: { PATH: process.env.PATH, ...onNewerRuntime, ...program.env, PORT: String(port) },
    stdio: ["ignore", output, output],
  });
  while (!(await isReady(port))) {
    const waited = performance.now() - startedAt;
    if (child.exitCode !== null || waited > readyWithinMs) {
      child.kill("SIGKILL");
      throw new Error(`${program.name} is not ready:\n${readFileSync(log, "utf8").slice(-2_000)}`);
    }
    await delay(5);
  }
  return { child, port, readyMs: performance.now() - startedAt };
}

/** Ends it at once: how it stops is not measured. */
export async function stop({ child }: RunningProgram): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200;
  } catch {
    return false;
  }
}

const folderOf = (workspace: string, name: string): string => path.join(workspace, "services", name);

/** As `msx deploy` builds it. @returns the folder to start it in */
async function publish(project: string): Promise<string> {
  const out = path.join(project, "published");
  const args = ["publish", "--configuration", "Release", "--output", out, "-p:UseAppHost=false", "--nologo"];
  const built = await execa("dotnet", args, { cwd: project, env: buildsAlone, reject: false });
  if (built.failed) throw new NotMeasured(`${path.basename(project)} cannot be built: ${built.stdout}`);
  return out;
}

async function translate(service: string): Promise<void> {
  const install = await execa("npm", ["ci", "--no-audit", "--no-fund"], { cwd: service, reject: false });
  if (install.failed) throw new NotMeasured(`npm cannot install the service: ${install.stderr}`);
  await build({
    entryPoints: [path.join(service, "src/**/*.ts")],
    outdir: path.join(service, "dist"),
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
}

/** Where the database is, with the generated service's limits, in Npgsql's words. */
function npgsqlOf(databaseUrl: string): string {
  const { hostname, port, pathname, username, password } = new URL(databaseUrl);
  return [
    `Host=${hostname};Port=${port};Database=${pathname.slice(1)}`,
    `Username=${username};Password=${decodeURIComponent(password)}`,
    "Maximum Pool Size=10;Timeout=5;Command Timeout=10;TCP Keepalive=true",
  ].join(";");
}

/** @throws Error when the text is not there: the bench would measure something else than it says */
function edit(service: string, file: string, pattern: RegExp, text: string): void {
  const target = path.join(service, file);
  const source = readFileSync(target, "utf8");
  if (!pattern.test(source)) throw new Error(`${file} has changed: ${pattern} is not in it`);
  writeFileSync(target, source.replace(pattern, text));
}
