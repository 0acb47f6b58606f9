import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

const manifestSchema = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/**
 * The scripts of the package.json in a folder.
 * @throws Error that names the file, when it is none: npm itself forgives some of what is wrong with one
 */
export function npmScripts(folder: string): Readonly<Record<string, string>> {
  const text = readFileSync(path.join(folder, "package.json"), "utf8");
  try {
    return manifestSchema.parse(JSON.parse(text)).scripts;
  } catch (cause) {
    const detail = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new Error(`package.json: ${detail}`, { cause });
  }
}
