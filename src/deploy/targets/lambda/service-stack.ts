import { planStack } from "../../../cloudformation/engine/plan-stack.js";
import type { StackPlan } from "../../../cloudformation/engine/stack-plan.js";
import type { StackRecord } from "../../../cloudformation/engine/stack-record.js";
import type { DesiredStack, StackPlace } from "../../../cloudformation/evaluation/desired-stack.js";
import { canonicalJson, type Json } from "../../../cloudformation/json.js";
import { withPlace } from "../../../cloudformation/template-error.js";
import type { Service, Workspace } from "../../../workspace/workspace.js";
import type { AwsPlace } from "./place.js";
import { type CodeSource, type Project, readProject } from "./project.js";
import { sourceVersion } from "./source-entries.js";
import { stackOf } from "./stack.js";

/** Whose stacks these are, and where they go. */
export interface StackOwner {
  readonly workspace: Workspace;
  /** The workspace's own, from its state. */
  readonly workspaceId: string;
  readonly place: AwsPlace;
  /** Of the templates. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Environment variables of every function, beside those of its template: what of the platform it is led to. */
  readonly variables: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Which of a .NET project's two hosts runs where nothing else was said: locally the one that is a program of its own, since a class
 * library needs AWS's runtime. As a template's parameter and as serverless.yml's option.
 */
const ownProgram = { Host: "bootstrap", host: "bootstrap" } as const;

/** @throws MsxError FUNCTION_TEMPLATE_MISSING, FILE_INVALID */
export function projectOf(service: Service, { parameters, env, place }: StackOwner): Project {
  const usual = service.stack === "dotnet" && place.isLoopback ? { usual: ownProgram } : {};
  return readProject(service, { parameters, ...usual, env: { ...env, AWS_REGION: place.region } });
}

/** How a service's stack is called. */
export function stackPlaceOf(service: string, { workspace, workspaceId, place }: StackOwner): StackPlace {
  const stackName = `${workspace.name}-${service}`;
  const { accountId, region } = place;
  const stackId = `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/${workspaceId}`;
  return { stackName, stackId, accountId, region };
}

/**
 * What a service's project comes to.
 * @param digestOf the digest of the archive that is made of a function's code
 * @throws MsxError FILE_INVALID, with the template's line
 */
export function serviceStack(
  { name }: Pick<Service, "name">,
  project: Project,
  owner: StackOwner,
  digestOf: (code: CodeSource) => string,
): DesiredStack {
  const tags = { "msx:workspace": owner.workspaceId, "msx:service": name };
  return stackOf(project, { place: stackPlaceOf(name, owner), tags, variables: owner.variables, digestOf });
}

/** Of a service's sources, its template and what fills it in, at this place. */
export function stackVersion(
  { folder }: Pick<Service, "folder">,
  { name, template, parameters }: Project,
  { variables, place }: StackOwner,
): string {
  const given = canonicalJson({ template: template as unknown as Json, parameters, variables });
  return sourceVersion(folder, [name, place.key, given]);
}

/** What it takes to get from what was made to what is wanted. @throws MsxError FILE_INVALID, with the template's line */
export function planProject({ document }: Project, desired: DesiredStack, before: StackRecord): StackPlan {
  try {
    return planStack(desired, before);
  } catch (error) {
    throw withPlace(error, document);
  }
}
