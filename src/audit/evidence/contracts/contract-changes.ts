import nodePath from "node:path/posix";
import { phrase, type Reason } from "../../../errors/detail.js";
import { declaredEvents } from "../declared-communication.js";
import { asyncApiDocuments, openApiDocuments } from "../openapi.js";
import type { ParsedDocument } from "../parsed-document.js";
import type { ServiceEvidence } from "../service-evidence.js";
import { asyncApiChanges } from "./asyncapi-changes.js";
import { Budget } from "./compare-schemas.js";
import { type ContractChange, placeIn, placeOf, successorOf } from "./contract-change.js";
import { openApiChanges } from "./openapi-changes.js";

/** What became of a service's contracts since the commit that is compared with. */
interface ContractChanges {
  readonly changes: readonly ContractChange[];
  /** The contracts there were; none: the service, or its first contract, is new. */
  readonly before: readonly ParsedDocument[];
  /** Contracts there were that could not be read even then, and why. */
  readonly unreadable: readonly {
    readonly file: string;
    readonly line: number | null;
    readonly detail: Reason;
  }[];
}

/**
 * Compares a service's contracts with those at the base; of one without a base there is nothing to say: undefined. What a
 * service keeps to test with is no contract of its own.
 */
export function contractChanges(evidence: ServiceEvidence): ContractChanges | undefined {
  if (!evidence.base) return undefined;
  const past = evidence.base.evidence;
  if (!past) return { changes: [], before: [], unreadable: [] };
  const budget = new Budget();
  const kinds = [
    { documents: openApiDocuments, compare: openApiChanges },
    { documents: asyncApiDocuments, compare: asyncApiChanges },
  ].map(({ documents, compare }) => {
    const before = documents(past).filter(isOwn);
    const now = documents(evidence).filter(isOwn);
    // What was not touched is not looked at: its successor is itself.
    const changed = before.filter(({ file }) => evidence.tree.read(file) !== past.tree.read(file));
    const [broken, readable] = divided(changed, ({ file }) => evidence.parsed(file)?.problem !== undefined);
    return {
      before,
      changes: [
        ...broken.map((document) => unreadableNow(document, evidence)),
        ...elsewhereChanges(before, now, evidence, past),
        ...compare({ before: readable, now, budget }),
      ],
    };
  });
  return {
    changes: [
      ...distinct(kinds.flatMap(({ changes }) => changes)),
      ...(past.tree.truncated
        ? [
            untold(
              "too many files differ to read them all",
              "difieren demasiados archivos para leerlos todos",
            ),
          ]
        : []),
      ...(budget.isSpent
        ? [untold("too much changed to list it all", "cambió demasiado para enumerarlo todo")]
        : []),
    ],
    before: kinds.flatMap(({ before }) => before),
    unreadable: unreadableThen(past),
  };
}

/** What keeps the whole from being told. */
function untold(en: string, es: string): ContractChange {
  const nowhere = placeOf(".");
  return {
    ...{ subject: "contracts", what: { en, es }, before: nowhere, now: nowhere },
    ...{ announced: false, undecided: true },
  };
}

/** An event that a service no longer says it publishes. */
export interface WithdrawnEvent {
  readonly event: string;
  readonly exchange: string;
  /** Line in service.yaml as it was. */
  readonly line: number;
}

/** The events that service.yaml no longer declares as published, on the exchange they were on. */
export function withdrawnEvents(evidence: ServiceEvidence): readonly WithdrawnEvent[] {
  const past = evidence.base?.evidence;
  if (!past || !evidence.manifest) return [];
  const now = declaredEvents(evidence, "publishes");
  return declaredEvents(past, "publishes").filter(
    ({ event, exchange }) => !now.some((one) => one.event === event && one.exchange === exchange),
  );
}

function isOwn({ file }: ParsedDocument): boolean {
  return !/(?:^|\/)(?:tests?|__tests__|specs?|fixtures|__fixtures__|mocks?|examples?|samples?)\//i.test(file);
}

function divided<T>(all: readonly T[], test: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

function unreadableNow(document: ParsedDocument, evidence: ServiceEvidence): ContractChange {
  const line = evidence.parsed(document.file)?.problem?.line ?? null;
  return {
    subject: document.file,
    what: { en: "can no longer be read", es: "ya no se puede leer" },
    before: placeIn(document, []),
    now: placeOf(document.file, line),
    announced: false,
    undecided: true,
  };
}

function unreadableThen(past: ServiceEvidence): ContractChanges["unreadable"] {
  return past
    .paths(/(?:^|\/)(?:openapi|swagger|asyncapi)[\w.-]*\.(?:json|ya?ml)$/i)
    .flatMap((file): ContractChanges["unreadable"] => {
      const parsed = past.parsed(file);
      if (!parsed) return [{ file, line: null, detail: phrase("too-large-or-binary") }];
      const { problem } = parsed;
      return problem ? [{ file, line: problem.line, detail: problem.detail }] : [];
    });
}

/** References into other files are not followed: where they, or those files, have changed, a person must look. */
function elsewhereChanges(
  before: readonly ParsedDocument[],
  now: readonly ParsedDocument[],
  evidence: ServiceEvidence,
  past: ServiceEvidence,
): readonly ContractChange[] {
  return before.flatMap((document) => {
    const was = outsideReferences(document);
    const next = successorOf(document, now);
    if (!next || was.size === 0) return [];
    const is = outsideReferences(next);
    return [...was]
      .filter((reference) => !(is.has(reference) && isSame(reference)))
      .map((reference) => ({
        subject: reference.slice(0, 120),
        what: {
          en: "is another document, and is not what it was",
          es: "es otro documento, y no es el que era",
        },
        before: placeIn(document, []),
        now: placeIn(next, []),
        announced: false,
        undecided: true as const,
      }));
    function isSame(reference: string): boolean {
      if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return true;
      const folder = nodePath.dirname(document.file);
      const file = nodePath.join(folder, reference.split("#")[0] ?? "");
      const text = past.tree.read(file);
      return text !== undefined && text === evidence.tree.read(file);
    }
  });
}

function outsideReferences(document: ParsedDocument): ReadonlySet<string> {
  const found = new Set<string>();
  const left: unknown[] = [document.data];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "$ref" && typeof inner === "string" && !inner.startsWith("#")) found.add(inner);
      else if (!/^(?:examples?|default|const|enum)$/.test(key)) left.push(inner);
    }
  }
  return found;
}

/** The same change of a message or an operation, found in several ways, is told once. */
function distinct(changes: readonly ContractChange[]): readonly ContractChange[] {
  const seen = new Set<string>();
  return changes.filter(({ subject, what, now, before }) => {
    const key = JSON.stringify([subject, what.en, now.file, now.path, before.file, before.path]);
    return !seen.has(key) && seen.add(key);
  });
}
