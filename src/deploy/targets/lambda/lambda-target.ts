import { createHash } from "node:crypto";
import { applyPlan, deleteStack } from "../../../cloudformation/engine/apply-plan.js";
import { planStack } from "../../../cloudformation/engine/plan-stack.js";
import type { StackPlan } from "../../../cloudformation/engine/stack-plan.js";
import type { ResourceRecord, StackRecord } from "../../../cloudformation/engine/stack-record.js";
import type { DesiredStack, StackPlace } from "../../../cloudformation/evaluation/desired-stack.js";
import { canonicalJson, type Json } from "../../../cloudformation/json.js";
import { type AwsClients, createAwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { withPlace } from "../../../cloudformation/template-error.js";
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
import { archiveOf } from "./archive.js";
import { buildFunctions } from "./build-functions.js";
import { assertNothingForeign, isThere } from "./foreign.js";
import { aliasesOf, beforeSwitch } from "./phases.js";
import type { CodeSource, Project } from "./project.js";
import { type DeploymentRecord, DeploymentRecords, type Serving } from "./record.js";
import { projectOf, type StackOwner, serviceStack, stackPlaceOf } from "./service-stack.js";
import { smokeOf, trySmoke } from "./smoke.js";
import { sourceVersion } from "./source-entries.js";

export interface LambdaTargetOptions extends StackOwner {
  /** Where the gateway is, when it leads to these functions. */
  readonly gatewayUrl: string | undefined;
}

/** How many lines of a failed build are shown. */
const shownLines = 40;

/** Services as AWS Lambda functions with what their template asks for, through AWS's API. */
export class LambdaTarget implements Target {
  readonly name = "lambda";
  readonly #options: LambdaTargetOptions;
  readonly #records: DeploymentRecords;
  readonly #clients: AwsClients;
  /** The build before: one at a time, since the first fills the dependencies that all share. */
  #building: Promise<unknown> = Promise.resolve();

  constructor(options: LambdaTargetOptions) {
    this.#options = options;
    this.#records = new DeploymentRecords(options.workspace.folder, options.place);
    this.#clients = createAwsClients(options.place.client);
  }

  close(): void {
    this.#clients.close();
  }

  async prepare(): Promise<void> {}

  async plan(service: Service, { canaryPercent }: PlanOptions): Promise<DeployPlan> {
    if (canaryPercent !== undefined) {
      throw new MsxError("USAGE", {
        detail: `${service.name}: --canary is for services, not for functions`,
        command: "deploy",
      });
    }
    const project = this.#project(service);
    const version = this.#versionOf(service, project);
    const record = await this.#knownRecord(service);
    const url = this.#urlOf(service);
    const common = { service: service.name, purpose: "deploy", version, replicas: 1, ...url } as const;
    if (record.serving?.version === version && !record.fromSource) return { ...common, steps: [] };
    const desired = this.#desired(service, project, () => version);
    const plan = this.#planned(project, desired, withRetained(record));
    await assertNothingForeign(plan, this.#clients, {
      service: service.name,
      place: this.#options.place.description,
    });
    return { ...common, steps: stepsOf(plan, service.name, version) };
  }

  async planRollback(service: Service): Promise<DeployPlan> {
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
      report.failed("deploy.failed", { detail: String(error.params.detail ?? error.code) });
      const serving = this.#records.read(service.name)?.serving;
      const isBack = serving !== undefined && error.code !== "BUILD_FAILED" && plan.purpose !== "rollback";
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
    const tools = { clients: this.#clients, place: this.#stackPlace(service.name), signal };
    const onRecord = (stack: StackRecord): void => this.#records.write({ ...record, stack });
    const { outcome, record: left, failures } = await deleteStack(before, { ...tools, onRecord });
    if (outcome !== "complete") {
      const detail = failures.map(({ logicalId, reason }) => `${logicalId}: ${reason}`).join("; ");
      throw new MsxError("FUNCTIONS_NOT_REMOVED", { service: service.name, detail });
    }
    const kept = Object.values(before.resources).filter(
      ({ deletionPolicy, type }) => deletionPolicy !== "Delete" && type !== "AWS::Lambda::Version",
    );
    const retained = [...record.retained.filter(({ logicalId }) => !before.resources[logicalId]), ...kept];
    if (retained.length === 0) this.#records.remove(service.name);
    else this.#records.write({ service: record.service, place: record.place, stack: left, retained });
    return Object.keys(before.resources).length - kept.length;
  }

  async #deploy(service: Service, version: string, report: TaskReport, signal: AbortSignal): Promise<void> {
    const project = this.#project(service);
    const { desired, artifacts } = await this.#build(service, project, report, signal);
    const record = await this.#knownRecord(service);
    const before = withRetained(record);
    let kept: DeploymentRecord = { ...record, retained: [] };
    const keep = (stack: StackRecord): void => {
      kept = { ...kept, stack };
      this.#records.write(kept);
    };
    const run = async (plan: StackPlan): Promise<StackRecord> => {
      const applied = await applyPlan(plan, {
        ...{ clients: this.#clients, place: this.#stackPlace(service.name), artifacts, signal },
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
    const made = await run(this.#planned(project, beforeSwitch(desired, before), before));
    await this.#smoke(service, version, desired, made, report, signal);
    report.progress("deploy.step.alias");
    const done = await run(this.#planned(project, desired, made));
    const serving = servingOf(version, desired, done);
    const { fromSource: _, ...rest } = kept;
    this.#records.write({
      ...rest,
      ...{ stack: done, serving },
      // The same one again, after msx dev: what could be gone back to before still can.
      ...(record.serving && record.serving.version !== version && { previous: record.serving }),
    });
  }

  /** Tries the new version of each function that gets one. @throws MsxError SMOKE_FAILED */
  async #smoke(
    service: Service,
    version: string,
    desired: DesiredStack,
    made: StackRecord,
    report: TaskReport,
    signal: AbortSignal,
  ): Promise<void> {
    const aliases = aliasesOf(desired);
    for (const { aliasId, functionId, versionId } of aliases) {
      const wanted = String(made.resources[versionId]?.attributes.Version);
      if (made.resources[aliasId]?.properties.FunctionVersion === wanted) continue;
      const functionName = made.resources[functionId]?.physicalId ?? functionId;
      const smoke = smokeOf(service, desired, functionId, aliases.length === 1);
      if (smoke === undefined) {
        report.warn("deploy.smoke.none", { service: service.name, function: functionName });
        continue;
      }
      report.progress("deploy.step.smoke", { function: functionName, what: smoke.what });
      const failed = await trySmoke(this.#clients, { functionName, version: wanted, smoke }, signal);
      if (failed === undefined) continue;
      throw new MsxError("SMOKE_FAILED", {
        service: service.name,
        version,
        function: functionName,
        ...failed,
      });
    }
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

  async #build(
    service: Service,
    project: Project,
    report: TaskReport,
    signal: AbortSignal,
  ): Promise<{ readonly desired: DesiredStack; readonly artifacts: ReadonlyMap<string, Uint8Array> }> {
    const lines: string[] = [];
    const artifacts = new Map<string, Uint8Array>();
    try {
      report.progress("deploy.step.queued");
      const onLine = (line: string): void => {
        lines.push(line);
        report.progress("deploy.step.build", { line });
      };
      const { workspace } = this.#options;
      const folder = await this.#inTurn(
        () => buildFunctions(service, workspace.folder, onLine, signal),
        signal,
      );
      const desired = this.#desired(service, project, (code) => {
        const archive = archiveOf(folder, code);
        const digest = createHash("sha256").update(archive).digest("hex");
        artifacts.set(digest, archive);
        return digest;
      });
      return { desired, artifacts };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof MsxError) throw cause;
      const logs = [...lines.slice(-shownLines), (cause as Error).message].join("\n");
      throw new MsxError("BUILD_FAILED", { service: service.name, logs }, { cause });
    }
  }

  #inTurn<Result>(build: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const turn = this.#building.then(() => {
      signal.throwIfAborted();
      return build();
    });
    this.#building = turn.catch(() => undefined);
    return turn;
  }

  #desired(service: Service, project: Project, digestOf: (code: CodeSource) => string): DesiredStack {
    return serviceStack(service, project, this.#options, digestOf);
  }

  #planned({ document }: Project, desired: DesiredStack, before: StackRecord): StackPlan {
    try {
      return planStack(desired, before);
    } catch (error) {
      throw withPlace(error, document);
    }
  }

  #stackPlace(service: string): StackPlace {
    return stackPlaceOf(service, this.#options);
  }

  #project(service: Service): Project {
    return projectOf(service, this.#options);
  }

  #versionOf(service: Service, { name, template, parameters }: Project): string {
    const { variables } = this.#options;
    const given = canonicalJson({ template: template as unknown as Json, parameters, variables });
    return sourceVersion(service.folder, [name, this.#options.place.key, given]);
  }

  /** What was made, as far as it is still there: a provider that keeps everything in memory may have been started anew. */
  async #knownRecord(service: Service): Promise<DeploymentRecord> {
    const stackName = this.#stackPlace(service.name).stackName;
    const record = this.#records.read(service.name);
    const functions = Object.values(record?.stack.resources ?? {}).filter(
      ({ type }) => type === "AWS::Lambda::Function",
    );
    if (record === undefined) return this.#records.begin(service.name, stackName);
    const retained = await this.#present(record.retained);
    if (functions.length === 0) return { ...record, retained };
    const present = await this.#present(functions);
    return present.length > 0 ? { ...record, retained } : this.#records.begin(service.name, stackName);
  }

  async #present(resources: readonly ResourceRecord[]): Promise<readonly ResourceRecord[]> {
    const found = await Promise.all(
      resources.map(async (one) => ((await isThere(this.#clients, one)) ? [one] : [])),
    );
    return found.flat();
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

/** What the template before wanted kept is there still. */
function withRetained({ stack, retained }: DeploymentRecord): StackRecord {
  const kept = Object.fromEntries(retained.map((record) => [record.logicalId, record]));
  return { ...stack, resources: { ...kept, ...stack.resources } };
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
