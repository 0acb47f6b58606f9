import nodePath from "node:path/posix";
import type { ServiceEvidence } from "../service-evidence.js";
import { type CsharpPart, type CsharpType, csharpParts, partAt } from "./csharp-parts.js";
import { reachedParts } from "./csharp-reach.js";
import type { HandlerCode } from "./handler-code.js";

/** Of `Shop::Shop.ConsumeFunction::FunctionHandler`; undefined where there is no such class, or it has no such method. */
export function classHandlerCode(evidence: ServiceEvidence, handler: string): HandlerCode | undefined {
  const [, path = "", method = ""] = /^[\w.-]+::([\w.+]+)::(\w+)$/.exec(handler) ?? [];
  // Lambda Annotations make a class around each method that bears their attribute, and a Startup nobody names.
  const written = path.replace(/_\w+_Generated$/, "");
  const type = typeAt(evidence, written);
  if (!type) return undefined;
  const entries = type.members.filter(({ name }) => name === method);
  if (written !== path || (entries.length === 0 && type.hasBase)) return wholeCode(evidence);
  return entries.length > 0 ? codeOf(evidence, reachedParts(evidence, entries, type)) : undefined;
}

/** Of a handler that is the name of an executable assembly; undefined where no project makes it. */
export function programCode(evidence: ServiceEvidence, handler: string): HandlerCode | undefined {
  const project = evidence.packages.projects.find(({ isTest, assembly }) => !isTest && assembly === handler);
  if (!project) return undefined;
  const folder = nodePath.dirname(project.file);
  const own = [...evidence.fact(csharpParts).tops.values()].filter(
    ({ file }) => folder === "." || file.path.startsWith(`${folder}/`),
  );
  if (own.length === 0) return undefined;
  const types = own.flatMap(({ inner }) => inner);
  return codeOf(evidence, reachedParts(evidence, [...own, ...types, ...types.flatMap(({ inner }) => inner)]));
}

function typeAt(evidence: ServiceEvidence, path: string): CsharpType | undefined {
  const { types } = evidence.fact(csharpParts);
  const [outer = "", nested] = path.split("+");
  const dot = outer.lastIndexOf(".");
  const namespace = outer.slice(0, Math.max(0, dot));
  const name = nested ?? outer.slice(dot + 1);
  return types.get(name)?.find((type) => type.namespace === namespace);
}

function wholeCode(evidence: ServiceEvidence): HandlerCode {
  return { files: evidence.code, runs: () => true };
}

function codeOf(evidence: ServiceEvidence, parts: ReadonlySet<CsharpPart> | undefined): HandlerCode {
  if (!parts) return wholeCode(evidence);
  const { tops } = evidence.fact(csharpParts);
  return {
    files: [...new Set([...parts].map(({ file }) => file))],
    runs({ file, offset }) {
      const top = tops.get(file);
      return top === undefined || parts.has(partAt(top, offset));
    },
  };
}
