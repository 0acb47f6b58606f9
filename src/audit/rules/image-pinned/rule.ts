import { failOn, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";

/** A version or a digest; what is always the newest (`latest`, `lts`, `alpine`) is neither. */
const pinned =
  /@sha256:|:(?!(?:latest|lts|current|stable|edge|mainline|alpine|slim)(?:-(?:alpine|slim))?$)[\w.-]+$/;

/** MS-8: base images are pinned and the build has stages. */
export const rule: Rule = {
  id: "image-pinned",
  item: "MS-8",
  title: {
    en: "Base images are pinned and the build has stages",
    es: "Las imágenes base están fijadas y la construcción tiene etapas",
  },
  severity: "medium",
  waivable: true,
  section: "Docker para Microservicios",
  why: {
    en: "With latest, two builds of the same commit differ; without stages, build tools reach production.",
    es: "Con latest, dos construcciones del mismo commit difieren; sin etapas, las herramientas llegan a producción.",
  },
  fix: {
    en: "Name a version or digest in every FROM, and build in a stage of its own.",
    es: "Nombra una versión o digest en cada FROM, y construye en una etapa propia.",
  },
  evaluate(evidence) {
    const dockerfiles = evidence.dockerfiles.filter(({ stages }) => stages.length > 0);
    const [first] = dockerfiles;
    if (!first) return notApplicable({ en: "There is no Dockerfile", es: "No hay Dockerfile" });
    const problems = dockerfiles.flatMap(({ file, stages }) => {
      const aliases = new Set(stages.map(({ alias }) => alias));
      const loose = stages
        .filter(({ image }) => image !== "scratch" && !aliases.has(image.toLowerCase()))
        .filter(({ image }) => !pinned.test(image))
        .map(({ image, from }) =>
          pointer(
            file,
            from.line,
            image.includes("$")
              ? {
                  en: `${image} is whatever the build is given: its ARG has no default`,
                  es: `${image} es lo que se pase al construir: su ARG no tiene valor por defecto`,
                }
              : { en: `${image} is not pinned`, es: `${image} no está fijada` },
          ),
        );
      const single =
        stages.length === 1
          ? [pointer(file, stages[0]?.from.line ?? 1, { en: "one stage only", es: "una sola etapa" })]
          : [];
      return [...loose, ...single];
    });
    return failOn(
      problems,
      {
        en: "An image is not pinned, or not built in stages",
        es: "Una imagen no está fijada, o no se construye por etapas",
      },
      () =>
        pass(
          {
            en: "Images are pinned and built in stages",
            es: "Las imágenes están fijadas y se construyen por etapas",
          },
          pointer(first.file, first.stages[0]?.from.line ?? 1, { en: "base image", es: "imagen base" }),
        ),
    );
  },
};
