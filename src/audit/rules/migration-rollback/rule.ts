import { migrationRule } from "../../engine/migration-rule.js";

/** MG-3: decided from `rollback.md` of each migration. */
export const rule = migrationRule({
  id: "migration-rollback",
  item: "MG-3",
  requirement: { document: "rollback", before: "started", shown: false },
  title: {
    en: "Every migration can be rolled back, and it is written how",
    es: "Cada migración se puede deshacer, y está escrito cómo",
  },
  severity: "high",
  why: {
    en: "The way back is decided badly at night. The plan says who decides it, by which figure, up to which step, and what becomes of data written meanwhile.",
    es: "El camino de vuelta se decide mal de noche. El plan dice quién lo decide, con qué cifra, hasta qué paso, y qué pasa con los datos escritos mientras tanto.",
  },
  fix: {
    en: "Fill in docs/migrations/NAME/rollback.md and set status: done, completed and expires at its top, before the migration starts.",
    es: "Completa docs/migrations/NOMBRE/rollback.md y pon status: done, completed y expires al comienzo, antes de que la migración inicie.",
  },
});
