import { randomUUID } from "node:crypto";
import type { AwsCall, AwsInput, AwsOutput } from "../../front/aws-service.js";
import { optionalRecord, optionalText, textMap } from "../../front/read-input.js";
import type { CodeStore } from "../code/code-store.js";
import { readFunctionName } from "../invoke/function-name.js";
import { resolveFunction } from "../invoke/resolve-function.js";
import {
  conflict,
  functionNotFound,
  invalidParameter,
  notApplied,
  preconditionFailed,
} from "../lambda-error.js";
import {
  type FunctionRecord,
  type FunctionVersion,
  functionArn,
  latestVersion,
} from "../state/function-record.js";
import type { Functions } from "../state/functions.js";
import { codeLocation } from "./code-location.js";
import { publish } from "./publish.js";
import { checkRunnable, type ObjectReader, readCode } from "./read-code.js";
import { readArchitectures, readSettings, settingsMembers } from "./read-settings.js";
import { type LambdaOperation, type LambdaRequest, namedFunction, onlyKnown, page } from "./request.js";
import { shownVersion } from "./show.js";

export interface FunctionParts {
  readonly functions: Functions;
  readonly store: CodeStore;
  readonly objects: () => ObjectReader | undefined;
  /** Told after a function was changed or deleted: its environments may be out of date. */
  changed(record: FunctionRecord, isDeleted?: boolean): void;
  /** Deletes the packages that nothing needs any longer. */
  sweep(): Promise<void>;
}

const createMembers = [
  "FunctionName",
  "Code",
  "Publish",
  "PackageType",
  "Tags",
  "Architectures",
  ...settingsMembers,
];
const codeMembers = [
  ...["ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri", "Publish", "DryRun", "RevisionId"],
  "Architectures",
];

