import type { MessageTable } from "./text.js";

export const auditMessages = {
  "audit.title": { en: "Audit of {path}", es: "Auditoría de {path}" },
} as const satisfies MessageTable;
