import { migrationRule } from "../../engine/migration-rule.js";

/** MG-1: decided from `impact.md` of each migration. */
export const rule = migrationRule({
  id: "migration-impact",
  item: "MG-1",
  requirement: { document: "impact", before: "started", shown: false },
  title: {
    en: "The impact analysis of every migration is complete",
    es: "El análisis de impacto de cada migración está completo",
  },
  severity: "high",
  why: {
    en: "Who is surprised by a migration is an outage or a quarrel. The analysis names who is concerned, which data and contracts change, and what it costs, while that can still change the plan.",
    es: "Quien se ve sorprendido por una migración es una caída o un conflicto. El análisis nombra a quién concierne, qué datos y contratos cambian y cuánto cuesta, cuando eso todavía puede cambiar el plan.",
  },
  fix: {
    en: "Fill in docs/migrations/NAME/impact.md (msx new migration NAME makes it), and set status: done, completed and expires at its top, before the migration starts.",
    es: "Completa docs/migrations/NOMBRE/impact.md (lo crea msx new migration NOMBRE) y pon status: done, completed y expires al comienzo, antes de que la migración inicie.",
  },
});
