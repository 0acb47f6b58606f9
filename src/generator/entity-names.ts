import { type Detail, phrase } from "../errors/detail.js";
import type { DetailCode } from "../errors/detail-codes.js";
import { MsxError } from "../errors/msx-error.js";
import { nameProblem } from "../workspace/name.js";
import { plural } from "./plural.js";

/** Every spelling of an entity's name that templates use. */
export interface EntityNames {
  readonly pascal: string;
  readonly camel: string;
  readonly kebab: string;
  readonly snake: string;
  readonly pluralPascal: string;
  readonly pluralCamel: string;
  readonly pluralKebab: string;
  readonly pluralSnake: string;
}

/** Identifiers that an entity's class or its variables would break in generated code. */
const reserved: Readonly<Partial<Record<DetailCode, ReadonlySet<string>>>> = {
  // The variable of an entity is its name in camel case: ECMAScript's reserved words, strict mode's included, …
  "name-typescript-reserved": words(
    "Arguments Await Break Case Catch Class Const Continue Debugger Default Delete Do Else Enum Eval Export Extends False Finally For Function If Implements Import In Instanceof Interface Let New Null Package Private Protected Public Return Static Super Switch This Throw True Try Typeof Undefined Var Void While With Yield",
  ),
  // … and C#'s, since the same entity may get a service in that stack.
  "name-csharp": words(
    "Abstract As Base Bool Byte Char Checked Decimal Delegate Double Event Explicit Extern Fixed Float Foreach Goto Implicit Int Internal Is Lock Long Namespace Object Operator Out Override Params Readonly Ref Sbyte Sealed Short Sizeof Stackalloc String Struct Uint Ulong Unchecked Unsafe Ushort Using Virtual Volatile",
  ),
  // Its class and its schema live in modules that also use these.
  "name-javascript": words(
    "Array ArrayBuffer Bigint BigInt Boolean Buffer Date Error Function Infinity Intl Iterator JSON Map Math NaN Number Object Promise Proxy Reflect RegExp Set String Symbol TypeError URL Uint8Array WeakMap WeakSet",
  ),
  "name-utility": words(
    "Awaited Exclude Extract NonNullable Omit Parameters Partial Pick Readonly Record Required ReturnType",
  ),
};

/**
 * The spellings of an entity name.
 * @param pascal the name as the user gave it, in PascalCase
 * @param givenPlural its plural in PascalCase, where the English rules get it wrong
 * @throws MsxError ENTITY_INVALID
 */
export function entityNames(pascal: string, givenPlural?: string): EntityNames {
  assertPascal(pascal, "entity");
  const words = wordsOf(pascal);
  const last = words.at(-1) ?? pascal;
  const pluralPascal = givenPlural ?? [...words.slice(0, -1), plural(last)].join("");
  if (givenPlural !== undefined) assertPascal(givenPlural, "plural");
  if (pluralPascal.toLowerCase() === pascal.toLowerCase()) {
    throw new MsxError("ENTITY_INVALID", { name: pluralPascal, reason: phrase("plural-same") });
  }
  const names = { ...spellings(pascal), ...pluralSpellings(pluralPascal) };
  // The plural is a table, a folder of routes and a URL segment.
  const problem = nameProblem(names.pluralKebab);
  if (problem) throw new MsxError("ENTITY_INVALID", { name: names.pluralKebab, reason: problem });
  return names;
}

/**
 * Types that are visible where a service in C# speaks of its entity: of the namespaces that every file imports, of
 * ASP.NET Core, EF Core and the chassis.
 */
const dotnetTypes = words(
  "Action Activator Adapters Answer Assert Attribute Barrier BackgroundTask Binding Breaker Buffer CancellationToken Chassis Console Contract Controller Convert DateOnly DateTime DbContext Delegate Directory Discovery Domain Endpoint Enumerable Environment Exception File Func Guid Half Health Host Inbox Index Json Lifecycle Lock Lookup Lazy Math Mock Monitor Nullable Options Outbox Parallel Path Position Probe Problem Problems Program Progress Random Range Readiness Result Results Route Starting Stream Task Telemetry Thread Timer TimeOnly TimeProvider TimeSpan Tuple Type Uri Variable Variables Version Volatile",
);

/**
 * Whether C# can speak of the entity without confusing it with a type of its own.
 * @throws MsxError ENTITY_INVALID
 */
export function assertDotnetEntity({ pascal, pluralPascal }: EntityNames): void {
  const taken = [pascal, pluralPascal].find((name) => dotnetTypes.has(name));
  if (taken) throw new MsxError("ENTITY_INVALID", { name: taken, reason: phrase("name-dotnet") });
}

/** The entity a service is most likely about: `order-item-service` keeps `OrderItem`. */
export function entityOfService(service: string): string {
  return pascalOf(service.replace(/-(service|api)$/, ""));
}

/** `order-item` → `OrderItem`. */
export function pascalOf(kebab: string): string {
  return kebab
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

function assertPascal(name: string, what: "entity" | "plural"): void {
  const reason = pascalProblem(name);
  if (reason)
    throw new MsxError("ENTITY_INVALID", {
      name,
      reason: what === "plural" ? phrase("of", { what: "plural", reason }) : reason,
    });
}

/** Why a name in PascalCase cannot be a class or, in camelCase, a variable; undefined when it can. */
export function pascalProblem(name: string): Detail | undefined {
  if (name.length < 2 || name.length > 40) return phrase("name-length", { length: name.length });
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) return phrase("name-pattern", { pattern: "^[A-Z][A-Za-z0-9]*$" });
  const codes = Object.keys(reserved) as DetailCode[];
  const code = codes.find((one) => reserved[one]?.has(name));
  return code && phrase(code);
}

/** `HTTPRequest` → `HTTP`, `Request`; joined again they give the name back. */
function wordsOf(pascal: string): string[] {
  return pascal.match(/[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z0-9]*|[a-z0-9]+/g) ?? [pascal];
}

export function spellings(pascal: string): Pick<EntityNames, "pascal" | "camel" | "kebab" | "snake"> {
  const lower = wordsOf(pascal).map((word) => word.toLowerCase());
  const [first = "", ...rest] = wordsOf(pascal);
  return {
    pascal,
    camel: first.toLowerCase() + rest.join(""),
    kebab: lower.join("-"),
    snake: lower.join("_"),
  };
}

function pluralSpellings(
  pascal: string,
): Pick<EntityNames, "pluralPascal" | "pluralCamel" | "pluralKebab" | "pluralSnake"> {
  const { camel, kebab, snake } = spellings(pascal);
  return { pluralPascal: pascal, pluralCamel: camel, pluralKebab: kebab, pluralSnake: snake };
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
