import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type Docker from "dockerode";

interface CliConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

const dockerHub = "https://index.docker.io/v1/";

/**
 * What `docker login` stored for an image's registry: in the CLI's config.json, or with the credential helper it
 * names (protocol: docker/docker-credential-helpers). Undefined when there is nothing.
 */
export async function registryAuth(
  reference: string,
  env: NodeJS.ProcessEnv,
): Promise<Docker.AuthConfig | undefined> {
  const folder = env.DOCKER_CONFIG || path.join(homedir(), ".docker");
  let config: CliConfig;
  try {
    config = JSON.parse(readFileSync(path.join(folder, "config.json"), "utf8")) as CliConfig;
  } catch {
    return undefined;
  }
  const registry = registryOf(reference);
  const helper = config.credHelpers?.[registry] ?? config.credsStore;
  if (helper) return fromHelper(helper, registry, env);
  const auth = config.auths?.[registry]?.auth ?? config.auths?.[`https://${registry}`]?.auth;
  if (!auth) return undefined;
  const [username = "", ...rest] = Buffer.from(auth, "base64").toString("utf8").split(":");
  return { username, password: rest.join(":"), serveraddress: registry };
}

/** The registry of a reference: its first part when that looks like a host (distribution/reference's rule). */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  return rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first : dockerHub;
}

async function fromHelper(
  helper: string,
  registry: string,
  env: NodeJS.ProcessEnv,
): Promise<Docker.AuthConfig | undefined> {
  const { execa } = await import("execa");
  // No entry, or no such program: then the pull is tried without, and its own answer says what is wrong.
  const run = await execa(`docker-credential-${helper}`, ["get"], {
    input: registry,
    env,
    reject: false,
    timeout: 10_000,
  });
  if (run.exitCode !== 0) return undefined;
  const { Username, Secret } = JSON.parse(run.stdout) as { Username: string; Secret: string };
  return { username: Username, password: Secret, serveraddress: registry };
}
