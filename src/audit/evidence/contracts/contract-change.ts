import type { Text } from "../../../messages/text.js";
import type { ParsedDocument } from "../parsed-document.js";
import { type Budget, type SchemaChange, SchemaComparison } from "./compare-schemas.js";
import type { Key } from "./schema-shape.js";

/** A change of a contract that breaks who relies on it, or of which it cannot be told. */
export interface ContractChange {
  /** What it is about: `GET /api/v1/users 200`, `UserCreatedEvent`. */
  readonly subject: string;
  readonly what: Text;
  readonly before: ContractPlace;
  readonly now: ContractPlace;
  /** The path that callers use, with `{}` for each parameter. */
  readonly path?: string;
  /** The names of the event, and where it was found: the channel's address. */
  readonly event?: { readonly names: readonly string[]; readonly address: string };
  /** Whether a new major version announces it. */
  readonly announced: boolean;
  readonly undecided?: true;
}

export interface ContractPlace {
  /** Relative to the service's folder. */
  readonly file: string;
  readonly path: readonly Key[];
  /** Null for a file that is gone, or as a whole. Finding it takes longer than all the rest: it is asked only of what is shown. */
  line(): number | null;
}

/** The contracts of one kind as they were and as they are, and what comparing them may cost. */
export interface Contracts {
  readonly before: readonly ParsedDocument[];
  readonly now: readonly ParsedDocument[];
  readonly budget: Budget;
}

export function placeIn(document: ParsedDocument, path: readonly Key[]): ContractPlace {
  let known: number | undefined;
  const line = () => {
    known ??= document.line(path);
    return known;
  };
  return { file: document.file, path, line };
}

/** A file as a whole, or one line of it. */
export function placeOf(file: string, line: number | null = null): ContractPlace {
  return { file, path: [], line: () => line };
}

/** A schema's change as one of its contract. */
export function asContractChange(
  change: SchemaChange,
  before: ParsedDocument,
  now: ParsedDocument,
  about: Pick<ContractChange, "subject" | "path" | "event" | "announced">,
): ContractChange {
  const { what, undecided } = change;
  return {
    ...about,
    what,
    before: placeIn(before, change.before),
    now: placeIn(now, change.now),
    ...(undecided && { undecided }),
  };
}

export function newComparison(
  { budget }: Contracts,
  before: ParsedDocument,
  now: ParsedDocument,
): SchemaComparison {
  return new SchemaComparison({ before, now, budget });
}

/** What stands for a document that has changed: the one in its place, else the one with the highest version. */
export function successorOf(
  before: ParsedDocument,
  now: readonly ParsedDocument[],
): ParsedDocument | undefined {
  return (
    now.find(({ file }) => file === before.file) ??
    [...now].sort((one, other) => compareVersions(versionOf(other), versionOf(one)))[0]
  );
}

/**
 * Whether a contract's `info.version` announces breaking changes: its first number is higher, or, below 1.0.0, where anything
 * may change (Semantic Versioning 2.0.0, item 4), its second.
 */
export function isNewMajor(before: ParsedDocument, now: ParsedDocument): boolean {
  const [was, is] = [versionOf(before), versionOf(now)];
  if (!was || !is) return false;
  return is[0] > was[0] || (was[0] === 0 && is[0] === 0 && is[1] > was[1]);
}

type Version = readonly [number, number];

function versionOf(document: ParsedDocument): Version | undefined {
  const text = document.at(["info", "version"]);
  const match = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?![\d])/.exec(String(text ?? "").trim());
  return match ? [Number(match[1]), Number(match[2] ?? 0)] : undefined;
}

function compareVersions(one: Version | undefined, other: Version | undefined): number {
  return (one?.[0] ?? -1) - (other?.[0] ?? -1) || (one?.[1] ?? -1) - (other?.[1] ?? -1);
}
