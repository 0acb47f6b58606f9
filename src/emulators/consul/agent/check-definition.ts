import { ConsulError } from "../http/consul-error.js";
import type { Decoded, Fields } from "../http/decode-body.js";
import type { CheckStatus } from "../store/catalog-entries.js";

/** The fields of a check in a registration; the last rows are known to newer versions, or asked for by nobody here. */
export const checkFields: Fields = {
  ...{ CheckID: "text", Name: "text", Notes: "text", Status: "text", TTL: "duration" },
  ...{ HTTP: "text", Header: "any", Method: "text", Body: "text", TLSSkipVerify: "flag", TCP: "text" },
  ...{ Interval: "duration", Timeout: "duration", OutputMaxSize: "integer" },
  ...{ SuccessBeforePassing: "integer", FailuresBeforeWarning: "integer", FailuresBeforeCritical: "integer" },
  ...{ DeregisterCriticalServiceAfter: "duration", AliasNode: "text", AliasService: "text" },
  ...{ Args: "texts", ScriptArgs: "texts", Script: "text", DockerContainerID: "text", Shell: "text" },
  ...{
    GRPC: "text",
    GRPCUseTLS: "flag",
    UDP: "text",
    H2Ping: "text",
    H2PingUseTLS: "flag",
    OSService: "text",
  },
  ...{ TLSServerName: "text", TCPUseTLS: "flag", DisableRedirects: "flag" },
};

/** How a check learns its status: told within a time (ttl), or by asking. */
export type Probe =
  | { readonly kind: "ttl"; readonly ttlMs: number }
  | {
      readonly kind: "http";
      readonly url: string;
      readonly method: string;
      readonly header: Readonly<Record<string, readonly string[]>>;
      readonly body: string;
      readonly skipVerify: boolean;
    }
  | { readonly kind: "tcp"; readonly address: string };

/** A check as it was registered. */
export interface CheckDefinition {
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  readonly status: CheckStatus | undefined;
  readonly probe: Probe;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly successBeforePassing: number;
  readonly failuresBeforeCritical: number;
  readonly maxOutput: number;
  /** How long it may be critical before its service is removed; 0 is for ever. */
  readonly deregisterAfterMs: number;
}

/** Consul's defaults and least values (agent/checks: MinInterval, DefaultBufSize; the HTTP API's Timeout). */
const minIntervalMs = 1000;
const defaultTimeoutMs = 10_000;
const defaultMaxOutput = 4096;

/** Reads a decoded check, its id and name as they were given. Throws {@link ConsulError} 400 as Consul does. */
export function readCheck(given: Decoded): CheckDefinition {
  const text = (name: string): string => (given[name] as string | undefined) ?? "";
  const number = (name: string): number => (given[name] as number | undefined) ?? 0;
  const milliseconds = (name: string): number => number(name) / 1e6;
  requireSense(given);
  const status = readStatus(text("Status"));
  return {
    id: text("CheckID"),
    name: text("Name"),
    notes: text("Notes"),
    status,
    probe: readProbe(given),
    intervalMs: Math.max(minIntervalMs, milliseconds("Interval")),
    timeoutMs: milliseconds("Timeout") || defaultTimeoutMs,
    successBeforePassing: number("SuccessBeforePassing"),
    failuresBeforeCritical: number("FailuresBeforeCritical"),
    maxOutput: Math.min(number("OutputMaxSize") || defaultMaxOutput, defaultMaxOutput),
    deregisterAfterMs: milliseconds("DeregisterCriticalServiceAfter"),
  };
}

/** A status that a check may be given; undefined for none. Throws {@link ConsulError} 400. */
function readStatus(status: string): CheckStatus | undefined {
  if (status === "" || status === "passing" || status === "warning" || status === "critical") {
    return status || undefined;
  }
  throw new ConsulError(400, "Status for checks must 'passing', 'warning', 'critical'");
}

const scripts = ["Args", "ScriptArgs", "Script", "DockerContainerID"];
const notEmulated = ["GRPC", "UDP", "H2Ping", "OSService", "AliasNode", "AliasService"];

function requireSense(given: Decoded): void {
  const invalid = (why: string): ConsulError => new ConsulError(400, `Invalid check: ${why}`);
  if (scripts.some((name) => given[name])) {
    const how = "to enable, configure 'enable_script_checks' to true";
    throw new ConsulError(500, `Scripts are disabled on this agent from remote calls; ${how}`);
  }
  const other = notEmulated.find((name) => given[name]);
  if (other !== undefined) throw invalid(`${other} is not emulated; TTL, HTTP and TCP are`);
  const interval = (given.Interval as number | undefined) ?? 0;
  const ttl = (given.TTL as number | undefined) ?? 0;
  const isAsked = Boolean(given.HTTP || given.TCP);
  if (interval > 0 && ttl > 0) throw invalid("Interval and TTL cannot both be specified");
  if (isAsked && interval <= 0) throw invalid("Interval must be > 0 for Script, HTTP, or TCP checks");
  if (!isAsked && ttl <= 0) throw invalid("TTL must be > 0 for TTL checks");
}

function readProbe({ TTL, HTTP, Header, Method, Body, TLSSkipVerify, TCP }: Decoded): Probe {
  if (TTL) return { kind: "ttl", ttlMs: (TTL as number) / 1e6 };
  if (!HTTP) return { kind: "tcp", address: TCP as string };
  return {
    kind: "http",
    url: HTTP as string,
    method: (Method as string | undefined) || "GET",
    header: (Header as Record<string, string[]> | undefined) ?? {},
    body: (Body as string | undefined) ?? "",
    skipVerify: TLSSkipVerify === true,
  };
}
