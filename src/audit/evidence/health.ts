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

const healthCall = /^(?:Map|Use)HealthChecks\b/;

/** Whether ASP.NET's endpoint answers without any check: its predicate takes none. */
function checksNothing({ file, offset, text }: Pick<Hit, "file" | "offset" | "text">): boolean {
  const span = file.argumentsAfter(offset + text.length - 1);
  return (
    span !== undefined &&
    /\bPredicate\s*=\s*\(?\w+\)?\s*=>\s*false\b/.test(file.code.slice(span.start, span.end))
  );
}

/** The tag that an endpoint of ASP.NET asks its checks for: `Predicate = check => check.Tags.Contains("ready")`. */
function tagAskedFor({ file, offset, text }: Hit): string | undefined {
  const span = healthCall.test(text) ? file.argumentsAfter(offset + text.length - 1) : undefined;
  const code = span ? file.code.slice(span.start, span.end) : "";
  const asked =
    /\bPredicate\s*=\s*\(?\w+\)?\s*=>\s*\w+\s*\.\s*Tags\s*\.\s*Contains\s*\((?=\s*"[^"]*"\s*\)\s*(?:[,}]|$))/.exec(
      code,
    );
  return span && asked ? file.literalAt(span.start + asked.index + asked[0].length)?.text : undefined;
}

/** Whether an endpoint runs a registered check: not one without the tag that it asks for, as far as its tags can be read. */
export function runsCheck(endpoint: Hit, { file, offset, text }: Hit): boolean {
  const tag = /^\.\s*Add/.test(text) ? tagAskedFor(endpoint) : undefined;
  const span = tag === undefined ? undefined : file.argumentsAfter(offset + text.length - 1);
  if (!span) return true;
  const { start, end } = span;
  if (file.literals.some((one) => start <= one.start && one.start < end && one.text === tag)) return true;
  const tags = /\btags\s*:([\s\S]*)|(?:\bnew\s*(?:string\s*)?\[\s*\]\s*\{|,\s*\[)([\s\S]*)/.exec(
    file.code.slice(start, end),
  );
  return tags !== null && /[A-Za-z_]/.test((tags[1] ?? tags[2] ?? "").replace(/\bnew\b|\bstring\b/g, ""));
}

/** Whether a readiness handler can answer anything but yes: told from its code, or that of the function it names. */
export function saysNo({ file, offset, text }: Hit): boolean {
  if (healthCall.test(text)) return !checksNothing({ file, offset, text });
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
  const used = (hit: Hit): boolean => isInUse(evidence, hit);
  const found = [...evidence.findLiterals(/^\s*select\s+1\b/i), ...evidence.find(probeCalls)].filter(used);
  return found.length > 0 ? found : otherProbes(evidence).filter(used);
}

const asksTheTime = /^\s*select\s+(?:now\s*\(|version\s*\(|current_timestamp\b|getdate\s*\()/i;
const mongooseState = marked(["readyState"], /\bconnection\s*\.\s*readyState\b/g);
const opensConnection = marked(["Open"], /\.\s*(?:OpenConnectionAsync|OpenAsync)\s*\(/g);

/** Seldomer ways to ask it: its time, the driver's own watch over its connection, a health check that opens a connection. */
function otherProbes(evidence: ServiceEvidence): readonly Hit[] {
  return [
    ...evidence.findLiterals(asksTheTime),
    ...evidence.find(mongooseState),
    ...evidence.find(opensConnection).filter(({ file }) => file.raw.includes("IHealthCheck")),
  ];
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
