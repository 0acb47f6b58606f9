import { isObject } from "../../../cloudformation/json.js";
import type { ServiceEvidence } from "../service-evidence.js";
import { ConfigNode, type ConfigProblem, readSource } from "./config-node.js";
import { neverHolds } from "./constant-conditions.js";
import type { DeployedFunction } from "./deployed-function.js";
import { samFunctions } from "./sam-functions.js";
import { serverlessFunctions } from "./serverless-functions.js";
import { serverlessFile, stackFiles } from "./stack-files.js";

/** A resource of a template, or of a serverless.yml's `resources`. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly node: ConfigNode;
  readonly properties: ConfigNode | undefined;
}

/** One SAM or CloudFormation template, or one serverless.yml. */
export interface Stack {
  readonly file: string;
  readonly kind: "template" | "serverless";
  readonly root: ConfigNode;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly functions: readonly DeployedFunction[];
}

/** All that describes the functions of a service and what they need. */
export interface Infrastructure {
  readonly stacks: readonly Stack[];
  readonly functions: readonly DeployedFunction[];
  readonly problems: readonly ConfigProblem[];
}

/** The infrastructure of a service, read once. */
export function infrastructureOf(evidence: ServiceEvidence): Infrastructure {
  return evidence.fact(read);
}

function read(evidence: ServiceEvidence): Infrastructure {
  const { tree } = evidence;
  const sources = stackFiles(tree).flatMap((file) => {
    const source = readSource(file, (path) => tree.read(path));
    return source ? [source] : [];
  });
  const stacks = sources.flatMap((source): Stack[] => {
    if (!("data" in source)) return [];
    const root = ConfigNode.at(source);
    return serverlessFile.test(source.file) ? serverlessStack(root) : templateStack(root);
  });
  return {
    stacks,
    functions: stacks.flatMap(({ functions }) => functions),
    problems: sources.filter((source): source is ConfigProblem => "detail" in source),
  };
}

function templateStack(root: ConfigNode): Stack[] {
  const resources = resourcesIn(root.get("Resources"), root);
  if (resources.size === 0) return [];
  const functions = samFunctions(root, resources);
  return [{ file: root.file, kind: "template", root, resources, functions }];
}

function serverlessStack(root: ConfigNode): Stack[] {
  const parts = root.get("resources")?.items() ?? [];
  const resources = new Map(
    parts.flatMap((part) => [...resourcesIn(part.get("Resources") ?? bare(part), part)]),
  );
  const functions = serverlessFunctions(root);
  return [{ file: root.file, kind: "serverless", root, resources, functions }];
}

/** An included file may hold the resources themselves. */
function bare(part: ConfigNode): ConfigNode | undefined {
  return part.entries().some(([, node]) => node.get("Type") !== undefined) ? part : undefined;
}

/** What is never made, whatever the stage, is no resource. */
function resourcesIn(node: ConfigNode | undefined, root: ConfigNode): ReadonlyMap<string, Resource> {
  return new Map(
    (node?.entries() ?? []).flatMap(([id, resource]): [string, Resource][] => {
      const type = resource.get("Type")?.text;
      if (type === undefined || !isObject(resource.value)) return [];
      const condition = resource.get("Condition")?.text;
      if (condition !== undefined && neverHolds(root, condition)) return [];
      return [[id, { id, type, node: resource, properties: resource.get("Properties") }]];
    }),
  );
}

/** The resources of some types, over all stacks, each with its stack. */
export function resourcesOf(
  { stacks }: Infrastructure,
  type: RegExp,
): readonly (Resource & { readonly stack: Stack })[] {
  return stacks.flatMap((stack) =>
    [...stack.resources.values()].filter((one) => type.test(one.type)).map((one) => ({ ...one, stack })),
  );
}
