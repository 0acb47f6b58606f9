import type { Dependencies } from "../dev-stack.js";
import { typescriptStack } from "../typescript/typescript-stack.js";
import { Bundler } from "./bundler.js";

/** Functions are bundled from what is installed; a project that is built as a whole installs for itself. */
export const functionDependencies: Dependencies = {
  isInstalled: (service) => !Bundler.takes(service) || typescriptStack.isInstalled(service),
  install: typescriptStack.install,
};
