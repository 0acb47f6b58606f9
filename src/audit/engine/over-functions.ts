import { tellBoth } from "../../messages/tell.js";
import type { Text } from "../../messages/text.js";
import type { DeployedFunction } from "../evidence/serverless/deployed-function.js";
import { type Infrastructure, infrastructureOf } from "../evidence/serverless/infrastructure.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { type Finding, manual, type Pointer, pointer } from "./rule.js";

/** Decides over the functions of a service; where none can be read only a person can decide. */
export function overFunctions(
  evidence: ServiceEvidence,
  decide: (
    functions: readonly [DeployedFunction, ...DeployedFunction[]],
    infrastructure: Infrastructure,
  ) => Finding,
): Finding {
  const infrastructure = infrastructureOf(evidence);
  const [first, ...rest] = infrastructure.functions;
  if (first) return decide([first, ...rest], infrastructure);
  const [problem] = infrastructure.problems;
  return manual(
    {
      en: "No function was found in a SAM or CloudFormation template or a serverless.yml",
      es: "No se encontró ninguna función en una plantilla de SAM o CloudFormation ni en un serverless.yml",
    },
    problem
      ? pointer(problem.file, problem.line, tellBoth(problem.detail))
      : pointer("template.yaml", null, { en: "missing", es: "falta" }),
  );
}

/** A pointer at a place in a template or serverless.yml. */
export function onNode(node: { readonly file: string; readonly line: number }, note: Text): Pointer {
  return pointer(node.file, node.line, note);
}
