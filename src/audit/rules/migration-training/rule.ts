import { migrationRule } from "../../engine/migration-rule.js";

/** MG-6: decided from `training.md` of each migration. */
export const rule = migrationRule({
  id: "migration-training",
  item: "MG-6",
  requirement: { document: "training", before: "finished", shown: true },
  title: {
    en: "The team can run what was migrated",
    es: "El equipo puede operar lo migrado",
  },
  severity: "medium",
  why: {
    en: "A system that only those who migrated it can repair has made itself dependent on their holidays.",
    es: "Un sistema que solo pueden reparar quienes lo migraron depende de las vacaciones de ellos.",
  },
  fix: {
    en: "Train those who develop and run it, name what shows it under evidence in docs/migrations/NAME/training.md, and set status: done, completed and expires at its top.",
    es: "Capacita a quienes lo desarrollan y operan, nombra en evidence de docs/migrations/NOMBRE/training.md lo que lo demuestra y pon status: done, completed y expires al comienzo.",
  },
});
