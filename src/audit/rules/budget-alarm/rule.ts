import { onNode, overFunctions } from "../../engine/over-functions.js";
import { fail, failOn, type Pointer, pass, type Rule } from "../../engine/rule.js";
import { alarmsOf } from "../../evidence/serverless/alarms.js";
import type { ConfigNode } from "../../evidence/serverless/config-node.js";
import { resourcesOf } from "../../evidence/serverless/infrastructure.js";
import { leadsSomewhere } from "../../evidence/serverless/possible-values.js";

/** SL-6: somebody is told when the functions cost more than agreed. */
export const rule: Rule = {
  id: "budget-alarm",
  item: "SL-6",
  title: {
    en: "A budget or billing alarm tells somebody about the costs",
    es: "Un presupuesto o una alarma de facturación avisa de los costos",
  },
  severity: "medium",
  waivable: true,
  section: "Ventajas",
  why: {
    en: "What is paid by use has no upper limit: a loop between a function and its queue costs more overnight than a year of work.",
    es: "Lo que se paga por uso no tiene tope: un bucle entre una función y su cola cuesta en una noche más que un año de trabajo.",
  },
  fix: {
    en: "Add an AWS::Budgets::Budget with NotificationsWithSubscribers (or a cost anomaly subscription, or an alarm on EstimatedCharges) to the template.",
    es: "Añade a la plantilla un AWS::Budgets::Budget con NotificationsWithSubscribers (o una suscripción a anomalías de costo, o una alarma sobre EstimatedCharges).",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions, infrastructure) => {
      const budgets = resourcesOf(infrastructure, /^AWS::Budgets::Budget$/);
      const silent = budgets
        .filter(({ properties }) => !tells(properties?.get("NotificationsWithSubscribers")?.items() ?? []))
        .map(({ node }) =>
          onNode(node, { en: "the budget tells nobody", es: "el presupuesto no avisa a nadie" }),
        );
      const watching: Pointer[] = [
        ...budgets.map(({ node }) => onNode(node, { en: "budget", es: "presupuesto" })),
        ...resourcesOf(infrastructure, /^AWS::CE::AnomalySubscription$/)
          .filter(({ properties }) => properties !== undefined && hasSubscriber(properties))
          .map(({ node }) => onNode(node, { en: "cost anomalies", es: "anomalías de costo" })),
        ...alarmsOf(infrastructure)
          .filter(({ metrics, hasActions }) => hasActions && metrics.includes("AWS/Billing EstimatedCharges"))
          .map(({ node }) => onNode(node, { en: "billing alarm", es: "alarma de facturación" })),
      ];
      const message = {
        en: "Nobody is told what the functions cost",
        es: "Nadie se entera de lo que cuestan las funciones",
      };
      const [first, ...rest] = watching;
      return failOn(silent, message, () =>
        first
          ? pass({ en: "The costs are watched", es: "Los costos se vigilan" }, first, ...rest)
          : fail(
              message,
              onNode(functions[0].node, {
                en: "no budget, no billing alarm",
                es: "sin presupuesto ni alarma de facturación",
              }),
            ),
      );
    });
  },
};

function tells(notifications: readonly ConfigNode[]): boolean {
  return notifications.some(hasSubscriber);
}

function hasSubscriber(node: ConfigNode): boolean {
  return (node.get("Subscribers")?.items() ?? []).some((one) =>
    leadsSomewhere(one.get("Address")?.value ?? one.value),
  );
}
