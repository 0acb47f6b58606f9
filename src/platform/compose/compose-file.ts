import path from "node:path";
import { stringify } from "yaml";
import type { ContainerDescription } from "../engines/engine.js";
import type { ComposeExtras } from "../resource.js";

/** A running container and what it needs without msx. */
export interface ComposeService {
  readonly description: ContainerDescription;
  readonly replicas: number;
  readonly extras: ComposeExtras;
  readonly dependsOn: readonly string[];
  /** Folder of a service's own Dockerfile, relative to the Compose file, and its build arguments. */
  readonly build?: { readonly context: string; readonly args: Readonly<Record<string, string>> };
}

export interface ComposeExport {
  /** Path in the export's folder → text. */
  readonly files: Readonly<Record<string, string>>;
}

/** Variables by which msx tells replicas apart; alone, a service takes the name its container was given. */
const perReplica = new Set(["SERVICE_ID", "SERVICE_ADDRESS"]);

/**
 * A Compose project (Compose specification) equal to what runs: same images, variables, limits, ports, network names.
 * Secrets are in `.env` only, which Compose reads by itself from beside the file.
 * @param workspace the project is called `<workspace>-compose`: under the workspace's own name Compose would take msx's
 *   containers, which carry its labels, for its own
 * @param secrets name → value; every occurrence in a variable becomes a reference
 */
export function composeExport(
  workspace: string,
  services: readonly ComposeService[],
  secrets: Readonly<Record<string, string>>,
): ComposeExport {
  const files: Record<string, string> = { ".gitignore": ".env\n" };
  const volumes: Record<string, object> = {};
  const used = new Map<string, string>();
  const reference = (value: string): string => referToSecrets(value, secrets, used);
  const entries = services.map((service) => {
    for (const [file, text] of Object.entries(filesOf(service))) files[file] = text;
    for (const { name } of keptVolumes(service)) volumes[`${ownerOf(service)}-${name}`] = {};
    return [ownerOf(service), toService(service, services, reference)] as const;
  });
  const document = { name: `${workspace}-compose`, services: Object.fromEntries(entries), volumes };
  files["compose.yaml"] = `${header}${stringify(document, { lineWidth: 0 })}`;
  files[".env"] = [...used].map(([name, value]) => `${name}='${value}'\n`).join("");
  return { files };
}

const header = `# Made by \`msx export compose\`; needs no msx: docker compose up --wait
# Its containers, network and volumes are its own. It takes the ports that msx has: msx down first.
`;

function toService(
  service: ComposeService,
  all: readonly ComposeService[],
  reference: (value: string) => string,
): object {
  const { description, replicas, extras, dependsOn, build } = service;
  const { instance } = description;
  const owner = ownerOf(service);
  const isResource = instance.kind === "resource";
  const env = Object.entries({ ...description.env, ...extras.env }).filter(
    ([name]) => isResource || !perReplica.has(name),
  );
  return {
    image: description.image,
    ...(description.build && {
      build: { context: `./${imageFolder(description)}`, args: description.build.args },
    }),
    ...(build && { build }),
    ...(description.command && { command: description.command.map(escapeDollars) }),
    ...(isResource && { hostname: owner }),
    ...(env.length > 0 && {
      environment: Object.fromEntries(env.map(([name, value]) => [name, reference(value)])),
    }),
    ...(dependsOn.length > 0 && { depends_on: conditions(dependsOn, all) }),
    ...(extras.health && { healthcheck: healthcheck(extras.health) }),
    ports: description.publish.map(({ container, host }) =>
      // Several replicas cannot have the same host port: each gets a free one.
      replicas > 1 ? `127.0.0.1::${container}` : `127.0.0.1:${host}:${container}`,
    ),
    ...volumesOf(service),
    ...(description.user && { user: description.user }),
    ...(description.readOnly && { read_only: true }),
    ...(Object.keys(description.tmpfs).length > 0 && {
      tmpfs: Object.entries(description.tmpfs).map(([target, options]) => `${target}:${options}`),
    }),
    ...(description.dropCapabilities.length > 0 && { cap_drop: description.dropCapabilities }),
    security_opt: description.securityOptions,
    mem_limit: description.memoryBytes,
    pids_limit: description.pids,
    restart: description.restart,
    logging: description.log,
    ...(replicas > 1 && { deploy: { replicas } }),
  };
}

function ownerOf({ description }: ComposeService): string {
  return description.instance.owner;
}

/** A volume that only holds files which msx keeps in step is replaced by those files. */
function keptVolumes({ description, extras }: ComposeService): ContainerDescription["volumes"] {
  const files = Object.keys(extras.files ?? {});
  return description.volumes.filter((volume) => !files.some((file) => file.startsWith(`${volume.path}/`)));
}

function volumesOf(service: ComposeService): { volumes?: string[] } {
  const owner = ownerOf(service);
  const volumes = [
    ...keptVolumes(service).map(({ name, path: target }) => `${owner}-${name}:${target}`),
    ...Object.keys(service.extras.files ?? {}).map(
      (file) => `./${owner}/${path.posix.basename(file)}:${file}:ro`,
    ),
  ];
  return volumes.length > 0 ? { volumes } : {};
}

/** One folder for an image that several containers run: `gateway-image` for `msx/gateway:<hash>`. */
function imageFolder({ image }: ContainerDescription): string {
  return `${/([^/:]+)(?::[^/]*)?$/.exec(image)?.[1] ?? "own"}-image`;
}

function filesOf(service: ComposeService): Record<string, string> {
  const { description, extras } = service;
  const files: Record<string, string> = {};
  for (const [file, text] of Object.entries(description.build?.files ?? {})) {
    files[`${imageFolder(description)}/${file}`] = text;
  }
  for (const [file, text] of Object.entries(extras.files ?? {})) {
    files[`${ownerOf(service)}/${path.posix.basename(file)}`] = text;
  }
  return files;
}

function conditions(names: readonly string[], all: readonly ComposeService[]): object {
  return Object.fromEntries(
    names.map((name) => {
      const other = all.find((one) => ownerOf(one) === name);
      const checked = other?.extras.health !== undefined || other?.description.build !== undefined;
      return [name, { condition: checked ? "service_healthy" : "service_started" }];
    }),
  );
}

/** As patient as a cold start on a slow machine needs. */
function healthcheck(command: readonly string[]): object {
  return {
    test: ["CMD", ...command.map(escapeDollars)],
    interval: "5s",
    timeout: "10s",
    retries: 5,
    start_period: "90s",
  };
}

/** Compose reads `$` as the start of a variable (Compose specification, "Interpolation"). */
function escapeDollars(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function referToSecrets(
  value: string,
  secrets: Readonly<Record<string, string>>,
  used: Map<string, string>,
): string {
  let text = escapeDollars(value);
  for (const [name, secret] of Object.entries(secrets)) {
    if (!text.includes(secret)) continue;
    const variable = `${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_SECRET`;
    used.set(variable, secret);
    text = text.replaceAll(secret, `\${${variable}}`);
  }
  return text;
}
