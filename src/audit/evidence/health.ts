import type { CodeFile, Hit } from "./code-file.js";
import { isDevelopmentOnly } from "./development-only.js";
import { httpRoutes } from "./http-routes.js";
import { isInUse, isReached } from "./in-use.js";
import { marked } from "./marked-pattern.js";
import type { ServiceEvidence } from "./service-evidence.js";

interface HealthRoute {
  readonly path: string;
  readonly hit: Hit;
}

const healthChecks = marked(["HealthChecks"], /\b(?:MapHealthChecks|UseHealthChecks)\s*\(/g);
const plainHealth = /(?:healthz?|\/hc)$/i;

/** The routes an orchestrator polls. The paths of service.yaml win; else the usual names decide. */
export function healthRoutes(evidence: ServiceEvidence): { live?: HealthRoute; ready?: HealthRoute } {
  const mapped = evidence.filesWith([healthChecks]).flatMap((file) =>
    file
      .find(healthChecks)
      .filter(({ offset }) => !isDevelopmentOnly(file, offset))
      .map((hit) => ({ path: file.literalAt(hit.offset + hit.text.length)?.text ?? "/health", hit })),
  );
  const all: readonly HealthRoute[] = [
    ...evidence
      .fact(httpRoutes)
      .filter(({ method, path }) => (method === "get" || method === "all") && mayBeHealth(path, evidence))
      .filter(({ hit }) => isReached(evidence, hit)),
    ...mapped,
  ];
  const declared = (kind: "live" | "ready") => {
    const path = evidence.manifest?.at(["http", "health", kind]);
    return typeof path === "string" ? all.find((route) => route.path === path) : undefined;
  };
  const live =
    declared("live") ??
    all.find(({ path }) => /live|ping$/i.test(path)) ??
    all.find(({ path }) => plainHealth.test(path));
  const ready =
    declared("ready") ??
    all.find(({ path }) => /ready|readiness/i.test(path)) ??
    all.find(({ path, hit }) => plainHealth.test(path) && hit !== live?.hit);
  return { ...(live && { live }), ...(ready && { ready }) };
}

const healthWords = /live|ready|health|ping|\/hc$/i;

function mayBeHealth(path: string, { manifest }: ServiceEvidence): boolean {
  const declared = manifest?.at(["http", "health"]);
  const named = typeof declared === "object" && declared !== null ? Object.values(declared) : [];
  return healthWords.test(path) || named.includes(path);
}

const refusal = /\b5\d\d\b|\bthrow\b|unavailable|unhealthy|\.problem\s*\(/gi;
/** Libraries that answer 503 themselves when a check fails. */
const checkers = /\bhealth\w*\s*\.\s*check\s*\(|\bcreateTerminus\b|\bMapHealthChecks\b|\bUseHealthChecks\b/;

/** Whether a readiness handler can answer anything but yes: told from its code, or that of the function it names. */
export function saysNo({ file, offset, text }: Hit): boolean {
  if (checkers.test(text)) return true;
  const span = file.argumentsAfter(offset + text.length - (text.endsWith("(") ? 1 : 0));
  const handler = span ? file.code.slice(span.start, span.end) : "";
  if (checkers.test(handler) || (span && refuses(file, span))) return true;
  const named = /,\s*([\w$.]+)\s*$/.exec(handler)?.[1]?.split(".").at(-1);
  const body = file.functions.find(({ name }) => name === named) ?? controllerMethod(file, offset);
  return body !== undefined && refuses(file, body);
}

/** Whether live code of a span can refuse. */
function refuses(file: CodeFile, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return file.find(refusal).some(({ offset }) => start <= offset && offset < end);
}

/** The method that a C# route attribute stands above. */
function controllerMethod(file: Hit["file"], offset: number) {
  if (file.language !== "csharp") return undefined;
  return file.functions.find(({ start }) => start > offset);
}

const probeCalls = marked(
  [
    "CanConnect",
    "AddNpgSql",
    "AddSqlServer",
    "AddMySql",
    "AddMongoDb",
    "AddDbContextCheck",
    "ping",
    "authenticate",
    "$queryRaw",
  ],
  /\.\s*(?:CanConnectAsync|CanConnect|AddNpgSql|AddSqlServer|AddMySql|AddMongoDb|AddDbContextCheck|pingCheck|authenticate|ping)\s*(?:<[^()]*>)?\(|\$queryRaw\b/g,
);

/** Live code that asks the database whether it answers, and that something uses. */
export function databaseProbes(evidence: ServiceEvidence): readonly Hit[] {
  return [...evidence.findLiterals(/^\s*select\s+1\b/i), ...evidence.find(probeCalls)].filter((hit) =>
    isInUse(evidence, hit),
  );
}

/** `await database.CanConnectAsync();` as a statement of its own: it answers false, and nobody hears it. */
export function ignoredProbes(evidence: ServiceEvidence): readonly Hit[] {
  return evidence.code
    .filter(({ language }) => language === "csharp")
    .flatMap((file) =>
      file.find(
        /(?<=[;{}]\s*)await\s+[\w.]+\.CanConnectAsync\s*\([^()]*\)\s*(?:\.ConfigureAwait\(\w+\)\s*)?;/g,
      ),
    );
}
