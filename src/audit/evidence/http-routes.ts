import type { CodeFile, Hit } from "./code-file.js";
import type { CodeText, Match } from "./code-text.js";
import { marked } from "./marked-pattern.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** A route that production code registers. */
export interface Route {
  /** Lower case; "all" where any method is meant. */
  readonly method: string;
  /** Parameters as `{}`; without a trailing slash. */
  readonly path: string;
  /** Whether something unreadable (a variable prefix) may stand before `path`. */
  readonly partial: boolean;
  readonly hit: Hit;
}

/** The routes of a service: Fastify, Express-like routers, Hono and Nest; ASP.NET controllers and minimal APIs. */
export function httpRoutes(evidence: ServiceEvidence): readonly Route[] {
  const constants = stringConstants(evidence.code);
  const files = evidence.code.some(({ language }) => language === "csharp")
    ? evidence.code
    : evidence.filesWith([registration, routeOptions, controller]);
  return files.flatMap((file) =>
    file.language === "csharp" ? csharpRoutes(file, constants) : typescriptRoutes(file, constants),
  );
}

/** Comparable form of a path: `:id`, `{id}`, `{id:guid}` and `${id}` alike, one slash, none at the end. */
export function normalPath(path: string): string {
  const bare = path
    .replace(/\$\{[^}]*\}|\{[^}]*\}|:[A-Za-z_]\w*(?:\([^)]*\))?\??/g, "{}")
    .replace(/\/{2,}/g, "/")
    .replace(/(?<=.)\/$/, "");
  return bare.startsWith("/") || bare === "" ? bare : `/${bare}`;
}

const routers =
  /\b(?:app|api|fastify|server|router|routes?|instance|scope|web|http|express|hono|\w+(?:Router|Routes|App|Server))\b/;

