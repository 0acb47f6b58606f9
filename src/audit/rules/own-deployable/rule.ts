import { fail, pass, pointer, type Rule } from "../../engine/rule.js";

/** MS-2: the service has an image of its own. */
export const rule: Rule = {
  id: "own-deployable",
  item: "MS-2",
  title: { en: "The service is deployed on its own", es: "El servicio se despliega por sí solo" },
  severity: "high",
  waivable: true,
  section: "Autonomía de Servicios",
  why: {
    en: "Independent deployment is what a microservice is for; a service without its own image is deployed with others.",
    es: "El despliegue independiente es la razón de un microservicio; sin imagen propia se despliega junto con otros.",
  },
  fix: {
    en: "Add a Dockerfile that builds this service alone (msx new service shows one).",
    es: "Añade un Dockerfile que construya solo este servicio (msx new service muestra uno).",
  },
  evaluate(evidence) {
    const own = evidence.dockerfiles.find(({ stages }) => stages.length > 0);
    const found = { en: "Has its own image", es: "Tiene su propia imagen" };
    if (own)
      return pass(found, pointer(own.file, own.stages[0]?.from.line ?? 1, { en: "image", es: "imagen" }));
    const container = [...evidence.packages.projects].find(({ packages }) =>
      packages.includes("Microsoft.NET.Build.Containers"),
    );
    if (container)
      return pass(found, pointer(container.file, null, { en: "SDK container", es: "contenedor del SDK" }));
    const empty = evidence.dockerfiles[0];
    return empty
      ? fail(
          { en: "The Dockerfile builds nothing", es: "El Dockerfile no construye nada" },
          pointer(empty.file, 1, { en: "no FROM", es: "sin FROM" }),
        )
      : fail(
          { en: "No image of its own", es: "Sin imagen propia" },
          pointer("Dockerfile", null, { en: "missing", es: "falta" }),
        );
  },
};
