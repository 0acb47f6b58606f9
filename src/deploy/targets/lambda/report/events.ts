import type { DesiredStack } from "../../../../cloudformation/evaluation/desired-stack.js";
import type { Json } from "../../../../cloudformation/json.js";
import type { Service } from "../../../../workspace/workspace.js";
import type { DeploymentRecord } from "../record.js";
import { type Smoke, smokeOf } from "../smoke.js";

/**
 * What a deployed function is called with when no event is given: what deploy tries it with. Undefined where nothing is known that
 * does no harm.
 * @throws MsxError FILE_INVALID
 */
export function harmlessEvent(
  service: Pick<Service, "folder" | "http">,
  record: DeploymentRecord,
  functionId: string,
): Smoke | undefined {
  const stack = recordedStack(record);
  const functions = stack.resources.filter(({ type }) => type === "AWS::Lambda::Function");
  return smokeOf(service, stack, functionId, functions.length === 1);
}

/** With functions named by their logical ids again, as a template does. */
function recordedStack({ stack }: DeploymentRecord): DesiredStack {
  const all = Object.values(stack.resources);
  const functions = new Map(
    all
      .filter(({ type }) => type === "AWS::Lambda::Function")
      .map(({ physicalId, logicalId }) => [physicalId, logicalId]),
  );
  const resources = all.map((one) => {
    const id = functions.get(String(one.properties.FunctionName));
    const FunctionName: Json = { Ref: id ?? "" };
    return id === undefined ? one : { ...one, properties: { ...one.properties, FunctionName } };
  });
  return { stackName: stack.stackName, resources, outputs: [] };
}