/** Begins where a word does: within one it would be tried as often as the word has letters. */
const registration = /(?<![\w$])([\w$]+)\s*\.\s*(get|post|put|patch|delete|head|options|all)\b\s*(?=[<(])/g;
/** What each match of it has: cheap to find, where the other is tried at every word. */
const verbCalled = /\.\s*(?:get|post|put|patch|delete|head|options|all)\b\s*[<(]/;
const routeOptions = marked(["route"], /\.route\s*(?:<[^()]*>)?\(\s*\{/g);
const controller = marked(["@Controller"], /@Controller\s*\(/g);

function registrations(text: CodeText): readonly Match[] {
  if (!verbCalled.test(text.code)) return [];
  return text.findAmong(registration, ({ groups: [receiver = ""] }) => routers.test(receiver));
}

function typescriptRoutes(file: CodeFile, constants: ReadonlyMap<string, string>): Route[] {
  const routes: Route[] = [];
  for (const hit of file.text.fact(registrations).map((match) => file.hit(match))) {
    const argument = firstArgument(file, hit.offset + hit.text.length);
    const path = argument === undefined ? undefined : pathText(file, argument, constants);
    if (path && (path.text.startsWith("/") || path.partial))
      routes.push({
        method: hit.groups[1] ?? "",
        path: normalPath(path.text),
        partial: path.partial || hasPrefix(file),
        hit,
      });
  }
  for (const hit of file.find(routeOptions)) {
    const span = file.argumentsAfter(hit.offset);
    const inside = span ? file.raw.slice(span.start, span.end) : "";
    const url = /\b(?:url|path)\s*:\s*["'`]([^"'`]+)["'`]/.exec(inside)?.[1];
    const methods = /\bmethod\s*:\s*(\[[^\]]*\]|["'`]\w+["'`])/.exec(inside)?.[1] ?? "";
    for (const [, method = ""] of url ? methods.matchAll(/["'`](\w+)["'`]/g) : [])
      routes.push({
        method: method.toLowerCase(),
        path: normalPath(url ?? ""),
        partial: hasPrefix(file),
        hit,
      });
  }
  return [...routes, ...nestRoutes(file)];
}

/** `@Controller("users")` with `@Get(":id")` methods; a global prefix or a version may stand before. */
function nestRoutes(file: CodeFile): Route[] {
  const controllers = file.find(controller);
  if (controllers.length === 0) return [];
  return file.find(/@(Get|Post|Put|Patch|Delete|Head|Options|All)\s*\(/g).flatMap((hit) => {
    const owner = controllers.findLast(({ offset }) => offset < hit.offset);
    if (!owner) return [];
    const path = `/${controllerPath(file, owner)}/${file.literalAt(hit.offset + hit.text.length)?.text ?? ""}`;
    return [{ method: hit.groups[0]?.toLowerCase() ?? "all", path: normalPath(path), partial: true, hit }];
  });
}

/** The path of `@Controller("users")` or `@Controller({ path: "users" })`. */
function controllerPath(file: CodeFile, { offset, text }: Hit): string {
  const span = file.argumentsAfter(offset + text.length - 1);
  const inside = span ? file.raw.slice(span.start, span.end) : "";
  return (
    file.literalAt(offset + text.length)?.text ?? /\bpath\s*:\s*["'`]([^"'`]*)["'`]/.exec(inside)?.[1] ?? ""
  );
}

/** Whether the file's routes may be mounted under a prefix somewhere: then only the end of a path is known. */
function hasPrefix({ text }: CodeFile): boolean {
  return text.fact(mayBeMounted);
}

function mayBeMounted({ code }: CodeText): boolean {
  return /\bRouter\s*\(|FastifyPlugin|\bnew Hono\b/.test(code);
}

/** Offset of the first argument of a call whose name ends at `from`; type arguments are skipped. */
function firstArgument(file: CodeFile, from: number): number | undefined {
  let at = from;
  if (file.code[at] === "<") {
    let depth = 0;
    for (; at < file.code.length && at < from + 4000; at += 1) {
      if (file.code[at] === "<") depth += 1;
      else if (file.code[at] === ">" && file.code[at - 1] !== "=") depth -= 1;
      if (depth === 0) break;
    }
    at += 1;
    at += /^\s*/.exec(file.code.slice(at, at + 100))?.[0].length ?? 0;
  }
  return file.code[at] === "(" ? at + 1 : undefined;
}

/** The path an argument spells: a literal, a template over constants, a constant, or their concatenation. */
function pathText(
  file: CodeFile,
  at: number,
  constants: ReadonlyMap<string, string>,
): { text: string; partial: boolean } | undefined {
  const literal = file.literalAt(at);
  if (literal) return fillTemplate(literal.text, constants);
  const [, name = "", plus] = /^\s*([\w$.]+)\s*(\+)?/.exec(file.code.slice(at, at + 300)) ?? [];
  const known = constants.get(name.split(".").at(-1) ?? "");
  if (!plus) return known === undefined ? undefined : { text: known, partial: false };
  const rest = file.literalAt(file.code.indexOf("+", at) + 1);
  if (!rest) return undefined;
  return { text: `${known ?? ""}${rest.text}`, partial: known === undefined };
}

function fillTemplate(
  text: string,
  constants: ReadonlyMap<string, string>,
): { text: string; partial: boolean } {
  let partial = false;
  const filled = text.replace(/\$\{\s*([\w$.]+)\s*\}/g, (whole, name: string, offset: number) => {
    const known = constants.get(name.split(".").at(-1) ?? "");
    if (known === undefined && offset === 0) partial = true;
    return known ?? (offset === 0 ? "" : whole);
  });
  return { text: filled, partial };
}

/** `const base = "/api/v1/users"` and `public const string Base = "…"`, by name; a name with two values is left out. */
function stringConstants(files: readonly CodeFile[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const file of files) {
    for (const [name, text] of file.text.fact(pathConstants)) {
      if (found.has(name) && found.get(name) !== text) ambiguous.add(name);
      found.set(name, text);
    }
  }
  for (const name of ambiguous) found.delete(name);
  return found;
}

function pathConstants(text: CodeText): readonly (readonly [name: string, path: string])[] {
  const declared = /\b(?:const|readonly|string)\s+([\w$]+)\s*(?::\s*string\s*)?=\s*(?=["'`])/g;
  return [...text.code.matchAll(declared)].flatMap((match) => {
    const literal = text.literalFrom(match.index + match[0].length);
    return literal?.text.startsWith("/") ? [[match[1] ?? "", literal.text] as const] : [];
  });
}

function csharpRoutes(file: CodeFile, constants: ReadonlyMap<string, string>): Route[] {
  return [...controllerRoutes(file, constants), ...minimalRoutes(file, constants)];
}

/** `[Route("api/v1/[controller]")] class UsersController` with `[HttpGet("{id}")]` methods. */
function controllerRoutes(file: CodeFile, constants: ReadonlyMap<string, string>): Route[] {
  const routes: Route[] = [];
  // a constant of its own counts before those of other controllers, which may bear the same name
  const known = new Map([...constants, ...file.text.fact(pathConstants)]);
  const classes = [...file.code.matchAll(/\bclass\s+(\w+?)(?:Controller)?\b(?!\w)/g)];
  for (const hit of file.find(/\[\s*(?:[^\][]*,\s*)?Http(Get|Post|Put|Patch|Delete)\b/g)) {
    const owner = classes.filter((candidate) => candidate.index < hit.offset).at(-1);
    if (!owner) continue;
    const head = file.raw.slice(Math.max(0, owner.index - 600), owner.index);
    const [, template, name] =
      [...head.matchAll(/\[\s*Route\s*\(\s*(?:"([^"]*)"|(?:\w+\.)*(\w+)\s*\))/g)].at(-1) ?? [];
    const base = template ?? known.get(name ?? "") ?? "";
    const [, ownTemplate, ownName] =
      /^\s*\(\s*(?:"([^"]*)"|(?:\w+\.)*(\w+)\s*[,)])/.exec(file.raw.slice(hit.offset + hit.text.length)) ??
      [];
    const own = ownTemplate ?? known.get(ownName ?? "") ?? "";
    const path = own.startsWith("/") || own.startsWith("~/") ? own.replace(/^~/, "") : `${base}/${own}`;
    const controller = (owner[1] ?? "").replace(/Controller$/, "").toLowerCase();
    routes.push({
      method: (hit.groups[0] ?? "").toLowerCase(),
      path: normalPath(path.replace(/\[controller\]/i, controller).replace(/v\{version:apiVersion\}/i, "v1")),
      partial: base === "" && own !== "" && !own.startsWith("/"),
      hit,
    });
  }
  return routes;
}

/** `app.MapGet("/api/v1/users/{id}", …)`, also on groups made with `MapGroup`. */
function minimalRoutes(file: CodeFile, constants: ReadonlyMap<string, string>): Route[] {
  const groups = new Map<string, string>();
  for (const match of file.code.matchAll(/\b(\w+)\s*=\s*\w+\.MapGroup\s*\(/g)) {
    const literal = file.literalAt(match.index + match[0].length);
    if (literal) groups.set(match[1] ?? "", literal.text);
  }
  return file.find(/\b(\w+)\s*\.\s*Map(Get|Post|Put|Patch|Delete)\s*\(/g).flatMap((hit) => {
    const path = pathText(file, hit.offset + hit.text.length, constants);
    if (!path) return [];
    const receiver = hit.groups[0] ?? "";
    const group = groups.get(receiver);
    const partial =
      path.partial || (group === undefined && !/^(?:app|endpoints|builder|routes|web)\w*$/i.test(receiver));
    return [
      {
        method: (hit.groups[1] ?? "").toLowerCase(),
        path: normalPath(`${group ?? ""}/${path.text}`),
        partial,
        hit,
      },
    ];
  });
}
