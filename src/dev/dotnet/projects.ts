import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** The project that is run, relative to the service's folder. */
export const executable = "src/Adapters/Adapters.csproj";
/** What NuGet writes when a project is restored. */
const restored = "src/Adapters/obj/project.assets.json";
const settings = [
  "Directory.Build.props",
  "Directory.Packages.props",
  "global.json",
  "nuget.config",
  "NuGet.Config",
];

/** Whether packages were restored since a project or a setting of them changed. */
export function isRestored(folder: string): boolean {
  const restoredAt = changedAt(path.join(folder, restored));
  if (restoredAt === 0) return false;
  const projects = namesIn(path.join(folder, "src")).flatMap((name) =>
    namesIn(path.join(folder, "src", name))
      .filter((file) => file.endsWith(".csproj"))
      .map((file) => path.join("src", name, file)),
  );
  return [...projects, ...settings].every((file) => changedAt(path.join(folder, file)) <= restoredAt);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** 0 when there is none. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
