import { migrationRule } from "../../engine/migration-rule.js";

/** MG-2: decided from `plan.md` of each migration. */
export const rule = migrationRule({
  id: "migration-plan",
  item: "MG-2",
  requirement: { document: "plan", before: "started", shown: false },
  title: {
    en: "Every migration has a strategy",
    es: "Cada migración tiene una estrategia",
  },
  severity: "high",
  why: {
    en: "A migration without steps that each leave a working system can only be finished or regretted. The strategy says in which order, with which checks, and when to stop.",
    es: "Una migración sin pasos que dejen cada uno un sistema que funciona solo se puede terminar o lamentar. La estrategia dice en qué orden, con qué controles y cuándo parar.",
  },
  fix: {
    en: "Fill in docs/migrations/NAME/plan.md and set status: done, completed and expires at its top, before the migration starts.",
    es: "Completa docs/migrations/NOMBRE/plan.md y pon status: done, completed y expires al comienzo, antes de que la migración inicie.",
  },
});
