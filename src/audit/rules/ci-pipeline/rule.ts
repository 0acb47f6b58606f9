import { failOn, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import { type CiCommand, ciPipelines } from "../../evidence/ci-pipeline.js";
import { hollowScript } from "../../evidence/hollow-scripts.js";
import { type PipelineStep, takesStep } from "../../evidence/pipeline-steps.js";

const kinds = ["build", "test", "image"] as const;
const imageAction = /^(?:docker\/build-push-action|docker\/bake-action)@/;
const names = {
  build: { en: "build", es: "construcción" },
  test: { en: "tests", es: "pruebas" },
  image: { en: "image", es: "imagen" },
} as const;

/** MS-8: a pipeline builds, tests and packs every change. */
export const rule: Rule = {
  id: "ci-pipeline",
  item: "MS-8",
  title: {
    en: "A pipeline builds, tests and packs every change",
    es: "Un pipeline construye, prueba y empaqueta cada cambio",
  },
  severity: "high",
  waivable: true,
  section: "Checklist de Cumplimiento",
  why: {
    en: "What is not built and tested by a machine on every change is not known to work.",
    es: "Lo que una máquina no construye y prueba en cada cambio no se sabe si funciona.",
  },
  fix: {
    en: "Run build, tests and the image build in CI on pushes and change requests; let none of them fail silently.",
    es: "Ejecuta construcción, pruebas e imagen en CI en cada push y solicitud de cambio; que ninguna falle en silencio.",
  },
  evaluate(evidence) {
    const pipelines = ciPipelines(evidence).filter(({ automatic }) => automatic);
    const commands = pipelines.flatMap((pipeline) =>
      pipeline.commands.filter(({ failureIgnored }) => !failureIgnored),
    );
    const actions = pipelines.flatMap((pipeline) => pipeline.actions);
    const found = (kind: PipelineStep): { file: string; line: number } | undefined =>
      commands.find((one: CiCommand) => takesStep(one.text, kind) && !hollowScript(evidence, one, kind)) ??
      (kind === "test" ? undefined : actions.find(({ name }) => imageAction.test(name)));
    const places = { build: found("build"), test: found("test"), image: found("image") };
    const place = (kind: PipelineStep): Pointer =>
      pointer(places[kind]?.file ?? ".", places[kind]?.line ?? null, names[kind]);
    const missing = kinds
      .filter((kind) => !places[kind])
      .map((kind) =>
        pointer(pipelines[0]?.file ?? ".github/workflows", null, {
          en: `no ${names[kind].en} step`,
          es: `sin paso de ${names[kind].es}`,
        }),
      );
    return failOn(
      missing,
      { en: "The pipeline is missing or not complete", es: "El pipeline falta o no está completo" },
      () =>
        pass(
          { en: "CI builds, tests and packs", es: "CI construye, prueba y empaqueta" },
          place("build"),
          place("test"),
          place("image"),
        ),
    );
  },
};
