import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ignore from "ignore";
import { reportPage } from "./report/report-page.js";

export interface SourceEntry {
  /** Relative to the service's folder, with `/` on every system. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
}

/** Never a part of the sources, whatever .gitignore says. What was measured of a version does not make another one. */
const never = [".git", "node_modules", ".msx", ".aws-sam", ".serverless", ".esbuild", `/${reportPage}`];

/** A service's sources, in path order: what its .gitignore leaves out is made, not written. Links are left out. */
export function sourceEntries(folder: string): readonly SourceEntry[] {
  const rules = ignore().add(never);
  const ignored = path.join(folder, ".gitignore");
  if (existsSync(ignored)) rules.add(readFileSync(ignored, "utf8"));
  const entries: SourceEntry[] = [];
  const walk = (at: string, prefix: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const relative = `${prefix}${entry.name}`;
      if (entry.isDirectory()) {
        if (!rules.ignores(`${relative}/`)) walk(path.join(at, entry.name), `${relative}/`);
      } else if (entry.isFile() && !rules.ignores(relative)) {
        entries.push({ path: relative, file: path.join(at, entry.name) });
      }
    }
  };
  walk(folder, "");
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** 12 hex digits of a SHA-256 over the sources and over what else decides what is deployed. */
export function sourceVersion(folder: string, more: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of more) hash.update(`${text}\0`);
  for (const { path: relative, file } of sourceEntries(folder)) {
    const content = readFileSync(file);
    hash.update(`${relative}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 12);
}
