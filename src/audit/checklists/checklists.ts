import type { Text } from "../../messages/text.js";

export type ChecklistId = "microservices" | "serverless" | "migrations";

/** One line of a checklist: the guideline's own Spanish words, an English title, and an id that never changes. */
export interface ChecklistItem {
  readonly id: string;
  readonly checklist: ChecklistId;
  readonly title: Text;
}

/** Source: the guideline's section "Checklist de Cumplimiento", verbatim, in its order. */
const microservices: readonly (readonly [es: string, en: string])[] = [
  ["Justificación clara del valor de negocio", "The business value is clearly justified"],
  ["Autonomía del servicio definida", "The service's autonomy is defined"],
  ["Contratos de API documentados", "API contracts are documented"],
  ["Estrategia de comunicación definida", "The communication strategy is defined"],
  ["Patrones de resiliencia implementados", "Resilience patterns are implemented"],
  ["Base de datos independiente configurada", "An independent database is configured"],
  ["Monitoreo y observabilidad configurados", "Monitoring and observability are configured"],
  ["CI/CD pipeline implementado", "A CI/CD pipeline is implemented"],
  ["Testing automatizado configurado", "Automated testing is configured"],
];

const serverless: readonly (readonly [es: string, en: string])[] = [
  ["Análisis de cold starts realizado", "Cold starts have been analysed"],
  ["Configuración de provisioned concurrency evaluada", "Provisioned concurrency has been evaluated"],
  ["Límites de tiempo de ejecución considerados", "Execution time limits have been considered"],
  ["Estrategia de monitoreo implementada", "A monitoring strategy is implemented"],
  ["Testing local configurado", "Local testing is configured"],
  ["Costos estimados y monitoreados", "Costs are estimated and monitored"],
];

const migrations: readonly (readonly [es: string, en: string])[] = [
  ["Análisis de impacto completado", "The impact analysis is complete"],
  ["Estrategia de migración definida", "The migration strategy is defined"],
  ["Plan de rollback preparado", "A rollback plan is prepared"],
  ["Testing exhaustivo realizado", "Exhaustive testing has been done"],
  ["Documentación actualizada", "The documentation is up to date"],
  ["Equipo capacitado", "The team is trained"],
];

function list(
  checklist: ChecklistId,
  prefix: string,
  titles: readonly (readonly [string, string])[],
): readonly ChecklistItem[] {
  return titles.map(([es, en], index) => ({ id: `${prefix}-${index + 1}`, checklist, title: { en, es } }));
}

/** The guideline's three checklists: MS-1…9, SL-1…6, MG-1…6. */
export const checklists: Readonly<Record<ChecklistId, readonly ChecklistItem[]>> = {
  microservices: list("microservices", "MS", microservices),
  serverless: list("serverless", "SL", serverless),
  migrations: list("migrations", "MG", migrations),
};
