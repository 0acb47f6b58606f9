import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { ResourceRecord } from "../../../cloudformation/engine/stack-record.js";
import { isObject } from "../../../cloudformation/json.js";
import { type AwsClients, createAwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { loadService, type Service } from "../../../workspace/workspace.js";
import { archiveOf } from "./archive.js";
import { buildFunctions } from "./build-functions.js";
import { functionsOf } from "./deployed-functions.js";
import { type DotnetProgram, dotnetProgramsOf } from "./dotnet-programs.js";
import { functionLogs } from "./function-logs.js";
import { isMoto } from "./moto.js";
import { type CodeSource, projectFile } from "./project.js";
import { type DeploymentRecord, DeploymentRecords } from "./record.js";
import { projectOf, type StackOwner, serviceStack } from "./service-stack.js";
import { sourceEntries } from "./source-entries.js";

const latest = "$LATEST";
const lookAgainMs = 50;
/** Logs are looked at so often: somebody waits for them. */
const logPollMs = 250;
/** What is about the service and runs nowhere. */
const notRun = new Set(["docs", "test", "README.md"]);
/** A change of these is more than one of code. */
const ofTheStack = ["service.yaml", "package.json", "package-lock.json", "scripts/build.mjs"];

/** A function of a service that runs from source. */
export interface SourceFunction {
  readonly logicalId: string;
  /** At AWS. */
  readonly name: string;
  readonly arn: string;
}

/**
 * A deployed service's functions while they run what was saved last: the aliases lead to `$LATEST`, which gets new code without a
 * version being published. The record says so, and which code it is, so that the next deploy puts everything right.
 */
export class FunctionsFromSource {
  readonly #owner: StackOwner;
  readonly #service: Service;
  readonly #records: DeploymentRecords;
  readonly #clients: AwsClients;
  /** By logical id, as the template was when it was deployed. */
  #sources: ReadonlyMap<string, CodeSource> | undefined;
  #programs: readonly DotnetProgram[] = [];

  constructor(service: Service, owner: StackOwner) {
    this.#owner = owner;
    this.#service = service;
    this.#records = new DeploymentRecords(owner.workspace.folder, owner.place);
    this.#clients = createAwsClients(owner.place.client);
  }

  close(): void {
    this.#clients.close();
  }

  /** Files and folders, relative to the service's folder, that its functions may be made of. */
  get watched(): readonly string[] {
    const present = sourceEntries(this.#service.folder).map(({ path: file }) => file.split("/")[0] ?? file);
    return [...new Set([...ofTheStack, "src", "contracts", "scripts", ...present])].filter(
      (name) => !notRun.has(name),
    );
  }

  /** Whether a change of this file is more than one of code: what describes the functions, and what they depend on. */
  isOfTheStack(file: string): boolean {
    return ofTheStack.includes(file) || file === projectFile(this.#service);
  }

  /** Whether it was deployed, so that something answers. */
  get isServing(): boolean {
    return this.#records.read(this.#service.name)?.serving !== undefined;
  }

  /** Those that were deployed. */
  get functions(): readonly SourceFunction[] {
    const record = this.#records.read(this.#service.name);
    if (record === undefined) return [];
    return functionsOf(record).map(({ logicalId, name }) => ({
      ...{ logicalId, name },
      arn: String(record.stack.resources[logicalId]?.attributes.Arn),
    }));
  }

  /** Reads the template anew. @throws MsxError FUNCTION_TEMPLATE_MISSING, FILE_INVALID */
  refresh(): void {
    const service = loadService(this.#service.folder);
    const found: CodeSource[] = [];
    const project = projectOf(service, this.#owner);
    const desiredOf = (digestOf: (code: CodeSource) => string) =>
      serviceStack(service, project, this.#owner, digestOf);
    const { resources } = desiredOf((code) => String(found.push(code) - 1));
    this.#programs = dotnetProgramsOf(desiredOf);
    this.#sources = new Map(
      resources.flatMap(({ logicalId, type, properties: { Code: code } }) => {
        const source = isObject(code) ? found[Number(code.Sha256)] : undefined;
        return type === "AWS::Lambda::Function" && source !== undefined ? [[logicalId, source]] : [];
      }),
    );
  }

  /** Builds by the project's own `npm run build`, or `dotnet publish`. @returns the folder; @throws Error with the command that failed */
  build(onLine: (line: string) => void, signal: AbortSignal): Promise<string> {
    if (this.#sources === undefined) this.refresh();
    return buildFunctions(this.#service, this.#owner.workspace.folder, this.#programs, onLine, signal);
  }

  /**
   * Gives the functions the code of a built folder, each for which it is another one. When it resolves, the next invocation runs it.
   * @returns the ARNs of those that got other code
   * @throws Error of AWS's API; when the folder has no code for a function
   */
  async put(folder: string): Promise<readonly string[]> {
    if (this.#sources === undefined) this.refresh();
    const lambda = await this.#clients.lambda();
    const { resources } = this.#record().stack;
    const digests = await Promise.all(
      [...(this.#sources ?? [])].map(async ([id, source]) => {
        const resource = resources[id];
        const digest = resource && (await putCode(lambda, resource, folder, source));
        return digest === undefined ? [] : [[id, digest] as const];
      }),
    );
    // Read again: a deploy may have come in between.
    const record = this.#record();
    const changed = digests.flat().map(([id, Sha256]) => withProperties(record, id, { Code: { Sha256 } }));
    const aliases = record.fromSource ? [] : await this.#lead(lambda, record, () => latest);
    if (changed.length + aliases.length > 0) {
      this.#write({ ...record, fromSource: true }, [...changed, ...aliases]);
    }
    return changed.map(({ attributes }) => String(attributes.Arn));
  }

  /** Leads the aliases back to the versions that were deployed. @returns which one serves; undefined where none does (none was deployed; moto) */
  async giveBack(): Promise<string | undefined> {
    const record = this.#records.read(this.#service.name);
    if (!record?.fromSource) return record?.serving?.version;
    // moto goes on with the newest code, whatever the aliases lead to: the next deploy has to put that right.
    const goesOn = await isMoto(this.#owner.place);
    const { fromSource: _, ...kept } = record;
    const aliases = await this.#lead(
      await this.#clients.lambda(),
      record,
      (id) => record.serving?.aliases[id] ?? latest,
    );
    this.#write(goesOn ? record : kept, aliases);
    return goesOn ? undefined : kept.serving?.version;
  }

  /** The lines that the functions write from now on, until the signal. */
  async *logs(signal: AbortSignal): AsyncGenerator<{ readonly source: string; readonly text: string }> {
    const functions = this.functions.map(({ name }) => name);
    yield* functionLogs(this.#clients, { functions, follow: true, tail: 0, pollMs: logPollMs }, signal);
  }

  #record(): DeploymentRecord {
    const record = this.#records.read(this.#service.name);
    if (record === undefined) throw new Error(`${this.#service.name} is not deployed any more`);
    return record;
  }

  /** Leads each alias that serves somewhere. @returns the aliases as they are then */
  #lead(
    lambda: Lambda,
    record: DeploymentRecord,
    versionOf: (aliasId: string) => string,
  ): Promise<ResourceRecord[]> {
    return Promise.all(
      Object.keys(record.serving?.aliases ?? {}).map(async (id) => {
        const FunctionVersion = versionOf(id);
        const { FunctionName, Name } = (record.stack.resources[id]?.properties ?? {}) as Record<
          string,
          string
        >;
        const RoutingConfig = { AdditionalVersionWeights: {} };
        await lambda.updateAlias({ FunctionName, Name, FunctionVersion, RoutingConfig });
        return withProperties(record, id, { FunctionVersion });
      }),
    );
  }

  #write(record: DeploymentRecord, changed: readonly ResourceRecord[]): void {
    const resources = Object.fromEntries(changed.map((one) => [one.logicalId, one]));
    const stack = { ...record.stack, resources: { ...record.stack.resources, ...resources } };
    this.#records.write({ ...record, stack });
  }
}

function withProperties(
  { stack }: DeploymentRecord,
  logicalId: string,
  properties: ResourceRecord["properties"],
): ResourceRecord {
  const resource = stack.resources[logicalId];
  if (resource === undefined) throw new Error(`${logicalId} is not deployed any more`);
  return { ...resource, properties: { ...resource.properties, ...properties } };
}

/** @returns the digest of the code that the function has then; undefined when it has that already */
async function putCode(
  lambda: Lambda,
  { physicalId: FunctionName, properties }: ResourceRecord,
  folder: string,
  source: CodeSource,
): Promise<string | undefined> {
  const ZipFile = archiveOf(folder, source, "quick");
  const digest = createHash("sha256").update(ZipFile).digest("hex");
  if (isObject(properties.Code) && properties.Code.Sha256 === digest) return undefined;
  await lambda.updateFunctionCode({ FunctionName, ZipFile });
  for (;;) {
    const { LastUpdateStatus, LastUpdateStatusReason } = await lambda.getFunctionConfiguration({
      FunctionName,
    });
    if (LastUpdateStatus === "Failed") throw new Error(LastUpdateStatusReason ?? `${FunctionName} failed`);
    if (LastUpdateStatus !== "InProgress") return digest;
    await delay(lookAgainMs);
  }
}
