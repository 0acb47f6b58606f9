import type { Text } from "../../../messages/text.js";
import type { Lab } from "../lab.js";
import type { Subject } from "../subject.js";

/** Why a service cannot be put under load through the gateway; undefined when it can. */
export function excuseFromLoad(subject: Subject, lab: Lab): Text | undefined {
  const planned = (subject.read ?? subject.write)?.();
  if (planned === undefined) {
    return { en: "No request of its contract succeeds", es: "Ninguna petición de su contrato funciona" };
  }
  if (!lab.hasResource("gateway") || lab.throughGateway(subject, planned) === undefined) {
    return { en: "The gateway has no route to it", es: "La pasarela no tiene ruta hacia él" };
  }
  return undefined;
}
