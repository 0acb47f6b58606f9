import { failOn, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import { ancestry, type Dockerfile, sourcesOf, substitute, variablesOf } from "../../evidence/dockerfile.js";
import { noStages } from "../../evidence/empty-dockerfiles.js";

/** A version or a digest; what is always the newest (`latest`, `lts-bookworm`, `alpine`) is neither. */
const pinned =
  /@sha256:[0-9a-f]{64}$|:(?!(?:latest|lts|current|stable|edge|mainline|nightly|rolling|main|master)(?:-[\w.-]*)?$|(?:alpine|slim)(?:-(?:alpine|slim))?$)[\w.-]+$/;
/** `node:bookworm-slim`, `node:alpine3.22`: the newest of what it is, on a distribution; of Debian itself that is the version. */
const distributionOnly =
  /^(?!(?:[\w.-]+\/)*(?:debian|buildpack-deps|alpine):).*:(?:alpine\d[\d.]*|trixie|bookworm|bullseye|buster)(?:-slim)?$/;

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
    if (!first)
      return noStages(evidence) ?? notApplicable({ en: "There is no Dockerfile", es: "No hay Dockerfile" });
    const problems = dockerfiles.flatMap((dockerfile) => {
      const { file, stages } = dockerfile;
      const loose = imagesOf(dockerfile)
        .filter(({ image }) => !pinned.test(image) || distributionOnly.test(image))
        .map(({ image, line }) =>
          pointer(
            file,
            line,
            image.includes("$")
              ? {
                  en: `${image} is whatever the build is given: its ARG has no default`,
                  es: `${image} es lo que se pase al construir: su ARG no tiene valor por defecto`,
                }
              : { en: `${image} is not pinned`, es: `${image} no está fijada` },
          ),
        );
      const single = takesFromOtherStage(dockerfile)
        ? []
        : [
            pointer(
              file,
              stages.at(-1)?.from.line ?? 1,
              stages.length === 1
                ? { en: "one stage only", es: "una sola etapa" }
                : {
                    en: "the last stage takes nothing from the others",
                    es: "la última etapa no toma nada de las otras",
                  },
            ),
          ];
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

/** The images a Dockerfile takes from elsewhere, by FROM and by COPY or a mount: stages count only below where they begin. */
function imagesOf(dockerfile: Dockerfile): readonly { readonly image: string; readonly line: number }[] {
  const known = new Set<string>(["scratch"]);
  return dockerfile.stages.flatMap((stage, index) => {
    const images = [
      { image: stage.image, line: stage.from.line },
      ...sourcesOf(stage).map(({ name, line }) => ({
        image: substitute(name, variablesOf(dockerfile, stage)),
        line,
      })),
    ].filter(({ image }) => !known.has(image.toLowerCase()));
    known.add(String(index));
    if (stage.alias !== undefined) known.add(stage.alias);
    return images;
  });
}

/** Whether the image that is built copies from a stage that it is not built upon: what only builds is left behind there. */
function takesFromOtherStage(dockerfile: Dockerfile): boolean {
  const last = dockerfile.stages.at(-1);
  const own = last ? ancestry(dockerfile, last) : [];
  return own
    .flatMap(sourcesOf)
    .some(({ name }) =>
      dockerfile.stages.some(
        (stage, index) =>
          !own.includes(stage) && (stage.alias === name.toLowerCase() || String(index) === name),
      ),
    );
}
