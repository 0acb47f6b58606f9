import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { phrase, type Reason } from "../../../errors/detail.js";

/** A place where a Docker daemon may answer. */
export interface Candidate {
  /** `unix:///…`, `npipe:////./pipe/…`, `tcp://host:port`, `ssh://user@host` */
  readonly host: string;
  /** How msx came to it: DOCKER_HOST, a context, a product. */
  readonly source: Reason;
  /** Folder with ca.pem, cert.pem and key.pem. */
  readonly certificates?: string;
}

/**
 * Where to look for a daemon, in order. DOCKER_HOST is final; else the docker context in use (files of the Docker CLI:
 * `config.json`, `contexts/meta/<sha256 of the name>/meta.json`), then the sockets of the known products.
 */
export function candidates(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): readonly Candidate[] {
  if (env.DOCKER_HOST) {
    const tls = env.DOCKER_TLS_VERIFY && env.DOCKER_CERT_PATH;
    return [{ host: env.DOCKER_HOST, source: "DOCKER_HOST", ...(tls && { certificates: tls }) }];
  }
  const found = [...currentContext(env, home), ...knownSockets(env, platform, home)];
  return found.filter((one, index) => found.findIndex((other) => other.host === one.host) === index);
}

function currentContext(env: NodeJS.ProcessEnv, home: string): Candidate[] {
  const folder = env.DOCKER_CONFIG || path.join(home, ".docker");
  const config = readJson(path.join(folder, "config.json")) as { currentContext?: string } | undefined;
  const name = env.DOCKER_CONTEXT || config?.currentContext;
  if (!name || name === "default") return [];
  const id = createHash("sha256").update(name).digest("hex");
  const meta = readJson(path.join(folder, "contexts", "meta", id, "meta.json")) as ContextMeta | undefined;
  const host = meta?.Endpoints?.docker?.Host;
  if (!host) return [];
  const tls = path.join(folder, "contexts", "tls", id, "docker");
  return [
    { host, source: phrase("docker-context", { name }), ...(existsSync(tls) && { certificates: tls }) },
  ];
}

interface ContextMeta {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

function knownSockets(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): Candidate[] {
  if (platform === "win32") {
    return ["docker_engine", "dockerDesktopLinuxEngine"].map((pipe) => ({
      host: `npipe:////./pipe/${pipe}`,
      source: phrase("docker-pipe"),
    }));
  }
  const inHome = (name: string): string => `unix://${path.posix.join(home, name)}`;
  const runtime = env.XDG_RUNTIME_DIR;
  return [
    { host: "unix:///var/run/docker.sock", source: phrase("docker-default") },
    ...(runtime
      ? [{ host: `unix://${runtime}/docker.sock`, source: phrase("docker-rootless", { product: "Docker" }) }]
      : []),
    { host: inHome(".docker/run/docker.sock"), source: "Docker Desktop" },
    { host: inHome(".docker/desktop/docker.sock"), source: "Docker Desktop" },
    { host: inHome(".colima/default/docker.sock"), source: "Colima" },
    { host: inHome(".config/colima/default/docker.sock"), source: "Colima" },
    { host: inHome(".orbstack/run/docker.sock"), source: "OrbStack" },
    { host: inHome(".rd/docker.sock"), source: "Rancher Desktop" },
    ...(runtime
      ? [
          {
            host: `unix://${runtime}/podman/podman.sock`,
            source: phrase("docker-rootless", { product: "Podman" }),
          },
        ]
      : []),
    { host: inHome(".local/share/containers/podman/machine/podman.sock"), source: "podman machine" },
    { host: "unix:///run/podman/podman.sock", source: "Podman" },
  ];
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
