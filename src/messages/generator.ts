import type { MessageTable } from "./text.js";

export const generatorMessages = {
  "new.written": { en: "{count} files in {path}", es: "{count} archivos en {path}" },
} as const satisfies MessageTable;
