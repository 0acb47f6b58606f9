import type { Text } from "../../../messages/text.js";
import type { Subject } from "../subject.js";

/** Of a function: why it cannot be tried through the gateway; undefined when it answers there. */
export function unreached({ read, write }: Subject): Text | undefined {
  if (read !== undefined || write !== undefined) return undefined;
  return {
    en: "No request of its contract succeeds through the gateway: it is not deployed on this platform, or has no API",
    es: "Ninguna petición de su contrato funciona por la pasarela: no está desplegado en esta plataforma, o no tiene API",
  };
}
