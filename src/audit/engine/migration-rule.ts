import { migrationsOf } from "../evidence/migrations.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { type Judged, judgeDocument, type Requirement } from "./judge-migration.js";
import { type Finding, fail, manual, notApplicable, pass, type Rule } from "./rule.js";

interface MigrationRule extends Pick<Rule, "id" | "item" | "title" | "severity" | "why" | "fix"> {
  readonly requirement: Requirement;
}

/** A rule that decides an item of the migrations checklist from one document of each migration that the service is part of. */
export function migrationRule({ requirement, ...metadata }: MigrationRule): Rule {
  return {
    ...metadata,
    forms: ["microservice", "lambda"],
    waivable: true,
    section: "Para Migraciones",
    evaluate(evidence) {
      const open = evidence.fact(migrationsOf).filter(({ status }) => status !== "abandoned");
      const found = open.map((migration) => judgeDocument({ migration, requirement, now: evidence.now }));
      return worst(found, evidence);
    },
  };
}

/** The findings of one verdict, the worst there is, as one. */
function worst(found: readonly Judged[], { service }: ServiceEvidence): Finding {
  for (const verdict of ["fail", "manual", "pass"] as const) {
    const [first, ...rest] = found.filter((one) => one.verdict === verdict);
    if (!first) continue;
    const places = rest.map(({ place }) => place);
    if (verdict === "manual") return manual(first.message, first.place, ...places);
    return (verdict === "fail" ? fail : pass)(first.message, first.place, ...places);
  }
  return notApplicable({
    en: `${service.name} is part of no migration`,
    es: `${service.name} no es parte de ninguna migración`,
  });
}
