import { readFileSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../errors/msx-error.js";

/**
 * The JSON text of an event.
 * @param file `-` for standard input; undefined: `{}`
 * @throws MsxError EVENT_UNREADABLE
 */
export function readEvent(file: string | undefined, cwd: string): string {
  if (file === undefined) return "{}";
  try {
    const text = readFileSync(file === "-" ? 0 : path.resolve(cwd, file), "utf8");
    return JSON.stringify(JSON.parse(text));
  } catch (cause) {
    throw new MsxError("EVENT_UNREADABLE", { file, detail: (cause as Error).message }, { cause });
  }
}
