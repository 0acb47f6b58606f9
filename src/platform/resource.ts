import type { imageKeys, resourceNames } from "../workspace/schema.js";
import type { Workspace } from "../workspace/workspace.js";

export type ResourceName = (typeof resourceNames)[number];
export type ImageKey = (typeof imageKeys)[number];

/** A TCP port a resource listens on. */
export interface PortWish {
  /** Unique within the resource: "main", "management", "ui". "main" is the one `connection` names. */
  readonly name: string;
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

/** What a resource may know of its workspace: its name, services and secrets. */
export interface ResourceContext {
  readonly workspace: Workspace;
  /** The secret of this name, made on first use and kept in the state. */
  secret(name: string): string;
}

/** How a resource runs as a container. */
export interface ContainerSpec {
  readonly image: ImageKey;
  readonly env?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Named volumes: name (within the workspace) → mount path. */
  readonly volumes?: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly pids: number;
  /** Paths mounted as tmpfs where the root file system is read-only. */
  readonly tmpfs?: readonly string[];
  readonly readOnly?: boolean;
  readonly user?: string;
  /** Files put into a volume before the start: absolute path in the container → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Mount the Docker socket (moto runs functions as containers). */
  readonly dockerSocket?: boolean;
}

/**
 * One part of the platform. A folder and a line in `resources/index.ts` add one; the orchestrator is not edited.
 */
export interface Resource {
  readonly name: ResourceName;
  readonly dependsOn: readonly ResourceName[];
  readonly ports: readonly PortWish[];
  /** How it runs on the docker engine. */
  container(context: ResourceContext): ContainerSpec;
  /**
   * Healthy or not, by a real exchange of its protocol from the host.
   * Resolves when healthy; rejects with an Error that says what was answered. Must honour the signal.
   */
  health(endpoint: Endpoint, context: ResourceContext, signal: AbortSignal): Promise<void>;
  /**
   * Brings a healthy resource to what the workspace needs (a database and role per service…); idempotent.
   * Answers whether anything was changed.
   */
  prepare?(endpoint: Endpoint, context: ResourceContext, signal: AbortSignal): Promise<boolean>;
  /**
   * The environment variables a service (or, without one, a person on the host) receives, by the ecosystem's names.
   */
  connection(
    endpoint: Endpoint,
    context: ResourceContext,
    service?: string,
  ): Readonly<Record<string, string>>;
}
