import type { Detail, Reason } from "../../errors/detail.js";
import type { Console } from "../../io/console.js";
import type { MessageCode } from "../../messages/catalogue.js";
import type { MessageParams } from "../../messages/text.js";
import type { Endpoint, Resource, ResourceName } from "../resource.js";

export type EngineName = "docker" | "embedded";

/** One place where an engine was looked for, and what it said. */
export interface ProbeAttempt {
  /** "DOCKER_HOST unix:///run/docker.sock", "context colima unix:///…" */
  readonly where: Detail;
  readonly answer: Reason;
  readonly ok: boolean;
}

export type InstanceState = "running" | "paused" | "restarting" | "created" | "stopped" | "dead";

/** One thing that runs (or ran): a resource, or a replica of a service. Read off the engine, not off a file. */
export interface Instance {
  /** The engine's own handle. */
  readonly id: string;
  readonly kind: "resource" | "service";
  /** Name of the resource or service. */
  readonly owner: string;
  /** From 1; distinguishes replicas. */
  readonly number: number;
  /** `<workspace>-<owner>-<number>` */
  readonly name: string;
  readonly state: InstanceState;
  readonly exitCode?: number;
  /** Why it does not run, where the engine knows. */
  readonly reason?: Reason;
  /** Restarted when it ends (see `settle`); false for what a killed `up` or `deploy` left half-way. */
  readonly settled: boolean;
  /** Identity of what it was made from: another hash means that it must be made again. */
  readonly specHash: string;
  /** Published ports on 127.0.0.1, by port name. */
  readonly ports: Readonly<Record<string, number>>;
  /** By port name, for showing. */
  readonly schemes: Readonly<Record<string, string>>;
  /** Ports inside the network, by port name. */
  readonly innerPorts: Readonly<Record<string, number>>;
  /** What others in the engine call it; its owner's name unless given. */
  readonly innerHost?: string;
  readonly image: string;
  /** Of a service: what it was deployed as. */
  readonly version?: string;
  /** Labels of the caller's own (`ServiceSpec.labels`), without the engine's prefix. */
  readonly labels: Readonly<Record<string, string>>;
}

export type StepAction = "keep" | "create" | "start" | "unpause" | "recreate";

/** What `apply` will do for one resource, and why. */
export interface ResourceStep {
  readonly resource: Resource;
  readonly action: StepAction;
  /** Why it is not kept: "platform.why.stopped". */
  readonly why?: MessageCode;
}

/** Says the present step of a longer work. */
export type Progress = (code: MessageCode, params?: MessageParams) => void;

/** What a longer work says while it goes on. */
export interface Reporter {
  readonly progress: Progress;
  /** Worth reading afterwards too: a port that moved, an image that took another one's place. */
  readonly note: Progress;
}

export interface Applied {
  readonly changed: boolean;
  readonly endpoint: Endpoint;
}

/** An image of msx's own: path in the build context → text, and the build arguments. */
export interface BuildRecipe {
  readonly files: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
}

/** A container as it runs, without what its image brings: enough to run it elsewhere. */
export interface ContainerDescription {
  readonly instance: Instance;
  readonly image: string;
  /** How the image is made, where msx made it from files of its own. */
  readonly build?: BuildRecipe;
  /** Secrets included. */
  readonly env: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly user?: string;
  readonly hostname: string;
  readonly readOnly: boolean;
  /** Mount path → options. */
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly dropCapabilities: readonly string[];
  readonly securityOptions: readonly string[];
  readonly memoryBytes: number;
  readonly pids: number;
  readonly restart: string;
  readonly log: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  /** Named volumes, by the resource's own short names. */
  readonly volumes: readonly { readonly name: string; readonly path: string }[];
  /** Ports on 127.0.0.1. */
  readonly publish: readonly { readonly container: number; readonly host: number }[];
}

export interface LogLine {
  /** The instance's name. */
  readonly source: string;
  readonly text: string;
}

export interface LogQuery {
  readonly instances: readonly Instance[];
  readonly follow: boolean;
  /** Lines per instance, from the end. */
  readonly tail: number;
}

export interface DestroyOptions {
  /** The volumes and their data too. */
  readonly volumes: boolean;
  /** The images that were built for the workspace's services too. */
  readonly images: boolean;
}

