import nodePath from "node:path/posix";
import type { Lang } from "../../messages/text.js";
import type { Checklists } from "../checklists/checklists.js";
import type { FileTree } from "../evidence/file-tree.js";
import { parseFile } from "../evidence/parsed-document.js";
import type { AuditedService } from "../evidence/service-evidence.js";
import { attestationsIn } from "./attestation.js";
import { itemsAsked } from "./audit-service.js";
import { stillHolds } from "./waivers.js";

/** From how many days before its end a report says that an attestation ends. */
const warningDays = 30;

/** What a reader should know of attestations besides their verdicts: those that end soon, or of what nobody asks. */
export function attestationNotes(
  services: readonly AuditedService[],
  of: { readonly tree: FileTree; readonly checklists: Checklists; readonly now: Date; readonly lang: Lang },
): readonly string[] {
  const soon = new Date(of.now.getTime() + warningDays * 86_400_000);
  const told = (en: string, es: string) => [of.lang === "es" ? es : en];
  return services.flatMap((service) => {
    const asked = new Set(
      Object.values(itemsAsked(service, of.checklists))
        .flat()
        .map(({ id }) => id),
    );
    const file = nodePath.join(service.folder, "service.yaml");
    const text = of.tree.read(file) ?? "";
    // Few services have any, and parsing costs.
    if (!text.includes("attestations")) return [];
    return attestationsIn(parseFile(file, text).documents[0]).flatMap(({ item, fields, line }) => {
      if (!asked.has(item))
        return told(
          `${file}:${line} attests ${item}, which no checklist asks of a ${service.form}.`,
          `${file}:${line} atestigua ${item}, que ningún checklist pide a un servicio de forma ${service.form}.`,
        );
      const { expires } = fields;
      if (typeof expires !== "string" || !stillHolds(expires, of.now) || stillHolds(expires, soon)) return [];
      return told(
        `${file}:${line}: the attestation of ${item} ends on ${expires}.`,
        `${file}:${line}: la atestación de ${item} vence el ${expires}.`,
      );
    });
  });
}
