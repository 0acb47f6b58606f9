import { MsxError } from "../../errors/msx-error.js";
import type { Platform } from "../../platform/platform.js";
import { resourceNames } from "../../workspace/schema.js";
import type { Service } from "../../workspace/workspace.js";

/** Variables that lead somewhere, by their names or by how their value begins. */
const leading = /(?:_URL|_URI|_HOST|_ADDR|_ADDRESS|_ENDPOINT|_BROKERS?|_DSN)$|^AWS_ENDPOINT_URL/;
const store = /^(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?|kafka):/i;

/**
 * What is broken, loaded and fuzzed must be this machine's own.
 * @throws MsxError LIVE_NOT_LOCAL for a daemon on another machine, or a service that its service.yaml leads to one
 */
export function assertLocal({ engine, workspace }: Platform, services: readonly Service[]): void {
  if (!engine.isLocal) {
    throw new MsxError("LIVE_NOT_LOCAL", { what: workspace.name, where: engine.description });
  }
  const own = new Set<string>([...resourceNames, ...workspace.allServices.map(({ name }) => name)]);
  for (const { name, env } of services) {
    for (const [variable, value] of Object.entries(env)) {
      const host = leading.test(variable) || store.test(value) ? hostIn(value) : undefined;
      if (host === undefined || isHere(host) || own.has(host)) continue;
      throw new MsxError("LIVE_NOT_LOCAL", { what: name, where: `service.yaml: env.${variable}: ${host}` });
    }
  }
}

function hostIn(value: string): string | undefined {
  const text = value.includes("://") ? value : `tcp://${value}`;
  return URL.canParse(text) ? new URL(text).hostname || undefined : undefined;
}

function isHere(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\]|host\.docker\.internal)$/i.test(host);
}
