import { type Finding, manual, pointer } from "../engine/rule.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** Of Dockerfiles that are there and build nothing (empty, or not readable as one) only a person can tell what they are. */
export function noStages({ dockerfiles }: ServiceEvidence): Finding | undefined {
  if (dockerfiles.length === 0) return undefined;
  return manual(
    { en: "The Dockerfile builds no image", es: "El Dockerfile no construye ninguna imagen" },
    ...dockerfiles.map(({ file }) => pointer(file, 1, { en: "no FROM", es: "sin FROM" })),
  );
}
