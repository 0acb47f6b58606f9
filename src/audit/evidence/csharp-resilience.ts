import type { CodeFile, Hit } from "./code-file.js";
import { handlerByHand, registeredClients, registeredForHeirs } from "./csharp-http-clients.js";
import { expanded, pipelineOf } from "./csharp-pipelines.js";
import {
  anyPolicy,
  csharpLibraries,
  isPointless,
  policyIn,
  type ResiliencePattern,
} from "./csharp-policies.js";
import { type OutboundCall, runsUnderPolicy, wrappersOf } from "./outbound-calls.js";
import { dependsOn } from "./package-references.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** Where the pattern around an outbound call of C# is made, or undefined when the call goes without it. */
export function csharpPattern(
  evidence: ServiceEvidence,
  call: OutboundCall,
  pattern: ResiliencePattern,
): Hit | undefined {
  const limit = pattern === "timeout" ? ownTimeout(evidence, call) : undefined;
  if (limit) return limit;
  if (!dependsOn(evidence.packages, csharpLibraries)) return undefined;
  // what is set for every client holds also for one that is registered on its own
  const serving = evidence.fact(registeredClients).filter(({ serves }) => serves(call));
  const isCleared = serving.some(({ removes }) => removes);
  const registered = serving.find(
    ({ patterns, removes }) => patterns.has(pattern) && (removes || !isCleared),
  );
  if (registered) return registered.hit;
  const inherited = isCleared ? undefined : registeredForHeirs(evidence, call, pattern);
  if (inherited) return inherited;
  const byHand = handlerByHand(call);
  if (byHand) return policyIn(evidence, expanded(evidence, [byHand]), pattern);
  return runsUnderPolicy(evidence, call) ? fromPipelines(evidence, call, pattern) : undefined;
}

function fromPipelines(
  evidence: ServiceEvidence,
  call: OutboundCall,
  pattern: ResiliencePattern,
): Hit | undefined {
  for (const { file, at } of wrappersOf(evidence, call)) {
    const pipeline = pipelineOf(evidence, file, at);
    if (pipeline === "none") continue;
    const made =
      pipeline === "unknown" ? anyPolicy(evidence, pattern) : policyIn(evidence, pipeline, pattern);
    if (made) return made;
  }
  return undefined;
}

const set =
  /(?:\b(\w+)\s*\.\s*Timeout\s*=|\bnew\s+(?:HttpClient\s*)?\([^()]*\)\s*\{[^{}]*?\bTimeout\s*=)(?![=>])([^;{}]*)/g;

/** `http.Timeout = …` on the client itself, where it is called. */
function ownTimeout(evidence: ServiceEvidence, { hit }: OutboundCall): Hit | undefined {
  const { file } = hit;
  return file.find(set).find(({ groups: [name, value = ""] }) => {
    const isClient = name === undefined || name === hit.groups[0] || isHttpClient(file, name);
    return isClient && !isPointless(evidence, value, "timeout");
  });
}

function isHttpClient({ code }: CodeFile, name: string): boolean {
  return new RegExp(
    `\\bHttpClient\\??\\s+${name}\\b|(?<!\\w)${name}\\s*=\\s*(?:new\\s+HttpClient\\b|[\\w.]+\\.CreateClient\\s*\\()`,
  ).test(code);
}
