import type { MessageTable } from "./text.js";

/** Help texts: `command.<id>.summary|description`, `arg.<id>.<name>`, `flag.<name>` or `flag.<id>.<name>`. */
export const commandMessages = {
  "flag.json": { en: "print one JSON document on stdout", es: "imprimir un documento JSON en stdout" },
  "flag.quiet": { en: "say nothing on stderr but errors", es: "no decir nada en stderr salvo errores" },
  "flag.debug": { en: "show stacks and timings", es: "mostrar trazas y tiempos" },
  "flag.lang": {
    en: "language of the texts (default: from LANG)",
    es: "idioma de los textos (por defecto: de LANG)",
  },
  "flag.yes": {
    en: "take the defaults and confirm, without questions",
    es: "aceptar lo predeterminado y confirmar, sin preguntas",
  },
  "flag.dry-run": { en: "show the plan and change nothing", es: "mostrar el plan sin cambiar nada" },
  "error.why": { en: "why", es: "por qué" },
  "error.fix": { en: "next", es: "ahora" },
} as const satisfies MessageTable;
