import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import type { BenchResult } from "./bench-result.js";
import { median } from "./measure-pairs.js";
import { msx, needDocker } from "./need-docker.js";

const rounds = 5;
const resources = ["postgres", "rabbitmq", "consul", "aws", "tracing", "gateway"];
/** Issue 4: the whole platform takes at most this, in MB (10^6 bytes). */
const memoryPromiseMb = 250;

interface Round {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** A workspace on one engine. */
interface Subject {
  readonly folder: string;
  readonly engine: "embedded" | "docker";
  /** The processes that the platform consists of. */
  pids(): Promise<readonly number[]>;
}

/**
 * `msx up` on the embedded engine against `msx up` on Docker, the same resources, their data there from an earlier `up` and
 * images present; and what they take of memory once they are ready. In turns, ratios round by round.
 * @throws NotMeasured where there is no Docker
 */
export async function benchEmbedded(): Promise<BenchResult[]> {
  await needDocker();
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-engines-"));
  const name = `bench${process.pid}`;
  const own = embedded(path.join(folder, `${name}e`));
  const peer = docker(path.join(folder, `${name}d`));
  try {
    for (const subject of [own, peer]) {
      await msx(folder, "new", "workspace", path.basename(subject.folder), "--yes");
      await up(subject);
    }
    const pairs: { own: Round; peer: Round }[] = [];
    for (let round = 0; round < rounds; round += 1)
      pairs.push({ own: await measure(own), peer: await measure(peer) });
    const compare = (of: (round: Round) => number): Pick<BenchResult, "value" | "against" | "ratio"> => ({
      value: median(pairs.map((pair) => of(pair.own))),
      against: median(pairs.map((pair) => of(pair.peer))),
      ratio: median(pairs.map((pair) => of(pair.own) / of(pair.peer))),
    });
    const seconds = compare((round) => round.seconds);
    const memory = compare((round) => round.mebibytes);
    const promise = (memoryPromiseMb * 1e6) / 2 ** 20;
    return [
      // Five times as fast.
      {
        name: "msx up, embedded, warm",
        floor: "msx up, Docker, warm",
        unit: "s",
        ...seconds,
        budget: { atMost: 0.2 },
      },
      {
        name: "platform, embedded",
        floor: "the same containers",
        unit: "MiB",
        ...memory,
        budget: { atMost: 0.5 },
      },
      {
        ...{ name: "platform, embedded", floor: `the promise, ${memoryPromiseMb} MB`, unit: "MiB" },
        ...{ value: memory.value, against: promise, ratio: memory.value / promise, budget: { atMost: 1 } },
      },
    ];
  } finally {
    for (const { folder: workspace } of [own, peer])
      await msx(workspace, "down", "--volumes", "--yes").catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

function embedded(folder: string): Subject {
  return {
    folder,
    engine: "embedded",
    pids() {
      const record = readFileSync(path.join(folder, ".msx", "run", "supervisor.json"), "utf8");
      return Promise.resolve(withDescendants((JSON.parse(record) as { pid: number }).pid));
    },
  };
}

function docker(folder: string): Subject {
  return {
    folder,
    engine: "docker",
    async pids() {
      const all = await Promise.all(
        resources.map((resource) =>
          execa("docker", ["top", `${path.basename(folder)}-${resource}-1`, "-eo", "pid"]),
        ),
      );
      return all.flatMap(({ stdout }) => stdout.split("\n").slice(1).map(Number));
    },
  };
}

async function up({ folder, engine }: Subject): Promise<void> {
  await msx(folder, "up", "--engine", engine, "--only", resources.join(","));
}

async function measure(subject: Subject): Promise<Round> {
  await msx(subject.folder, "down", "--yes");
  const started = performance.now();
  await up(subject);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, mebibytes: residentMiB(await subject.pids()) };
}

function withDescendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    // proc(5), stat: the parent is the second field after the name, which may hold anything.
    const text = readOrEmpty(`/proc/${entry}/stat`);
    parents.set(Number(entry), Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

/**
 * Resident memory of processes together (proc(5), smaps): what is a process's own is summed; what is mapped from a file or shared
 * counts once, as much of it as the one has that has most. It is not divided among strangers, as the kernel's Pss is.
 */
function residentMiB(pids: readonly number[]): number {
  let own = 0;
  const shared = new Map<string, number>();
  for (const pid of pids) {
    for (const mapping of readOrEmpty(`/proc/${pid}/smaps`).split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
      const kibibytes = (field: string): number =>
        Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(mapping)?.[1] ?? 0);
      const anonymous = kibibytes("Anonymous");
      own += anonymous;
      // Its place in a file: offset, device, inode.
      const place = /^\S+ \S+ (\S+ \S+ \d+)/.exec(mapping)?.[1] ?? "";
      shared.set(place, Math.max(shared.get(place) ?? 0, kibibytes("Rss") - anonymous));
    }
  }
  return [...shared.values()].reduce((sum, size) => sum + size, own) / 1024;
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
