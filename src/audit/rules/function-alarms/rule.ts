import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, type Pointer, pass, type Rule } from "../../engine/rule.js";
import { alarmsOf, watches } from "../../evidence/serverless/alarms.js";
import type { DeployedFunction } from "../../evidence/serverless/deployed-function.js";
import type { Infrastructure } from "../../evidence/serverless/infrastructure.js";

const errors = "AWS/Lambda Errors";

/** SL-4: somebody is told when a function fails. */
export const rule: Rule = {
  id: "function-alarms",
  item: "SL-4",
  title: {
    en: "An alarm tells somebody when a function fails",
    es: "Una alarma avisa a alguien cuando una función falla",
  },
  severity: "high",
  waivable: true,
  section: "Monitoreo y Observabilidad",
  why: {
    en: "A function fails silently: no process stops, no check turns red. Without an alarm users tell you.",
    es: "Una función falla en silencio: ningún proceso se detiene, ninguna comprobación se pone en rojo. Sin alarma te avisan los usuarios.",
  },
  fix: {
    en: "Add an AWS::CloudWatch::Alarm on AWS/Lambda Errors for each function, with AlarmActions (a topic that somebody reads).",
    es: "Añade una AWS::CloudWatch::Alarm sobre AWS/Lambda Errors para cada función, con AlarmActions (un tema que alguien lee).",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions, infrastructure) => {
      const alarms = alarmsOf(infrastructure).filter(
        ({ metrics, isOfMore }) => metrics.includes(errors) && isOfMore,
      );
      const plugin = alertsPlugin(infrastructure);
      const places: Pointer[] = [];
      const problems = functions.flatMap((deployed): Pointer[] => {
        const own = alarms.filter((alarm) => watches(alarm, deployed));
        const [loud] = own.filter(({ hasActions }) => hasActions);
        const place = loud
          ? onNode(loud.node, { en: `errors of ${deployed.id}`, es: `errores de ${deployed.id}` })
          : plugin;
        if (place) places.push(place);
        return place ? [] : [problemOf(deployed, own[0])];
      });
      return failOn(
        problems,
        { en: "Nobody is told when a function fails", es: "Nadie se entera cuando una función falla" },
        () => {
          const [first = onNode(functions[0].node, { en: "alarm", es: "alarma" }), ...rest] = places;
          return pass(
            {
              en: "Every function has an alarm on its errors",
              es: "Cada función tiene una alarma sobre sus errores",
            },
            first,
            ...rest,
          );
        },
      );
    });
  },
};

function problemOf(
  { id, node }: DeployedFunction,
  silent: { readonly node: DeployedFunction["node"] } | undefined,
) {
  return silent
    ? onNode(silent.node, {
        en: `${id}: the alarm has no AlarmActions`,
        es: `${id}: la alarma no tiene AlarmActions`,
      })
    : onNode(node, { en: `${id}: no alarm on its errors`, es: `${id}: ninguna alarma sobre sus errores` });
}

/** `custom.alerts` of serverless-plugin-aws-alerts, which makes one for every function. */
function alertsPlugin({ stacks }: Infrastructure): Pointer | undefined {
  for (const { root } of stacks) {
    const alerts = root.get("custom", "alerts");
    const used = root
      .get("plugins")
      ?.items()
      .some(({ value }) => value === "serverless-plugin-aws-alerts");
    const wanted = alerts
      ?.get("alarms")
      ?.items()
      .some(({ value }) => value === "functionErrors");
    if (used && wanted && alerts?.get("topics"))
      return onNode(alerts, { en: "alerts of every function", es: "alertas de cada función" });
  }
  return undefined;
}