/** A program that is run beside a resource: its own client, as a rule. */
export interface ProgramRequest {
  readonly command: readonly string[];
  /** Secrets allowed. */
  readonly env: Readonly<Record<string, string>>;
  readonly console: Console;
}

/** How containers reach a process of this machine without its listening to the outside world. */
export interface HostAccess {
  /** What containers call this machine: an IP address or a name they can resolve. */
  readonly address: string;
  /** The addresses of this machine to listen on: loopback, and where containers come in if that is another one. */
  readonly listen: readonly string[];
}

export interface Destroyed {
  readonly removed: readonly {
    readonly kind: "container" | "network" | "volume" | "image" | "process" | "functions";
    readonly name: string;
  }[];
  /** Volumes that hold data still. */
  readonly kept: readonly string[];
}

/** The images of the pinned table that services are built on. */
export type BaseImageKey = "node" | "dotnet-sdk" | "dotnet-aspnet";

/** How a container image is built from a folder. Lines of the build go to `onLine`. */
export interface BuildRequest {
  /** `name:tag` the image gets. */
  readonly tag: string;
  /** Absolute; its `.dockerignore` is honoured. */
  readonly folder: string;
  /** Relative to the folder; `Dockerfile` unless told otherwise. */
  readonly dockerfile?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Files added to the context (a company's CA, …): path in the context → content. */
  readonly extraFiles?: Readonly<Record<string, string>>;
}

/** How one replica of a service runs. Hardening (no capabilities, read-only root, /tmp as tmpfs) is not optional. */
export interface ServiceSpec {
  readonly service: string;
  readonly number: number;
  readonly version: string;
  /** `name:tag` or id of an image that is present. */
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly {
    readonly name: string;
    readonly container: number;
    readonly scheme: string;
    /** The host port wanted first; the one taken is in the answer's `ports`. */
    readonly host: number;
  }[];
  readonly memoryMiB: number;
  readonly pids: number;
  /** `uid[:gid]`; the image's own user without it. */
  readonly user?: string;
  /** Kept on the instance and given back by `observe` (image hash, spec hash…). */
  readonly labels?: Readonly<Record<string, string>>;
  /** Identity of the deployed thing; the caller compares it on the next deploy. */
  readonly specHash: string;
}

/** What `deploy` needs of an engine. Every call touches only this workspace's own things. */
export interface ServiceEngine {
  /** @throws MsxError BUILD_FAILED is the caller's to make: this rejects with DOCKER_FAILED or an Error of the build. */
  build(
    request: BuildRequest,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly id: string }>;
  /**
   * The id of an image that is present, or undefined.
   * @param base which image of the pinned table it stands for: an engine without images has a tool of this machine in its place
   */
  imageId(reference: string, base?: BaseImageKey): Promise<string | undefined>;
  /**
   * Makes an image of the pinned table present (pulled where it is not) and answers its reference.
   * @throws MsxError IMAGE_UNAVAILABLE; SDK_MISSING on an engine without images
   */
  ensureImage(key: BaseImageKey, progress: Progress, signal: AbortSignal): Promise<string>;
  /**
   * Starts a replica under its name; a leftover of that name and of this workspace is replaced.
   * It does not restart by itself until `settle`, so that an early exit is seen as one.
   * @throws MsxError NAME_CONFLICT, PORT_UNAVAILABLE, DOCKER_FAILED
   */
  start(spec: ServiceSpec, signal: AbortSignal): Promise<Instance>;
  /** From now on it is restarted when it ends or the machine restarts. */
  settle(instance: Instance): Promise<void>;
  /** As it is now, or undefined when it is gone. */
  inspect(instance: Instance): Promise<Instance | undefined>;
  /** SIGTERM, the grace period, then SIGKILL; it stays as it is, for `revive`. */
  stop(instance: Instance, graceSeconds: number): Promise<void>;
  /** SIGKILL, as a crash is; where the engine restarts what ended by itself, it may be back at once. Else `revive`. */
  kill(instance: Instance): Promise<void>;
  /** As `stop`, and removes it. */
  remove(instance: Instance, graceSeconds: number): Promise<void>;
  /** Removes the images built here for a service, but for those named and those in use; answers which it removed. */
  pruneImages(service: string, keep: readonly string[]): Promise<readonly string[]>;
  /** The last lines of its log. */
  tail(instance: Instance, lines: number): Promise<readonly string[]>;
}

/**
 * How resources and services run. The truth is what the engine shows, never a state file.
 */
export interface Engine {
  readonly name: EngineName;
  /** For people: "Docker 29.1 at unix:///var/run/docker.sock (context default)". */
  readonly description: Detail;
  readonly services: ServiceEngine;
  /** Whether what it runs runs on this machine (or in a virtual machine of it). */
  readonly isLocal: boolean;
  /** Whether a browser shows something of this resource. */
  hasPage(resource: Resource): boolean;
  /** Everything of this workspace, resources and services, in name order. */
  observe(): Promise<readonly Instance[]>;
  /**
   * What would have to be done for these resources; changes nothing.
   * @throws MsxError NAME_CONFLICT when a container, network or volume of a needed name is somebody else's,
   *   VOLUME_INCOMPATIBLE, SECRETS_LOST when a volume's password is not known any more
   */
  plan(resources: readonly Resource[]): Promise<readonly ResourceStep[]>;
  /** What the resources share (the network); answers whether anything was made. Before the first `apply`. */
  prepare(signal: AbortSignal): Promise<boolean>;
  /**
   * Carries out one step; returns when it is started, not when it is healthy.
   * @throws MsxError IMAGE_UNAVAILABLE, PORT_UNAVAILABLE, NAME_CONFLICT, VOLUME_INCOMPATIBLE, DOCKER_FAILED
   */
  apply(step: ResourceStep, report: Reporter, signal: AbortSignal): Promise<Applied>;
  /** Why the resource cannot become healthy any more (it ended), or undefined while it can. */
  ended(resource: ResourceName): Promise<Reason | undefined>;
  /** A healthy resource: from now on it is restarted when it ends or the machine restarts. */
  settle(resource: ResourceName): Promise<void>;
  /** Ends a running resource, whose data and ports stay its own: the next `plan` and `apply` bring it back. */
  stop(resource: ResourceName): Promise<void>;
  /** Removes what a failed step made, and only when this run made it. */
  discard(step: ResourceStep): Promise<void>;
  /** Puts the files of a running resource in step with its spec; answers whether any differed. */
  syncFiles(resource: Resource): Promise<boolean>;
  /** Starts a stopped, paused or disconnected service replica again as it was made; answers whether it had to. */
  revive(instance: Instance): Promise<boolean>;
  /**
   * What running instances are made of, for an export.
   * @throws MsxError NOT_ON_ENGINE when the engine runs no containers
   */
  describe(instances: readonly Instance[]): Promise<readonly ContainerDescription[]>;
  /**
   * Runs a program inside a running instance, where the resource's `innerPorts` are on 127.0.0.1, until it ends; when the
   * signal is aborted it is ended.
   * @returns its exit code; undefined when the instance has no inside, or none of that name in it: then nothing was run
   *   and it is for the caller to run it on this machine
   * @throws MsxError DOCKER_FAILED, ENGINE_LOST; the signal's reason
   */
  runInside(instance: Instance, request: ProgramRequest, signal: AbortSignal): Promise<number | undefined>;
  /** The last lines of a resource's log. */
  tail(resource: ResourceName, lines: number): Promise<readonly string[]>;
  /** Lines of several instances as they come; ends by itself unless `follow`. */
  logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>;
  /** How what runs in the engine reaches a process of this machine. The network must be there (`prepare`). */
  hostAccess(): Promise<HostAccess>;
  /**
   * Removes this workspace's containers and network; its volumes and images only when told so.
   * @throws MsxError DOCKER_FAILED, ENGINE_LOST; the signal's reason, without beginning anything more
   */
  destroy(options: DestroyOptions, progress: Progress, signal: AbortSignal): Promise<Destroyed>;
}

/**
 * SIGTERM to SIGKILL for a service: more than the 10 s it gives itself to finish what it has (SHUTDOWN_GRACE_MS), so that it
 * is never cut off.
 */
export const serviceGraceSeconds = 15;

/** Where a running resource is reached from the host. */
export function hostEndpoint(instance: Instance): Endpoint {
  return { host: "127.0.0.1", ports: instance.ports };
}

/** Where what runs in the engine reaches it. */
export function innerEndpoint(instance: Instance): Endpoint {
  return { host: instance.innerHost ?? instance.owner, ports: instance.innerPorts };
}
