import * as z from "zod";
import type { Instance } from "../../../platform/engines/engine.js";
import type { Service } from "../../../workspace/workspace.js";
import { type Found, isCanary } from "./rollout-plan.js";

/** What of service.yaml decides how a replica runs. It is no part of the version: it can change without a build. */
const settingsSchema = z.object({
  port: z.number(),
  readyPath: z.string(),
  database: z.enum(["postgres", "dynamodb", "none"]),
  /** Absent: what a service has unless it says otherwise. */
  messaging: z.enum(["rabbitmq", "eventbridge", "none"]).optional(),
  env: z.record(z.string(), z.string()),
});
type Settings = z.infer<typeof settingsSchema>;

/** A version together with the settings it ran with: what a rollback puts back. */
export interface Release {
  readonly version: string;
  /** Undefined for a replica of an earlier msx, which did not note them: then today's are taken. */
  readonly settings: Settings | undefined;
}

export function releaseFrom(service: Service, version: string): Release {
  const settings = {
    port: service.http?.port ?? 8080,
    readyPath: service.http?.health.ready ?? "/health/ready",
    database: service.owns.database,
    ...(service.messaging && { messaging: service.messaging }),
    env: service.env,
  };
  return { version, settings };
}

/** The service as it was when the release ran. */
export function serviceOf(service: Service, { settings }: Pick<Release, "settings">): Service {
  if (settings === undefined) return service;
  const { port, readyPath, database, messaging, env } = settings;
  const http = service.http ?? { basePath: "/", health: { live: "/health/live" } };
  return {
    ...service,
    http: { ...http, port, health: { ...http.health, ready: readyPath } },
    owns: { ...service.owns, database },
    messaging,
    env,
  };
}

/** The labels by which a replica remembers what it is and what it took the place of. */
export function releaseLabels(release: Release, previous: Release | undefined): Record<string, string> {
  return {
    settings: JSON.stringify(release.settings),
    ...(previous && { previous: previous.version }),
    ...(previous?.settings && { "previous-settings": JSON.stringify(previous.settings) }),
  };
}

export function releaseOf({ version, labels }: Instance): Release {
  return { version: version ?? "", settings: parse(labels.settings) };
}

/** What a replica took the place of. */
export function rememberedBy({ labels }: Instance): Release | undefined {
  const version = labels.previous;
  return version ? { version, settings: parse(labels["previous-settings"]) } : undefined;
}

/** What a rollback of `next` would put back: another release that serves, or what those of the same remember. */
export function releaseBefore(found: readonly Found[], next: Release): Release | undefined {
  const stable = found.filter((one) => !isCanary(one));
  const ordered = [...stable.filter(({ serving }) => serving), ...stable.filter(({ serving }) => !serving)];
  const other = ordered.find(({ instance, serving }) => serving && !isSame(releaseOf(instance), next));
  if (other) return releaseOf(other.instance);
  return ordered.map(({ instance }) => rememberedBy(instance)).find((one) => one !== undefined);
}

function isSame(one: Release, other: Release): boolean {
  if (one.version !== other.version) return false;
  return (
    one.settings === undefined ||
    other.settings === undefined ||
    canonical(one.settings) === canonical(other.settings)
  );
}

function canonical({ env, ...rest }: Settings): string {
  return JSON.stringify([rest, Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** A label is read as anything that comes from outside: what cannot be understood counts as not noted. */
function parse(label: string | undefined): Settings | undefined {
  if (label === undefined) return undefined;
  try {
    return settingsSchema.parse(JSON.parse(label));
  } catch {
    return undefined;
  }
}
