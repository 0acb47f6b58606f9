import { failOn, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import { ciPipelines } from "../../evidence/ci-pipeline.js";
import { hollowScript } from "../../evidence/hollow-scripts.js";

const steps = [
  {
    name: { en: "build", es: "construcción" },
    command:
      /\b(?:npm|pnpm|yarn)\s+(?:run\s+)?(?:build|bundle|package)\b|\btsc\b|\besbuild\b|\bdotnet\s+(?:build|publish|test|lambda\s+package)\b|\bsam\s+build\b/,
    action: undefined,
  },
  {
    name: { en: "deployment", es: "despliegue" },
    command:
      /^(?!.*\s--(?:no-execute(?:-changeset)?|dry-run)\b).*(?:\b(?:sam|serverless|sls|osls(?:@[\w.-]+)?|msx)\s+(?:deploy|package)\b|\bcloudformation\s+(?:deploy|package)\b|\bdotnet\s+lambda\s+deploy|\bcdk\s+deploy\b)/,
    action:
      /^aws-actions\/aws-(?:cloudformation|lambda)[\w-]*deploy@|^CloudFormationCreateOrUpdateStack@|^LambdaDeployFunction@/,
  },
] as const;

/** MS-8: a pipeline builds and deploys the functions; that it tests them too is decided by `tests-run`. */
export const rule: Rule = {
  id: "functions-pipeline",
  item: "MS-8",
  forms: ["lambda"],
  title: {
    en: "A pipeline builds and deploys the functions",
    es: "Un pipeline construye y despliega las funciones",
  },
  severity: "high",
  waivable: true,
  section: "Configuración y Despliegue",
  why: {
    en: "Functions that are deployed from somebody's machine are what that machine had, not what was reviewed and tested.",
    es: "Las funciones desplegadas desde la máquina de alguien son lo que esa máquina tenía, no lo revisado y probado.",
  },
  fix: {
    en: "Run build and deployment (sam deploy, osls deploy) in CI on pushes and change requests; let none of them fail silently.",
    es: "Ejecuta construcción y despliegue (sam deploy, osls deploy) en CI en cada push y solicitud de cambio; que ninguno falle en silencio.",
  },
  evaluate(evidence) {
    const pipelines = ciPipelines(evidence).filter(({ automatic }) => automatic);
    const file = pipelines[0]?.file ?? ".github/workflows";
    const found = steps.map(({ name, command, action }) => {
      const run = pipelines
        .flatMap(({ commands }) => commands)
        .find(
          (one) => !one.failureIgnored && command.test(one.text) && !hollowScript(evidence, one, "build"),
        );
      const used = pipelines.flatMap((pipeline) => pipeline.actions).find((one) => action?.test(one.name));
      const place = run ?? used;
      return { name, place: place && pointer(place.file, place.line, name) };
    });
    const missing = found
      .filter(({ place }) => !place)
      .map(({ name }) => pointer(file, null, { en: `no ${name.en} step`, es: `sin paso de ${name.es}` }));
    return failOn(
      missing,
      { en: "The pipeline is missing or not complete", es: "El pipeline falta o no está completo" },
      () => {
        const [first = pointer(file, null, steps[0].name), ...rest] = found.flatMap(({ place }): Pointer[] =>
          place ? [place] : [],
        );
        return pass({ en: "CI builds and deploys", es: "CI construye y despliega" }, first, ...rest);
      },
    );
  },
};
