import { decodePath } from "../../../proxy-events/request-parts.js";

/** A path with variables, ready to be matched: `/orders/{id}`, `/files/{path+}`. */
export interface RoutePath {
  readonly segments: readonly Segment[];
}

type Segment =
  | { readonly kind: "fixed"; readonly text: string }
  | { readonly kind: "variable" | "greedy"; readonly name: string };

export function parseRoutePath(path: string): RoutePath {
  const parts = path.split("/").filter((part) => part !== "");
  return {
    segments: parts.map((part): Segment => {
      const name = /^\{(.+?)(\+?)\}$/.exec(part);
      if (name === null) return { kind: "fixed", text: part };
      return { kind: name[2] === "+" ? "greedy" : "variable", name: name[1] ?? "" };
    }),
  };
}

/** What stands for the variables, undecoded; undefined where the path is another. A greedy one takes one segment or more. */
export function matchRoutePath(route: RoutePath, path: string): Record<string, string> | undefined {
  const parts = path.replace(/^\/+/, "").replace(/\/+$/, "").split("/");
  const given = parts.length === 1 && parts[0] === "" ? [] : parts;
  const variables: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const part = given[index];
    if (part === undefined) return undefined;
    if (segment.kind === "fixed") {
      if (part !== segment.text && decodePath(part) !== segment.text) return undefined;
      continue;
    }
    if (part === "") return undefined;
    variables[segment.name] = segment.kind === "greedy" ? given.slice(index).join("/") : part;
    if (segment.kind === "greedy") return variables;
  }
  return given.length === route.segments.length ? variables : undefined;
}

/** Sorts the more specific of two first: segment by segment fixed text, then a variable, then a greedy one. */
export function comparePaths(one: RoutePath, other: RoutePath): number {
  const rank = { fixed: 0, variable: 1, greedy: 2 };
  const length = Math.max(one.segments.length, other.segments.length);
  for (let index = 0; index < length; index += 1) {
    const [mine, theirs] = [one.segments[index], other.segments[index]];
    const difference = (mine ? rank[mine.kind] : 3) - (theirs ? rank[theirs.kind] : 3);
    if (difference !== 0) return difference;
  }
  return 0;
}
