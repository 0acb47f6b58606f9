import type { Text } from "../../messages/text.js";
import type { LeftOut, LeftOutReason } from "../evidence/file-tree.js";

/** How many places a note names; the rest are a number. */
const named = 3;

const says: Readonly<Record<LeftOutReason, Text>> = {
  "too-large": { en: "too large to be read", es: "demasiado grandes para leerse" },
  binary: { en: "not text (a NUL byte)", es: "no son texto (un byte NUL)" },
  generated: { en: "code in lines without end", es: "código en líneas sin fin" },
  unreadable: { en: "cannot be read", es: "no se pueden leer" },
  link: { en: "symbolic links, not followed", es: "enlaces simbólicos, no se siguen" },
  special: { en: "pipes, sockets or devices", es: "tuberías, sockets o dispositivos" },
  "too-deep": { en: "folders nested too deep", es: "carpetas demasiado profundas" },
  "too-many": { en: "more files than are read", es: "más archivos de los que se leen" },
  "ignore-pattern": {
    en: "ignore files with patterns that were not applied, being too many or too costly",
    es: "archivos de exclusión con patrones que no se aplicaron, por ser demasiados o muy costosos",
  },
};

/** What was not looked at, as notes of a report: one a reason, with how many and the first of them. */
export function leftOutNotes(leftOut: readonly LeftOut[], lang: keyof Text): readonly string[] {
  const byReason = new Map<LeftOutReason, string[]>();
  for (const { path, reason } of leftOut) {
    const paths = byReason.get(reason) ?? [];
    byReason.set(reason, paths);
    paths.push(path);
  }
  return [...byReason]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([reason, paths]) => {
      const some = paths.sort().slice(0, named).map(printable).join(", ");
      const more = paths.length > named ? ", …" : "";
      return lang === "es"
        ? `No se examinaron (${says[reason].es}): ${paths.length}: ${some}${more}`
        : `Not looked at (${says[reason].en}): ${paths.length}: ${some}${more}`;
    });
}

/** A file name may hold anything but a slash: control characters would write over the terminal. */
function printable(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  const plain = path.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  return plain.length > 120 ? `${plain.slice(0, 119)}…` : plain;
}
