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
  "ask.confirm.hint": { en: "y/N", es: "s/N" },
  "ask.confirm.either": { en: "y or n", es: "s o n" },
  "usage.errors": { en: "The command line:", es: "En la línea de comandos:" },
  "usage.missing-args": { en: "Missing arguments:", es: "Faltan argumentos:" },
  "usage.missing-flag": { en: "--{flag} is missing", es: "falta --{flag}" },
  "usage.unexpected-args": { en: "Unexpected: {value}", es: "Sobra: {value}" },
  "usage.unknown-flags": { en: "Unknown option: {value}", es: "Opción desconocida: {value}" },
  "usage.value-missing": { en: "{flag} takes a value", es: "{flag} lleva un valor" },
  "usage.not-offered": {
    en: "{value} is none of: {allowed}",
    es: "{value} no es ninguno de: {allowed}",
  },
  "usage.no-integer": { en: "{value} is no such integer", es: "{value} no es un entero que sirva" },
  "usage.parsing": { en: "{flag}:", es: "{flag}:" },
  "usage.needs": { en: "{flag} needs: {value}", es: "{flag} necesita: {value}" },
  "usage.excludes": { en: "{value} does not go with {flag}", es: "{value} no va con {flag}" },
  "error.why": { en: "why", es: "por qué" },
  "error.fix": { en: "next", es: "ahora" },
} as const satisfies MessageTable;
