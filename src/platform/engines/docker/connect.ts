import { readFileSync } from "node:fs";
import path from "node:path";
import Docker from "dockerode";
import { type Detail, phrase, type Reason, ReasonError, reasonOf } from "../../../errors/detail.js";
import { parseDuration } from "../../duration.js";
import type { ProbeAttempt } from "../engine.js";
import { defaultCallTimeoutMs, limitCalls } from "./call-deadline.js";
import { type Candidate, candidates } from "./candidates.js";

/** The newest API msx was written for, and the oldest it can work with (Docker 19.03). */
const newestApi = "1.47";
const oldestApi = "1.40";
const answerWithinMs = 5000;

export interface Daemon {
  readonly docker: Docker;
  /** Docker 29.1.2 (API 1.47) at unix:///var/run/docker.sock, default socket */
  readonly description: Detail;
  readonly isPodman: boolean;
  /** Whether it was reached on this machine: by a socket, or by TCP on a loopback address. */
  readonly isLocal: boolean;
  /** Its socket, by the path that its own machine has it at: what a container is given. */
  readonly socket: string;
}

/**
 * Asks every candidate in turn until one answers with a usable API. Each of its later calls has a deadline:
 * MSX_DOCKER_TIMEOUT (`90s`, `2m`), or a minute.
 * @throws MsxError USAGE when that variable is no duration
 */
export async function connect(
  env: NodeJS.ProcessEnv,
  places: readonly Candidate[] = candidates(env),
): Promise<{ daemon?: Daemon; attempts: readonly ProbeAttempt[] }> {
  const attempts: ProbeAttempt[] = [];
  const told = env.MSX_DOCKER_TIMEOUT;
  const timeoutMs = told ? parseDuration(told, "MSX_DOCKER_TIMEOUT", "doctor") : defaultCallTimeoutMs;
  for (const place of places) {
    const where = phrase("docker-place", { host: place.host, source: place.source });
    try {
      const { daemon, answer } = await greet(place, env, timeoutMs);
      attempts.push({ where, answer, ok: true });
      return { daemon, attempts };
    } catch (error) {
      attempts.push({ where, answer: explain(error), ok: false });
    }
  }
  return { attempts };
}

async function greet(
  place: Candidate,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<{ daemon: Daemon; answer: string }> {
  const version = await limitCalls(new Docker(options(place, env)), answerWithinMs).version();
  const isPodman = (version.Components ?? []).some(({ Name }) => Name.toLowerCase().includes("podman"));
  if (version.Os === "windows") throw new ReasonError(phrase("docker-windows"));
  const api = negotiate(version.ApiVersion, version.MinAPIVersion);
  const answer = `${isPodman ? "Podman" : "Docker"} ${version.Version} (API ${api})`;
  const docker = limitCalls(new Docker({ ...options(place, env), version: `v${api}` }), timeoutMs);
  const description = phrase("docker-at", { answer, host: place.host, source: place.source });
  const { host } = place;
  const daemon = { docker, description, isPodman, isLocal: isLocal(host), socket: socketToMount(place, env) };
  return { daemon, answer };
}

/** Whether a daemon's address leads to this machine. */
export function isLocal(host: string): boolean {
  if (host.startsWith("unix://") || host.startsWith("npipe://")) return true;
  const { protocol, hostname } = new URL(host.includes("//") ? host : `tcp://${host}`);
  return protocol !== "ssh:" && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * Where the daemon's own machine has its socket: MSX_DOCKER_SOCKET, else where it was reached, on the machine that it runs on. In
 * a virtual machine (Docker Desktop, Colima, OrbStack, Rancher Desktop) and behind TCP it is at Docker's usual path.
 */
export function socketToMount(
  { host }: Pick<Candidate, "host">,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.MSX_DOCKER_SOCKET) return env.MSX_DOCKER_SOCKET;
  const isHere = platform === "linux" && host.startsWith("unix://") && !/\/\.[^/]+\//.test(host);
  return isHere ? host.slice("unix://".length) : "/var/run/docker.sock";
}

/**
 * The API version to speak: ours, or the daemon's where that is older, or the daemon's oldest where ours is too old
 * (Docker 29 refuses below 1.44 with status 400). @throws Error when there is none
 */
export function negotiate(newest: string, oldest: string | undefined): string {
  if (compare(newest, oldestApi) < 0) {
    throw new ReasonError(phrase("docker-api-old", { found: newest, needed: oldestApi }));
  }
  const ours = compare(newest, newestApi) < 0 ? newest : newestApi;
  return oldest && compare(ours, oldest) < 0 ? oldest : ours;
}

function compare(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split(".").map(Number);
  return major - otherMajor || minor - otherMinor;
}

/** Every option is given, since docker-modem otherwise fills in DOCKER_HOST by itself. */
function options(place: Candidate, env: NodeJS.ProcessEnv): Docker.DockerOptions {
  const none = { host: undefined, port: undefined, socketPath: undefined, protocol: undefined };
  if (place.host.startsWith("unix://")) return { ...none, socketPath: place.host.slice("unix://".length) };
  if (place.host.startsWith("npipe://")) return { ...none, socketPath: place.host.slice("npipe://".length) };
  const url = new URL(place.host.includes("//") ? place.host : `tcp://${place.host}`);
  if (url.protocol === "ssh:") {
    const agent = env.SSH_AUTH_SOCK;
    return {
      ...none,
      protocol: "ssh",
      host: url.hostname,
      port: url.port || 22,
      username: decodeURIComponent(url.username),
      ...(agent && { sshOptions: { agent } }),
    };
  }
  const pem = (name: string): Buffer => readFileSync(path.join(place.certificates ?? "", name));
  return {
    ...none,
    host: url.hostname,
    port: url.port || (place.certificates ? 2376 : 2375),
    protocol: place.certificates ? "https" : "http",
    ...(place.certificates && { ca: pem("ca.pem"), cert: pem("cert.pem"), key: pem("key.pem") }),
  };
}

function explain(error: unknown): Reason {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return phrase("docker-no-socket");
    case "ECONNREFUSED":
      return phrase("docker-nobody");
    case "EACCES":
      return phrase("docker-denied");
    case "ENOTFOUND":
      return phrase("docker-no-host");
    default:
      return reasonOf(error);
  }
}