export function functionOperations(parts: FunctionParts): Readonly<Record<string, LambdaOperation>> {
  const { functions, store } = parts;
  const find = (request: LambdaRequest): FunctionRecord => {
    const named = namedFunction(request);
    const record = functions.get(named);
    if (record === undefined) throw functionNotFound(functionArn(named, named.qualifier));
    return record;
  };
  /** Changes `$LATEST`, and publishes it where that is asked. */
  const update = (record: FunctionRecord, latest: FunctionVersion, input: AwsInput): AwsOutput => {
    const changed = { ...record, latest };
    const { record: kept, version } =
      input.Publish === true ? publish(changed) : { record: changed, version: latest };
    functions.change({ type: "function", record: kept });
    parts.changed(kept);
    return {
      ...shownVersion(kept, version),
      LastUpdateStatus: "InProgress",
      LastUpdateStatusReasonCode: "Creating",
    };
  };
  return {
    async CreateFunction({ input, call }) {
      onlyKnown(input, createMembers);
      const created = await createFunction(parts, input, call);
      return { status: 201, output: created };
    },

    async UpdateFunctionCode(request) {
      const { input } = request;
      onlyKnown(input, codeMembers);
      const code = await readCode(input, { store, objects: parts.objects() });
      // Read after the package was unpacked: what happened meanwhile is not undone.
      const record = find(request);
      checkRevision(record, input);
      await checkRunnable(record.latest.settings, code, store);
      const settings = {
        ...record.latest.settings,
        ...(input.Architectures !== undefined && { Architectures: readArchitectures(input) }),
      };
      const latest = { ...record.latest, ...freshRevision(), code, settings };
      if (input.DryRun === true) return { output: shownVersion(record, latest) };
      const output = update(record, latest, input);
      // Whoever saves all day would fill the disk.
      void parts.sweep().catch(() => undefined);
      return { output };
    },

    async UpdateFunctionConfiguration(request) {
      const { input } = request;
      onlyKnown(input, [...settingsMembers, "RevisionId"]);
      const before = find(request);
      checkRevision(before, input);
      const settings = readSettings(input, before.name, before.latest.settings);
      await checkRunnable(settings, before.latest.code, store);
      const record = find(request);
      return { output: update(record, { ...record.latest, ...freshRevision(), settings }, {}) };
    },

    GetFunction(request) {
      const { record, version, alias } = resolved(functions, request);
      const reserved = record.reservedConcurrency;
      return {
        output: {
          Configuration: shownVersion(record, version, alias?.name ?? namedFunction(request).qualifier),
          Code: { RepositoryType: "S3", Location: codeLocation(request.call, version.code) },
          Tags: Object.keys(record.tags).length === 0 ? undefined : record.tags,
          ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
        },
      };
    },

    GetFunctionConfiguration(request) {
      const { record, version, alias } = resolved(functions, request);
      return { output: shownVersion(record, version, alias?.name ?? namedFunction(request).qualifier) };
    },

    ListFunctions({ query, call }) {
      const all = query.get("FunctionVersion") === "ALL";
      const mine = functions.list(call.account, call.region);
      const versions = mine.flatMap((record) =>
        (all ? [record.latest, ...record.published] : [record.latest]).map((version) =>
          shownVersion(record, version, all ? version.version : undefined),
        ),
      );
      const { shown, next } = page(versions, query);
      return { output: { Functions: shown, ...next } };
    },

    async DeleteFunction(request) {
      const record = find(request);
      const { qualifier } = namedFunction(request);
      if (qualifier === undefined) {
        functions.change({ type: "delete-function", arn: functionArn(record) });
        parts.changed(record, true);
      } else {
        const kept = withoutVersion(record, qualifier);
        functions.change({ type: "function", record: kept });
        parts.changed(kept);
      }
      await parts.sweep();
      return { status: 204 };
    },

    PublishVersion(request) {
      const { input } = request;
      onlyKnown(input, ["CodeSha256", "Description", "RevisionId"]);
      const record = find(request);
      checkRevision(record, input);
      const sha = optionalText(input, "CodeSha256");
      if (sha !== undefined && sha !== "" && sha !== record.latest.code.sha256) {
        throw invalidParameter(
          `CodeSHA256 (${sha}) is different from current CodeSHA256 in $LATEST (${record.latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      const { record: kept, version } = publish(record, optionalText(input, "Description"));
      if (kept !== record) functions.change({ type: "function", record: kept });
      return { status: 201, output: shownVersion(kept, version) };
    },

    ListVersionsByFunction(request) {
      const record = find(request);
      const versions = [record.latest, ...record.published].map((one) =>
        shownVersion(record, one, one.version),
      );
      const { shown, next } = page(versions, request.query);
      return { output: { Versions: shown, ...next } };
    },
  };
}

async function createFunction(parts: FunctionParts, input: AwsInput, call: AwsCall): Promise<AwsOutput> {
  const { functions, store } = parts;
  const named = readFunctionName(optionalText(input, "FunctionName") ?? "", call);
  const { qualifier: _, ...identity } = named;
  const packageType = optionalText(input, "PackageType") ?? "Zip";
  if (packageType !== "Zip") throw notApplied(`The package type ${packageType}`);
  const taken = (): void => {
    if (functions.get(identity) !== undefined) throw conflict(`Function already exist: ${identity.name}`);
  };
  taken();
  const settings = { ...readSettings(input, identity.name), Architectures: readArchitectures(input) };
  const code = await readCode(optionalRecord(input, "Code") ?? {}, { store, objects: parts.objects() });
  await checkRunnable(settings, code, store);
  taken();
  const latest: FunctionVersion = { version: latestVersion, code, settings, ...freshRevision() };
  const record: FunctionRecord = {
    ...{ ...identity, latest, published: [], nextVersion: 1, aliases: [], permissions: [] },
    ...{ tags: textMap(input, "Tags"), eventInvoke: {}, provisioned: {} },
  };
  const { record: kept, version } = input.Publish === true ? publish(record) : { record, version: latest };
  functions.change({ type: "function", record: kept });
  return {
    ...shownVersion(kept, version),
    ...{ State: "Pending", StateReason: "The function is being created.", StateReasonCode: "Creating" },
    LastUpdateStatus: undefined,
  };
}

function resolved(functions: Functions, request: LambdaRequest) {
  // What an alias names first, not by chance.
  return resolveFunction(functions, namedFunction(request), 1);
}

function freshRevision(): Pick<FunctionVersion, "modifiedAt" | "revisionId"> {
  return { modifiedAt: Date.now(), revisionId: randomUUID() };
}

function checkRevision(record: FunctionRecord, input: AwsInput): void {
  const given = optionalText(input, "RevisionId");
  if (given !== undefined && given !== record.latest.revisionId) throw preconditionFailed();
}

function withoutVersion(record: FunctionRecord, qualifier: string): FunctionRecord {
  if (qualifier === latestVersion) {
    throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  }
  const alias = record.aliases.find(
    ({ version, weights = {} }) => version === qualifier || Object.hasOwn(weights, qualifier),
  );
  if (alias !== undefined) {
    throw conflict(
      `Version (arn of ${functionArn(record, qualifier)}) has an alias pointing to it: ${alias.name}`,
    );
  }
  if (!/^\d+$/.test(qualifier)) {
    throw invalidParameter("Deletion of aliases is not currently supported. Use DeleteAlias instead.");
  }
  return { ...record, published: record.published.filter(({ version }) => version !== qualifier) };
}
