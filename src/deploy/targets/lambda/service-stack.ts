import type { DesiredStack, StackPlace } from "../../../cloudformation/evaluation/desired-stack.js";
import type { Service, Workspace } from "../../../workspace/workspace.js";
import type { AwsPlace } from "./place.js";
import { type CodeSource, type Project, readProject } from "./project.js";
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

/** @throws MsxError FUNCTION_TEMPLATE_MISSING, FILE_INVALID */
export function projectOf(service: Service, { parameters, env, place }: StackOwner): Project {
  return readProject(service, { parameters, env: { ...env, AWS_REGION: place.region } });
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
