import { migrationRule } from "../../engine/migration-rule.js";

/** MG-5: decided from `documentation.md` of each migration. */
export const rule = migrationRule({
  id: "migration-documentation",
  item: "MG-5",
  requirement: { document: "documentation", before: "finished", shown: true },
  title: {
    en: "What a migration changes is documented",
    es: "Lo que cambia una migración está documentado",
  },
  severity: "medium",
  why: {
    en: "After a migration the runbook that is followed at night describes a system that is gone.",
    es: "Después de una migración, el runbook que se sigue de noche describe un sistema que ya no existe.",
  },
  fix: {
    en: "Bring contracts, runbooks and diagrams up to date, name them under evidence in docs/migrations/NAME/documentation.md, and set status: done, completed and expires at its top.",
    es: "Actualiza contratos, runbooks y diagramas, nómbralos en evidence de docs/migrations/NOMBRE/documentation.md y pon status: done, completed y expires al comienzo.",
  },
});
