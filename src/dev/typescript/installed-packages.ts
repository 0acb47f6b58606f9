import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

/** The fields used of a lock file, version 3 (npm docs: "package-lock.json"). */
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      optional: z.boolean().optional(),
    }),
  ),
});

/**
 * Whether node_modules holds what package-lock.json says, by the copy of the lock file npm keeps in there. What may be
 * missing (packages of other operating systems) is not asked for.
 */
export function isInstalled(folder: string): boolean {
  const wanted = read(path.join(folder, "package-lock.json"));
  const present = read(path.join(folder, "node_modules", ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([place, { version, integrity, optional }]) => {
    const found = present[place];
    if (place === "" || (!found && optional)) return true;
    return found?.version === version && found?.integrity === integrity;
  });
}

function read(file: string): z.infer<typeof lockFile>["packages"] | undefined {
  try {
    return lockFile.parse(JSON.parse(readFileSync(file, "utf8"))).packages;
  } catch {
    return undefined;
  }
}
