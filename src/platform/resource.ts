import type { Account } from "../emulators/amqp/options.js";
import type { imageKeys, resourceNames } from "../workspace/schema.js";
import type { Workspace } from "../workspace/workspace.js";

export type ResourceName = (typeof resourceNames)[number];
export type ImageKey = (typeof imageKeys)[number];

/** A TCP port a resource or service listens on. */
export interface PortWish {
  /** Unique within the resource, named by what is spoken there: "amqp", "management", "http". */
  readonly name: string;
  /** In front of the address where the port is shown: "postgres", "amqp", "http". */
  readonly scheme: string;
  /** The port inside the container. */
  readonly container: number;
  /** The host port wanted first; a busy one gives way to the next free one. */
  readonly host: number;
}

/** Where a resource can be reached: from the host (127.0.0.1 and published ports) or from inside the network. */
export interface Endpoint {
  readonly host: string;
  /** By port name. */
  readonly ports: Readonly<Record<string, number>>;
}

/** What a resource may know: its workspace, the environment msx runs in, and its secrets. */
export interface ResourceContext {
  readonly workspace: Workspace;
  readonly env: NodeJS.ProcessEnv;
  /** The secret of this name, made on first use and kept in the state. */
  secret(name: string): string;
}

/** An image of the pinned table, or one that msx builds from its own files. */
export type ImageWish = { readonly key: ImageKey } | { readonly build: "gateway" };

/** The image that was chosen, and what it says of itself. */
export interface ImageFacts {
  readonly wish: ImageWish;
  readonly reference: string;
  /** The environment baked into the image (`PG_MAJOR`…). */
  readonly env: Readonly<Record<string, string>>;
}

/** A named volume; its full name is `<workspace>-<resource>-<name>`. */
export interface VolumeSpec {
  readonly name: string;
  readonly path: string;
  /** What wrote the data (a major version); another one on an old volume is refused with VOLUME_INCOMPATIBLE. */
  readonly version?: string;
}

/** What a browser shows of a resource. */
export interface ResourcePage {
  /** The name of the port. */
  readonly port: string;
  readonly path: string;
  /** Who to log in as, and the variable of `msx env` that holds the password. */
  readonly login?: { readonly user: string; readonly passwordIn: string };
}

/** How a resource runs as a container. */
export interface ContainerSpec {
  /** Names of the resource's ports that this image does not serve. */
  readonly withoutPorts?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variables that carry a secret: variable → name of the secret. They never reach argv or a label. */
  readonly secretEnv?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly volumes?: readonly VolumeSpec[];
  readonly memoryMiB: number;
  readonly pids: number;
  readonly hostname?: string;
  /** Run as this `uid[:gid]` with every capability dropped; without it, as the image says. */
  readonly user?: string;
  /** The root file system is read-only; /tmp is a tmpfs. */
  readonly readOnly?: boolean;
  /** It starts containers itself: the daemon's socket is mounted at /var/run/docker.sock. Who has it has the daemon's machine. */
  readonly dockerSocket?: true;
  /** What it starts containers from: had before it starts, or the user is told what will not run. */
  readonly startsImages?: readonly ImageKey[];
  /** Files kept in step inside a volume, while it runs too: absolute path → text. Not part of the spec's identity. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a Compose file needs beyond the container that runs, since no msx stands behind it. */
export interface ComposeExtras {
  /** A command inside the container that exits with 0 once it is healthy; without it, the image's own check. */
  readonly health?: readonly string[];
  /** Files the container finds, read-only: absolute path → text. Without secrets. */
  readonly files?: Readonly<Record<string, string>>;
  /** More variables, secrets allowed. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What `container` is told. */
export interface ContainerSetting extends ResourceContext {
  readonly image: ImageFacts;
  /** The name of the workspace's network, for what starts containers itself. */
  readonly network: string;
  /** The connection variables of the resources in `dependsOn` and `after`, as seen from inside the network. */
  readonly connections: Readonly<Record<string, string>>;
}

/** Where the gateway finds Lambda. */
export interface EmbeddedAwsAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The programs that the embedded engine's supervisor can start, each with its settings. Secrets allowed. */
export type EmbeddedProgram =
  | { readonly program: "postgres"; readonly password: string }
  | { readonly program: "amqp"; readonly accounts: readonly Account[] }
  | { readonly program: "consul" }
  | { readonly program: "aws" }
  | { readonly program: "otlp" }
  | {
      readonly program: "gateway";
      /** Absolute; where it is missing there are no routes. */
      readonly routeFile: string;
      readonly consulUrl?: string | undefined;
      readonly otlpEndpoint?: string | undefined;
      /** For routes to functions. */
      readonly aws?: EmbeddedAwsAccess | undefined;
    };

/** How a resource runs on the embedded engine. */
export interface EmbeddedSpec {
  /** The names of the ports that are served, the program's own first; the resource's others are not. */
  readonly ports: readonly [string, ...string[]];
  /** Whether it has a folder in which its data survives. */
  readonly keepsData: boolean;
  /** Set where the program does not serve the resource's page. */
  readonly withoutPage?: true;
  /** The name of the secret that its data was made with: another one opens nothing. */
  readonly dataSecret?: string;
  readonly run: EmbeddedProgram;
  /** What the user named and this stands in for: said when it starts, no part of the spec's identity. */
  readonly insteadOf?: string;
}

/** What `embedded` is told. */
export interface EmbeddedSetting extends ResourceContext {
  /** The connection variables of the resources in `dependsOn` and `after` that run, as seen from this machine. */
  readonly connections: Readonly<Record<string, string>>;
}

/**
 * One part of the platform. A folder and a line in `resources/index.ts` add one; the orchestrator is not edited.
 */
export interface Resource {
  readonly name: ResourceName;
  readonly dependsOn: readonly ResourceName[];
  /** Started after these, and led to them where they run, but also without them. */
  readonly after?: readonly ResourceName[];
  /** The first is the one `platform.ports` in msx.yaml moves. */
  readonly ports: readonly PortWish[];
  /** The images that can run it, best first; a later one is used where an earlier one cannot be had. */
  readonly images: readonly ImageWish[];
  /** How it runs on the docker engine. */
  container(setting: ContainerSetting): ContainerSpec;
  /** How it runs on the embedded engine. */
  embedded(setting: EmbeddedSetting): EmbeddedSpec;
  /**
   * Healthy or not, by one real exchange of its protocol. Resolves when healthy; rejects with an Error that says
   * what was answered. Must honour the signal. The caller repeats it.
   */
  health(endpoint: Endpoint, context: ResourceContext, signal: AbortSignal): Promise<void>;
  /**
   * Whether a running container has these files (its spec's) in use already, by an exchange that costs less than reading
   * them out of it. False, or a rejection, when that cannot be told.
   */
  hasFiles?(
    endpoint: Endpoint,
    files: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<boolean>;
  /**
   * Brings a healthy resource to what the workspace needs (a database and role per service…); idempotent.
   * Answers whether anything was changed.
   */
  prepare?(endpoint: Endpoint, context: ResourceContext, signal: AbortSignal): Promise<boolean>;
  /** Only of those that have something to look at. */
  page?(context: ResourceContext): ResourcePage;
  /** What takes the place of `health`, `prepare` and kept files in an exported Compose file. */
  compose?(context: ResourceContext): ComposeExtras;
  /**
   * The environment variables a service (or, without one, a person on the host) receives, by the ecosystem's names.
   */
  connection(
    endpoint: Endpoint,
    context: ResourceContext,
    service?: string,
  ): Readonly<Record<string, string>>;
}
