import { tellBoth } from "../../../messages/tell.js";
import { onNode, overFunctions } from "../../engine/over-functions.js";
import { fail, failOn, pass, pointer, type Rule } from "../../engine/rule.js";
import type { DeployedFunction } from "../../evidence/serverless/deployed-function.js";
import { infrastructureOf } from "../../evidence/serverless/infrastructure.js";
import { describesFunctions, stackFiles } from "../../evidence/serverless/stack-files.js";

/** MS-2: a service's functions are deployed by a file of its own. */
export const rule: Rule = {
  id: "own-stack",
  item: "MS-2",
  forms: ["lambda"],
  title: {
    en: "The functions are deployed by a template of their own",
    es: "Las funciones se despliegan con una plantilla propia",
  },
  severity: "high",
  waivable: true,
  section: "Autonomía de Servicios",
  why: {
    en: "Functions that share a stack with another service are deployed, and rolled back, together with it.",
    es: "Las funciones que comparten un stack con otro servicio se despliegan, y se revierten, junto con él.",
  },
  fix: {
    en: "Describe the functions in a template.yaml (SAM, CloudFormation) or serverless.yml in the service's folder.",
    es: "Describe las funciones en un template.yaml (SAM, CloudFormation) o serverless.yml en la carpeta del servicio.",
  },
  evaluate(evidence) {
    const { problems, functions } = infrastructureOf(evidence);
    const message = { en: "The template cannot be read", es: "La plantilla no se puede leer" };
    const broken = [
      ...problems.map(({ file, line, detail }) => pointer(file, line, tellBoth(detail))),
      ...functions
        .filter(isHollow)
        .map(({ id, node }) =>
          onNode(node, { en: `${id}: neither a handler nor an image`, es: `${id}: ni handler ni imagen` }),
        ),
    ];
    if (functions.length === 0 && broken.length === 0) {
      const none = {
        en: "No template of its own deploys the functions",
        es: "Ninguna plantilla propia despliega las funciones",
      };
      const empty = stackFiles(evidence.tree).find((path) => !path.startsWith("."));
      return empty === undefined
        ? fail(none, ...around(evidence.repository))
        : fail(none, pointer(empty, 1, { en: "describes no function", es: "no describe ninguna función" }));
    }
    return failOn(broken, message, () =>
      overFunctions(evidence, ([{ node, root }, ...others]) =>
        pass(
          {
            en: `${others.length + 1} function(s) are deployed by ${root.file}`,
            es: `${root.file} despliega ${others.length + 1} función(es)`,
          },
          onNode(node, { en: "first function", es: "primera función" }),
        ),
      ),
    );
  },
};

/** A function that has nothing to run deploys nothing. */
function isHollow({ handler, node, root }: DeployedFunction): boolean {
  return (
    handler === undefined &&
    node.first("image", "uses") === undefined &&
    node.get("Properties", "ImageUri") === undefined &&
    node.get("Properties", "Code", "ImageUri") === undefined &&
    node.get("Properties", "PackageType") === undefined &&
    root.get("Globals", "Function", "PackageType") === undefined &&
    root.get("Globals", "Function", "ImageUri") === undefined
  );
}

/** A template of the whole repository that deploys it instead, or the one that is missing. */
function around(repository: Parameters<typeof stackFiles>[0]) {
  const shared =
    repository.paths.includes("template.yaml") || repository.paths.includes("serverless.yml")
      ? stackFiles(repository).find((path) => !path.includes("/") && describesFunctions(repository, path))
      : undefined;
  return [
    shared === undefined
      ? pointer("template.yaml", null, { en: "missing", es: "falta" })
      : pointer(`/${shared}`, 1, { en: "shared with other services", es: "compartida con otros servicios" }),
  ] as const;
}
