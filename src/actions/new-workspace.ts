import path from "node:path";
import { MsxError } from "../errors/msx-error.js";
import { type CiSystem, defaultCi } from "../generator/ci-systems.js";
import { entityNames, pascalOf } from "../generator/entity-names.js";
import { defaultInfrastructure, type Infrastructure, planLambda } from "../generator/plan-lambda.js";
import {
  planService,
  type ReferenceService,
  referenceServices,
  type ServicePlan,
} from "../generator/plan-service.js";
import { planWorkspace } from "../generator/plan-workspace.js";
import type { StackChoice } from "../generator/stacks.js";
import { sweepStaging } from "../generator/staging.js";
import { assertFree } from "../generator/target.js";
import { templateRoot } from "../generator/template-root.js";
import { writeTree } from "../generator/write-tree.js";
import { assertName } from "../workspace/name.js";
import { findWorkspaceFolder } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { assertFitting, assertMakeable, stackChoice } from "./makeable.js";
import type { Created, NewResult } from "./new-result.js";
import { referenceStacks } from "./reference-stacks.js";

export interface NewWorkspaceOptions {
  /** Asked for in a terminal when absent. */
  readonly name?: string;
  /** With the three reference services and their routes. */
  readonly reference: boolean;
  /** What checks and promotes its services; GitHub Actions unless told otherwise. */
  readonly ci?: CiSystem;
  /** Of the reference services; containers unless told otherwise. */
  readonly form?: string;
  /** What their infrastructure is written for; AWS SAM unless told otherwise. Only of the form `lambda`. */
  readonly iac?: Infrastructure;
  /** What the reference services are written in: a stack for all, or one by name (`user=dotnet,order=dotnet`). */
  readonly stack: string;
  /** What .NET is compiled for; only where a service is written in it. */
  readonly framework?: string;
  readonly dryRun: boolean;
  /** The folder of the template layers; msx's own unless told otherwise. */
  readonly templates?: string;
}

/**
 * Makes a workspace in a new folder of that name.
 * @throws MsxError NAME_INVALID, NESTED_WORKSPACE, TARGET_NOT_EMPTY, TARGET_UNSAFE, NOT_AVAILABLE, OPTION_INVALID,
 *   ANSWER_MISSING, WRITE_FAILED or INTERRUPTED; nothing is written then.
 */
export async function newWorkspace(options: NewWorkspaceOptions, context: ActionContext): Promise<NewResult> {
  const written = assertReferences(options);
  assertFitting(options.form ?? "microservice", { iac: options.iac });
  const name =
    options.name ?? (await context.io.ask({ type: "input", flag: "NAME", code: "new.ask.workspace" }));
  assertName(name, "workspace");
  const target = path.join(context.cwd, name);
  const outer = findWorkspaceFolder(context.cwd);
  if (outer) throw new MsxError("NESTED_WORKSPACE", { path: target, workspace: outer });
  if (!options.dryRun) sweepStaging(context.cwd);
  assertFree(target);

  const root = options.templates ?? templateRoot();
  const ci = options.ci ?? defaultCi;
  const services = options.reference ? referencePlans(name, ci, root, options, written) : [];
  const files = planWorkspace(name, services, root, ci);
  if (!options.dryRun) await writeTree({ target, files, signal: context.signal });

  const isOwn = (file: string): boolean => !services.some(({ service }) => isIn(service.name, file));
  const own = files.map((file) => file.path).filter(isOwn);
  const created: Created[] = [
    {
      kind: "workspace",
      name,
      path: target,
      files: own.length,
      routes: [],
      ...(options.dryRun && { tree: own }),
    },
    ...services.map(
      ({ service, files, routes }): Created => ({
        kind: "service",
        name: service.name,
        path: path.join(target, "services", service.name),
        files: files.length,
        routes,
        ...(options.dryRun && { tree: files.map((file) => file.path) }),
      }),
    ),
  ];
  const then = options.reference ? ["msx up", "msx deploy"] : ["msx new service item-service --entity Item"];
  return { created, next: [`cd ${name}`, ...then], dryRun: options.dryRun };
}

type WrittenIn = Readonly<Record<ReferenceService, StackChoice>>;

/** What each reference service is written in, once all of it is known to be possible. */
function assertReferences({ stack, framework, form = "microservice" }: NewWorkspaceOptions): WrittenIn {
  const stackOf = referenceStacks(stack);
  const hasDotnet = Object.values(stackOf).includes("dotnet");
  const choice = (service: ReferenceService): StackChoice => {
    const one = stackOf[service];
    assertMakeable({ stack: one, form });
    return stackChoice(one, one === "dotnet" || !hasDotnet ? framework : undefined);
  };
  return { user: choice("user"), payment: choice("payment"), order: choice("order") };
}

function referencePlans(
  workspace: string,
  ci: CiSystem,
  root: string,
  { form, iac = defaultInfrastructure }: NewWorkspaceOptions,
  written: WrittenIn,
): ServicePlan[] {
  return referenceServices.map((reference) => {
    const answers = {
      workspace,
      service: `${reference}-service`,
      owner: `team-${reference}`,
      entity: entityNames(pascalOf(reference)),
      reference,
      ci,
      ...written[reference],
    };
    return form === "lambda" ? planLambda({ ...answers, iac }, root) : planService(answers, root);
  });
}

function isIn(service: string, file: string): boolean {
  return file.startsWith(`services/${service}/`);
}
