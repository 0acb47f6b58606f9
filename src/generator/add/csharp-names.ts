import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { blankCsharp } from "../../audit/evidence/blank-csharp.js";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { Service } from "../../workspace/workspace.js";
import type { PlannedFile } from "../planned-file.js";
import { pascalOf, recordMembers } from "./csharp-types.js";
import type { Field } from "./field.js";

/**
 * All types of a room share its namespace: the new ones must be none that is there.
 * @param made the files that declare them; one that is there is refused as such
 * @throws MsxError OPTION_INVALID naming the type and its file
 */
export function assertTypesFree(
  service: Service,
  types: readonly string[],
  made: readonly PlannedFile[],
): void {
  const declared = new RegExp(`\\b(?:class|record|struct|interface|enum)\\s+(${types.join("|")})\\b`);
  const own = new Set(made.map((file) => path.join(service.folder, file.path)));
  for (const file of sourcesIn(path.join(service.folder, "src")).filter((one) => !own.has(one))) {
    const [, name] = declared.exec(blankCsharp(readFileSync(file, "utf8")).code) ?? [];
    if (!name) continue;
    const allowed = phrase("type-free", { name, file: path.relative(service.folder, file) });
    throw new MsxError("OPTION_INVALID", { option: "NAME", value: name, allowed });
  }
}

/** @throws MsxError OPTION_INVALID for a field that no record of C# can have */
export function assertRecordNames(option: string, fields: readonly Field[]): void {
  const clash = fields.find(({ name }) => recordMembers.has(pascalOf(name)));
  if (!clash) return;
  throw new MsxError("OPTION_INVALID", {
    option,
    value: clash.name,
    allowed: phrase("no-record-names"),
  });
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".cs"))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](?:bin|obj)[\\/]/.test(path.relative(folder, file)))
    .sort();
}
