import { fail, pass, pointer, type Rule } from "../../engine/rule.js";
import { ancestry, type Dockerfile } from "../../evidence/dockerfile.js";

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
    const own = evidence.dockerfiles.find(holdsSomething);
    const found = { en: "Has its own image", es: "Tiene su propia imagen" };
    if (own)
      return pass(found, pointer(own.file, own.stages[0]?.from.line ?? 1, { en: "image", es: "imagen" }));
    const container = evidence.packages.projects.find(
      ({ packages, isTest }) => !isTest && packages.includes("Microsoft.NET.Build.Containers"),
    );
    if (container)
      return pass(found, pointer(container.file, null, { en: "SDK container", es: "contenedor del SDK" }));
    const empty = evidence.dockerfiles[0];
    return empty
      ? fail(
          { en: "The Dockerfile builds nothing", es: "El Dockerfile no construye nada" },
          pointer(
            empty.file,
            empty.stages.at(-1)?.from.line ?? 1,
            empty.stages.length === 0
              ? { en: "no FROM", es: "sin FROM" }
              : { en: "nothing of the service is copied into it", es: "no se copia nada del servicio en él" },
          ),
        )
      : fail(
          { en: "No image of its own", es: "Sin imagen propia" },
          pointer("Dockerfile", null, { en: "missing", es: "falta" }),
        );
  },
};

/** Whether the image has something of its own in it: an image of others under another name is not the service's. */
function holdsSomething(dockerfile: Dockerfile): boolean {
  const last = dockerfile.stages.at(-1);
  if (!last) return false;
  const stages = ancestry(dockerfile, last);
  // an image of that kind copies what is beside the Dockerfile by itself
  if (stages.some(({ image }) => /onbuild/i.test(image))) return true;
  return stages.some(({ instructions }) =>
    instructions.some(
      ({ keyword, value }) =>
        keyword === "COPY" || keyword === "ADD" || (keyword === "RUN" && value.includes("--mount=type=bind")),
    ),
  );
}
