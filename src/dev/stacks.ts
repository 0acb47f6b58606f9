import type { Detail } from "../errors/detail.js";
import type { Service } from "../workspace/workspace.js";
import type { DevStack } from "./dev-stack.js";
import { dotnetStack } from "./dotnet/dotnet-stack.js";
import { typescriptStack } from "./typescript/typescript-stack.js";

const stacks: Readonly<Record<Service["stack"], DevStack>> = {
  typescript: typescriptStack,
  dotnet: dotnetStack,
};

/** How a microservice is run from source, or why it cannot be. */
export function stackOf(service: Service): { readonly stack: DevStack } | { readonly problem: Detail } {
  const stack = stacks[service.stack];
  const problem = stack.problem(service);
  return problem === undefined ? { stack } : { problem };
}

/** Names of folders, wherever they lie, that hold what a build leaves. */
export function builtFolders(service: Service): readonly string[] {
  return stacks[service.stack].unwatched;
}
