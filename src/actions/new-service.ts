import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { type CiSystem, ciSystems, defaultCi } from "../generator/ci-systems.js";
import type { FileEdit } from "../generator/edit-files.js";
import { assertDotnetEntity, entityNames, entityOfService, pascalOf } from "../generator/entity-names.js";
import { appendRoutes, type GatewayRoute } from "../generator/gateway-routes.js";
import { readManifest } from "../generator/manifest.js";
import {
  defaultInfrastructure,
  type Infrastructure,
  planLambda,
  type Trigger,
} from "../generator/plan-lambda.js";
import { planService, type ReferenceService, referenceServices } from "../generator/plan-service.js";
import { routesPath } from "../generator/plan-workspace.js";
import { databases, messagings, type ServiceUses, serviceUses } from "../generator/service-uses.js";
import { sweepStaging } from "../generator/staging.js";
import { assertFree, assertNoLinks } from "../generator/target.js";
import { templateRoot } from "../generator/template-root.js";
import { writeTree } from "../generator/write-tree.js";
import type { Io } from "../io/io.js";
import { assertName } from "../workspace/name.js";
import { assertOwner } from "../workspace/owner.js";
import { loadSharedWorkspace, type Workspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { filledFrom, readDecision } from "./from-decision.js";
import { assertFitting, assertMakeable, stackChoice } from "./makeable.js";
import type { NewResult } from "./new-result.js";

export interface NewServiceOptions {
  /** Asked for in a terminal when absent. */
  readonly name?: string;
  /** One of the guideline's services; excludes `entity`. */
  readonly reference?: ReferenceService;
  /** The entity, in PascalCase, that the service creates, reads, updates and deletes. */
  readonly entity?: string;
  /** Of the entity, in PascalCase, where the English rules get it wrong. */
  readonly plural?: string;
  /** The team; `team-<name without -service>` unless told otherwise. */
  readonly owner?: string;
  /** What checks and promotes it; the workspace's own unless told otherwise. */
  readonly ci?: CiSystem;
  /** `none`: it keeps nothing, and has no events either. */
  readonly database?: ServiceUses["database"];
  /** `none`: it publishes and consumes nothing. */
  readonly messaging?: ServiceUses["messaging"];
  /** What the functions are started by; `api` unless told otherwise. Only of the form `lambda`. */
  readonly trigger?: Trigger;
  /** What the infrastructure is written for; AWS SAM unless told otherwise. Only of the form `lambda`. */
  readonly iac?: Infrastructure;
  readonly stack: string;
  /** What .NET is compiled for; only of the stack `dotnet`. */
  readonly framework?: string;
  /** `microservice` or `lambda`; as the decision says, else `microservice`, when absent. */
  readonly form?: string;
  /** A record of `msx decide` in the workspace: name, form, owner and business value come from it. */
  readonly fromDecision?: string;
  /** Take the entity from the name when neither `reference` nor `entity` is given. */
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** The day by which a decision's review is due. */
  readonly now?: Date;
  /** The folder of the template layers; msx's own unless told otherwise. */
  readonly templates?: string;
}

/**
 * Makes a service in the workspace that the current folder lies in, and gives it its routes at the gateway: both, or
 * neither.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, NAME_INVALID, NAME_TAKEN, ENTITY_INVALID, OPTION_INVALID,
 *   MESSAGING_NEEDS_DATABASE, REFERENCE_NEEDS_ALL, FILE_UNREADABLE, DECISION_UNUSABLE,
 *   NOT_AVAILABLE, ANSWER_MISSING, TARGET_NOT_EMPTY, TARGET_UNSAFE, ROUTE_TAKEN, WRITE_FAILED or INTERRUPTED;
 *   nothing is written then.
 */
export async function newService(given: NewServiceOptions, context: ActionContext): Promise<NewResult> {
  const written = stackChoice(given.stack, given.framework);
  assertMakeable({
    stack: given.stack,
    ...(given.form !== undefined
      ? { form: given.form }
      : given.fromDecision === undefined && { form: "microservice" }),
  });
  if (written.framework === "net8.0") {
    context.io.emit({ type: "note", level: "warn", code: "new.framework.ended" });
  }
  const workspace = loadSharedWorkspace(context.cwd);
  const { fromDecision, now = new Date() } = given;
  const decision =
    fromDecision === undefined
      ? undefined
      : readDecision(fromDecision, workspace.folder, given, context, now);
  const options = { ...given, form: decision?.form ?? given.form ?? "microservice" };
  assertMakeable(options);
  assertFitting(options.form, { ...options });
  if (options.form === "microservice") serviceUses(options, options.reference);
  const name =
    decision?.service ??
    options.name ??
    (await context.io.ask({ type: "input", flag: "NAME", code: "new.ask.service" }));
  const target = freeFolder(workspace, name, options.dryRun);
  const { entity, reference, uses } = await chooseSubject(name, options, context);
  if (options.stack === "dotnet") assertDotnetEntity(entity);
  const owner = options.owner ?? decision?.owner ?? `team-${name.replace(/-service$/, "")}`;
  assertOwner(owner);

  const root = options.templates ?? templateRoot();
  const common = {
    workspace: workspace.name,
    service: name,
    owner,
    entity,
    ci: options.ci ?? ciOf(workspace),
    ...written,
  };
  const plan =
    options.form === "lambda"
      ? planLambda({ ...common, ...lambdaChoice(options, reference) }, root)
      : planService({ ...common, uses, ...(reference && { reference }) }, root);
  const files = decision ? filledFrom(decision, plan.files, target, root) : plan.files;
  const edits = routeEdits(workspace, plan.routes);
  if (!options.dryRun) await writeTree({ target, files, edits, signal: context.signal });

  const tree = options.dryRun ? { tree: files.map((file) => file.path) } : {};
  return {
    created: [{ kind: "service", name, path: target, files: files.length, routes: plan.routes, ...tree }],
    next: ["msx up", `msx deploy ${name}`],
    dryRun: options.dryRun,
  };
}

/** What the functions are: a reference service's own, else those of the trigger. */
function lambdaChoice(
  { trigger, iac = defaultInfrastructure }: NewServiceOptions,
  reference?: ReferenceService,
) {
  if (reference) return { iac, reference };
  return { iac, ...(trigger && { trigger }) };
}

/** What the workspace was made with; a workspace made by hand gets the default. */
function ciOf(workspace: Workspace): CiSystem {
  return ciSystems.find((ci) => ci === readManifest(workspace.folder)?.answers.ci) ?? defaultCi;
}

/** Where the service goes, after making sure that it can go there. */
function freeFolder(workspace: Workspace, name: string, dryRun: boolean): string {
  assertName(name, "service");
  const taken = workspace.allServices.find((service) => service.name === name);
  if (taken) throw new MsxError("NAME_TAKEN", { name, path: taken.folder });
  const target = path.join(workspace.folder, parentOfServices(workspace), name);
  assertNoLinks(workspace.folder, target);
  if (!dryRun) sweepStaging(path.dirname(target));
  assertFree(target);
  return target;
}

/** The folder of the first pattern in msx.yaml that takes in every folder below another: `services/*`. */
function parentOfServices(workspace: Workspace): string {
  for (const pattern of workspace.services) {
    const parent = /^(?:\.\/)?([^*]+)\/\*$/.exec(pattern)?.[1];
    if (parent) return parent;
  }
  const file = path.join(workspace.folder, "msx.yaml");
  throw new MsxError("FILE_INVALID", { file, line: 1, detail: phrase("services-pattern") });
}

type Subject = {
  entity: ReturnType<typeof entityNames>;
  reference?: ReferenceService;
  uses: ServiceUses;
};

/** What the service is about: as the options say, else as a person answers, else (with `yes`) as its name says. */
async function chooseSubject(
  service: string,
  options: NewServiceOptions,
  { io }: ActionContext,
): Promise<Subject> {
  const { reference, entity, plural } = options;
  // Who says what starts the functions has said enough: what they are about is in the name.
  const yes = options.yes || options.trigger !== undefined;
  if (reference) return subjectOf(reference, options);
  if (entity !== undefined) return { entity: entityNames(entity, plural), uses: serviceUses(options) };
  const proposed = entityOfService(service);
  if (yes) return { entity: entityNames(proposed, plural), uses: serviceUses(options) };
  const flag = `--entity NAME | --reference ${referenceServices.join("|")}`;
  const subject = await io.ask({
    type: "select",
    flag,
    code: "new.ask.subject",
    choices: [
      { value: "entity", code: "new.choice.entity" },
      { value: "user", code: "new.choice.user" },
      { value: "payment", code: "new.choice.payment" },
      { value: "order", code: "new.choice.order" },
    ],
  });
  const chosen = referenceServices.find((candidate) => candidate === subject);
  if (chosen) return subjectOf(chosen, options);
  const answer = await io.ask({
    type: "input",
    flag: "--entity NAME",
    code: "new.ask.entity",
    initial: proposed,
  });
  const names = entityNames(answer, plural);
  return { entity: names, uses: await chooseUses(options, io) };
}

/** Only who is asked what the service is about is asked what it relies on; everybody else has the options. */
async function chooseUses(options: NewServiceOptions, io: Io): Promise<ServiceUses> {
  const isSaid = options.database !== undefined || options.messaging !== undefined;
  if (isSaid || options.form !== "microservice") return serviceUses(options);
  const answer = await io.ask({
    type: "select",
    flag: `--database ${databases.join("|")} --messaging ${messagings.join("|")}`,
    code: "new.ask.uses",
    choices: [
      { value: "events", code: "new.choice.events" },
      { value: "database", code: "new.choice.database" },
      { value: "nothing", code: "new.choice.nothing" },
    ],
  });
  if (answer === "nothing") return serviceUses({ database: "none" });
  return serviceUses(answer === "database" ? { messaging: "none" } : {});
}

function subjectOf(reference: ReferenceService, options: NewServiceOptions): Subject {
  return { entity: entityNames(pascalOf(reference)), reference, uses: serviceUses(options, reference) };
}

/** The gateway's file with the routes appended; it is made when the workspace has none. */
function routeEdits(workspace: Workspace, routes: readonly GatewayRoute[]): FileEdit[] {
  if (routes.length === 0) return [];
  const file = path.join(workspace.folder, routesPath);
  assertNoLinks(workspace.folder, file);
  const before = existsSync(file) ? readFileSync(file) : undefined;
  const text = before ? before.toString("utf8") : '{\n  "Routes": []\n}\n';
  return [{ file, before, after: Buffer.from(appendRoutes(text, routes, file)) }];
}
