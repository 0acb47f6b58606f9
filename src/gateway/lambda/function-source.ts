import type { InstanceSource } from "../discovery/instance-source.js";

/** The source of a route that a function answers: it has no instances to choose from. */
export function createFunctionSource(): InstanceSource {
  return {
    kind: "lambda",
    instances: { upstreams: [], weights: undefined },
    state: "live",
    ready: Promise.resolve(),
    close() {},
  };
}
