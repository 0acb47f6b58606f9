import type { Service } from "../workspace/workspace.js";
import type { DevStack } from "./dev-stack.js";
import { typescriptStack } from "./typescript/typescript-stack.js";

const stacks: Readonly<Partial<Record<Service["stack"], DevStack>>> = { typescript: typescriptStack };

/** How a microservice is run from source, or why it cannot be. */
export function stackOf(service: Service): { readonly stack: DevStack } | { readonly problem: string } {
  const stack = stacks[service.stack];
  if (!stack) return { problem: `stack ${service.stack} is not supported` };
  const problem = stack.problem(service);
  return problem === undefined ? { stack } : { problem };
}
