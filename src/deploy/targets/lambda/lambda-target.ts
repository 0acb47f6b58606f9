import { applyPlan, deleteStack } from "../../../cloudformation/engine/apply-plan.js";
import type { StackPlan } from "../../../cloudformation/engine/stack-plan.js";
import { goesWithItsFunction, type StackRecord } from "../../../cloudformation/engine/stack-record.js";
import type { DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import { type AwsClients, createAwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { phrase } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { Io } from "../../../io/io.js";
import { gatewayPath } from "../../../workspace/gateway-path.js";
import type { Service } from "../../../workspace/workspace.js";
import type {
  DeployOutcome,
  DeployPlan,
  DeployStep,
  PlanOptions,
  Target,
  TargetStatus,
} from "../../target.js";
import { TaskReport } from "../../task-report.js";
import { assertNothingForeign } from "./foreign.js";
import { FunctionPackages } from "./function-packages.js";
import { knownRecord, withRetained } from "./known-record.js";
import { forMoto, isMoto } from "./moto.js";
import { type MotoLimit, motoLimits, tellMotoLimits } from "./moto-limits.js";
import { aliasesOf, beforeSwitch } from "./phases.js";
import type { CodeSource, Project } from "./project.js";
import { type DeploymentRecord, DeploymentRecords, type Serving } from "./record.js";
import {
  planProject,
  projectOf,
  type StackOwner,
  serviceStack,
  stackPlaceOf,
  stackVersion,
} from "./service-stack.js";
import { tryVersions } from "./try-versions.js";

export interface LambdaTargetOptions extends StackOwner {
  /** Where the gateway is, when it leads to these functions. */
  readonly gatewayUrl: string | undefined;
}

/** Services as AWS Lambda functions with what their template asks for, through AWS's API. */
export class LambdaTarget implements Target {
  readonly name = "lambda";
  readonly #options: LambdaTargetOptions;
  readonly #records: DeploymentRecords;
  readonly #clients: AwsClients;
  readonly #packages: FunctionPackages;
  #isMoto: Promise<boolean> | undefined;

  constructor(options: LambdaTargetOptions) {
    this.#options = options;
    this.#records = new DeploymentRecords(options.workspace.folder, options.place);
    this.#clients = createAwsClients(options.place.client);
    this.#packages = new FunctionPackages(options.workspace.folder);
  }

  close(): void {
    this.#clients.close();
  }

  /** Says what of these services will not run, where it is moto that they go to. */
  async prepare(services: readonly Service[], io: Io): Promise<void> {
    if (!(await this.#onMoto())) return;
    tellMotoLimits(
      io,
      services.map((service) => ({ service: service.name, limits: this.#limitsOf(service) })),
    );
  }

  async plan(service: Service, { canaryPercent }: PlanOptions): Promise<DeployPlan> {
    if (canaryPercent !== undefined) {
      throw new MsxError("USAGE", {
        detail: phrase("canary-of-functions", { service: service.name }),
        command: "deploy",
      });
    }
    const project = projectOf(service, this.#options);
    const version = stackVersion(service, project, this.#options);
    const record = await this.#knownRecord(service);
    const url = this.#urlOf(service);
    const common = { service: service.name, purpose: "deploy", version, replicas: 1, ...url } as const;
    if (record.serving?.version === version && !record.fromSource) return { ...common, steps: [] };
    const desired = (await this.#desiredOf(service, project))(() => version);
    const plan = planProject(project, desired, withRetained(record));
    await assertNothingForeign(plan, this.#clients, {
      service: service.name,
      place: this.#options.place.description,
    });
    return { ...common, steps: stepsOf(plan, service.name, version) };
  }

  async planRollback(service: Service): Promise<DeployPlan> {
    if (await this.#onMoto()) throw new MsxError("NOT_ON_MOTO", { what: `msx rollback ${service.name}` });
    const { serving, previous, stack } = await this.#knownRecord(service);
    if (previous === undefined || serving === undefined) {
      const params = { service: service.name, running: serving?.version ?? "-", previous: "-", image: "-" };
      throw new MsxError("NOTHING_TO_ROLL_BACK", params);
    }
    const steps = Object.entries(previous.aliases).map(
      ([id, to]): DeployStep => ({ kind: "alias", name: aliasText(stack, id), version: to }),
    );
    const { version } = previous;
    return {
      service: service.name,
      purpose: "rollback",
      version,
      replicas: 1,
      steps,
      ...this.#urlOf(service),
    };
  }

  async apply(plan: DeployPlan, io: Io, signal: AbortSignal): Promise<DeployOutcome> {
    const service = this.#service(plan.service);
    const report = new TaskReport(io, service.name);
    const { version, url: at } = plan;
    const url = at === undefined ? {} : { url: at };
    if (plan.steps.length === 0) {
      report.succeeded("deploy.functions.unchanged", { version });
      return { state: "unchanged", version, replicas: 1, ...url };
    }
    report.started();
    try {
      if (plan.purpose === "rollback") await this.#switchBack(service);
      else await this.#deploy(service, version, report, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof MsxError && isOfTheService(error))) throw error;
      report.failed("deploy.failed", { detail: error.params.detail ?? error.code });
      const serving = this.#records.read(service.name)?.serving;
      const isServed = error.code === "SMOKE_FAILED" && (await this.#onMoto());
      if (isServed) report.warn("deploy.moto.served", { service: service.name, version });
      const isBack =
        !isServed && serving !== undefined && error.code !== "BUILD_FAILED" && plan.purpose !== "rollback";
      const left = { version: serving?.version ?? version, replicas: serving === undefined ? 0 : 1, ...url };
      return { state: isBack ? "rolled-back" : "failed", ...left, error };
    }
    report.succeeded("deploy.functions.done", { version, place: this.#options.place.description });
    return { state: plan.purpose === "rollback" ? "rolled-back" : "deployed", version, replicas: 1, ...url };
  }

  async status(service: Service): Promise<TargetStatus> {
    const { serving, fromSource } = await this.#knownRecord(service);
    if (serving === undefined) return { replicas: 0, ready: 0 };
    const version = fromSource ? "dev" : serving.version;
    return { version, replicas: 1, ready: 1, ...this.#urlOf(service) };
  }

  /** Takes away what was made for the service; what its template retains stays, and is found again by the next deploy. */
  async destroy(service: Pick<Service, "name">, signal: AbortSignal): Promise<number> {
    const record = this.#records.read(service.name);
    if (record === undefined) return 0;
    const before = record.stack;
    const tools = { clients: this.#clients, place: stackPlaceOf(service.name, this.#options), signal };
    const onRecord = (stack: StackRecord): void => this.#records.write({ ...record, stack });
    const { outcome, record: left, failures } = await deleteStack(before, { ...tools, onRecord });
    if (outcome !== "complete") {
      const detail = failures.map(({ logicalId, reason }) => `${logicalId}: ${reason}`).join("; ");
      throw new MsxError("FUNCTIONS_NOT_REMOVED", { service: service.name, detail });
    }
    const kept = Object.values(before.resources).filter(
      (one) => one.deletionPolicy !== "Delete" && !goesWithItsFunction(one),
    );
    const retained = [...record.retained.filter(({ logicalId }) => !before.resources[logicalId]), ...kept];
    if (retained.length === 0) this.#records.remove(service.name);
    else this.#records.write({ service: record.service, place: record.place, stack: left, retained });
    return Object.keys(before.resources).length - kept.length;
  }

  async #deploy(service: Service, version: string, report: TaskReport, signal: AbortSignal): Promise<void> {
    const project = projectOf(service, this.#options);
    const desiredOf = await this.#desiredOf(service, project);
    const { desired, artifacts } = await this.#packages.make(service, desiredOf, report, signal);
    const record = await this.#knownRecord(service);
    const before = withRetained(record);
    let kept: DeploymentRecord = { ...record, retained: [] };
    const keep = (stack: StackRecord): void => {
      kept = { ...kept, stack };
      this.#records.write(kept);
    };
    const run = async (plan: StackPlan): Promise<StackRecord> => {
      const applied = await applyPlan(plan, {
        ...{ clients: this.#clients, place: stackPlaceOf(service.name, this.#options), artifacts, signal },
        // What a failed deploy leaves by its policy is the next one's to go on with.
        keepRetained: true,
        onRecord: keep,
        onEvent: ({ logicalId, status }) =>
          report.progress("deploy.step.resource", { resource: logicalId, status: status.toLowerCase() }),
      });
      keep(applied.record);
      signal.throwIfAborted();
      if (applied.outcome === "complete") return applied.record;
      const detail = applied.failures.map(({ logicalId, reason }) => `${logicalId}: ${reason}`).join("; ");
      throw new MsxError("FUNCTIONS_FAILED", { service: service.name, version, detail });
    };
    const made = await run(planProject(project, beforeSwitch(desired, before), before));
    await tryVersions(this.#clients, { service, version, desired, made }, report, signal);
    report.progress("deploy.step.alias");
    const done = await run(planProject(project, desired, made));
    const serving = servingOf(version, desired, done);
    const { fromSource: _, ...rest } = kept;
    this.#records.write({
      ...rest,
      ...{ stack: done, serving },
      // The same one again, after msx dev: what could be gone back to before still can.
      ...(record.serving && record.serving.version !== version && { previous: record.serving }),
    });
  }

  async #switchBack(service: Service): Promise<void> {
    const record = await this.#knownRecord(service);
    const { previous, serving } = record;
    if (previous === undefined || serving === undefined) return;
    const lambda = await this.#clients.lambda();
    const resources = { ...record.stack.resources };
    for (const [id, FunctionVersion] of Object.entries(previous.aliases)) {
      const alias = resources[id];
      if (alias === undefined) continue;
      const { FunctionName, Name } = alias.properties as Record<string, string>;
      await lambda.updateAlias({ FunctionName, Name, FunctionVersion });
      resources[id] = { ...alias, properties: { ...alias.properties, FunctionVersion } };
    }
    const stack = { ...record.stack, resources };
    const { fromSource: _, ...kept } = record;
    this.#records.write({ ...kept, stack, serving: previous, previous: serving });
  }

  /** What the service is to be, given what its functions' code is packed as. */
  async #desiredOf(
    service: Service,
    project: Project,
  ): Promise<(digestOf: (code: CodeSource) => string) => DesiredStack> {
    const onMoto = await this.#onMoto();
    return (digestOf) => {
      const desired = serviceStack(service, project, this.#options, digestOf);
      return onMoto ? forMoto(desired) : desired;
    };
  }

  #onMoto(): Promise<boolean> {
    this.#isMoto ??= isMoto(this.#options.place);
    return this.#isMoto;
  }

  /** None for what is not going to be deployed; what is wrong with the service is for its plan to say. */
  #limitsOf(service: Service): readonly MotoLimit[] {
    try {
      const project = projectOf(service, this.#options);
      const version = stackVersion(service, project, this.#options);
      const record = this.#records.read(service.name);
      if (record?.serving?.version === version && !record.fromSource) return [];
      return motoLimits(serviceStack(service, project, this.#options, () => version));
    } catch (error) {
      if (error instanceof MsxError) return [];
      throw error;
    }
  }

  #knownRecord({ name }: Service): Promise<DeploymentRecord> {
    const { stackName } = stackPlaceOf(name, this.#options);
    return knownRecord(this.#records, this.#clients, name, stackName);
  }

  #urlOf(service: Service): { readonly url?: string } {
    const { gatewayUrl, workspace } = this.#options;
    const at = gatewayPath(workspace, service);
    return gatewayUrl === undefined || at === undefined ? {} : { url: `${gatewayUrl}${at}` };
  }

  #service(name: string): Service {
    const service = this.#options.workspace.allServices.find((one) => one.name === name);
    if (service === undefined) throw new MsxError("UNKNOWN_SERVICE", { name, known: "-" });
    return service;
  }
}

function servingOf(version: string, desired: DesiredStack, { resources }: StackRecord): Serving {
  const aliases = aliasesOf(desired).map(({ aliasId }) => [
    aliasId,
    String(resources[aliasId]?.properties.FunctionVersion),
  ]);
  return { version, aliases: Object.fromEntries(aliases) };
}

function aliasText({ resources }: StackRecord, id: string): string {
  const { FunctionName = id, Name = "" } = resources[id]?.properties ?? {};
  return `${String(FunctionName)}:${String(Name)}`;
}

function stepsOf({ resources }: StackPlan, service: string, version: string): DeployStep[] {
  const changes = resources.flatMap(({ action, type, logicalId }): DeployStep[] =>
    action === "none" ? [] : [{ kind: "resource", action, type, name: logicalId }],
  );
  return [{ kind: "build", image: `${service}:${version}` }, ...changes, { kind: "smoke", service }];
}

/** What the service itself is to blame for; everything else is the environment's and ends the command. */
function isOfTheService({ code }: MsxError): boolean {
  return code === "BUILD_FAILED" || code === "FUNCTIONS_FAILED" || code === "SMOKE_FAILED";
}
