import type { MessageTable } from "./text.js";

/** `msx new migration`. */
export const migrationMessages = {
  "command.new.migration.summary": {
    en: "make the documents of a migration: impact, plan, rollback, tests, documentation, training",
    es: "crear los documentos de una migración: impacto, plan, rollback, pruebas, documentación, capacitación",
  },
  "command.new.migration.description": {
    en: "Writes docs/migrations/NAME, all or nothing, with what the workspace knows of who is concerned. The audit decides the checklist for migrations from these documents: each says at its top whether it is done, by whom and until when that holds.",
    es: "Escribe docs/migrations/NOMBRE, todo o nada, con lo que el espacio de trabajo sabe de a quién concierne. La auditoría decide el checklist de migraciones con estos documentos: cada uno dice al comienzo si está hecho, por quién y hasta cuándo vale.",
  },
  "arg.new.migration.name": {
    en: "2 to 40 lower-case letters, digits and single hyphens",
    es: "de 2 a 40 minúsculas, dígitos y guiones simples",
  },
  "flag.new.migration.service": {
    en: "a service that is migrated; may be given more than once (default: all of the workspace)",
    es: "un servicio que se migra; puede darse más de una vez (por defecto: todos los del espacio de trabajo)",
  },
  "flag.new.migration.owner": {
    en: "the team that answers for it (default: the service's, where it is one)",
    es: "el equipo que responde por ella (por defecto: el del servicio, si es uno solo)",
  },
  "new.ask.migration": { en: "Name of the migration", es: "Nombre de la migración" },
  "new.ask.migration.owner": { en: "Which team answers for it?", es: "¿Qué equipo responde por ella?" },
  "new.migration.made": {
    en: "Migration {name}: {files} documents in {path}",
    es: "Migración {name}: {files} documentos en {path}",
  },
  "new.migration.planned": {
    en: "Migration {name} would be {files} documents in {path}",
    es: "La migración {name} serían {files} documentos en {path}",
  },
  "new.migration.calls": { en: "calls it", es: "lo llama" },
  "new.migration.consumes": { en: "consumes {event}", es: "consume {event}" },
} as const satisfies MessageTable;
