import { migrationRule } from "../../engine/migration-rule.js";

/** MG-4: decided from `testing.md` of each migration. */
export const rule = migrationRule({
  id: "migration-testing",
  item: "MG-4",
  requirement: { document: "testing", before: "finished", shown: true },
  title: {
    en: "Every migration was tested, and the runs are named",
    es: "Cada migración se probó, y se nombran las ejecuciones",
  },
  severity: "high",
  why: {
    en: "Behaviour, data, load, failures and the rollback are compared on both sides before the old one goes: after that nobody can compare any more.",
    es: "Comportamiento, datos, carga, fallos y rollback se comparan en los dos lados antes de que se vaya el viejo: después nadie puede comparar.",
  },
  fix: {
    en: "Fill in docs/migrations/NAME/testing.md, name the runs under evidence, and set status: done, completed and expires at its top, before the migration is finished.",
    es: "Completa docs/migrations/NOMBRE/testing.md, nombra las ejecuciones en evidence y pon status: done, completed y expires al comienzo, antes de dar la migración por terminada.",
  },
});
