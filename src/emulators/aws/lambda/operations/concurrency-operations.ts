import { AwsError } from "../../front/aws-error.js";
import type { AwsOutput } from "../../front/aws-service.js";
import { optionalInteger } from "../../front/read-input.js";
import { accountConcurrency, type Concurrency, leastUnreserved } from "../invoke/concurrency.js";
import type { Provisioning } from "../invoke/provisioning.js";
import { findVersion } from "../invoke/resolve-function.js";
import { functionNotFound, invalidParameter } from "../lambda-error.js";
import { type FunctionRecord, functionArn, latestVersion } from "../state/function-record.js";
import type { FunctionParts } from "./function-operations.js";
import {
  type LambdaOperation,
  type LambdaRequest,
  namedFunction,
  onlyKnown,
  page,
  within,
} from "./request.js";
import { shownTime } from "./show.js";

export interface ConcurrencyParts extends FunctionParts {
  readonly concurrency: Concurrency;
  readonly provisioning: Provisioning;
}

/** Reserved and provisioned concurrency. */
export function concurrencyOperations(parts: ConcurrencyParts): Readonly<Record<string, LambdaOperation>> {
  const { functions, concurrency, provisioning, changed } = parts;
  const find = (request: LambdaRequest): FunctionRecord => {
    const named = namedFunction(request);
    const record = functions.get(named);
    if (record === undefined) throw functionNotFound(functionArn(named));
    return record;
  };
  const keep = (record: FunctionRecord): void => {
    functions.change({ type: "function", record });
    changed(record);
  };
  const qualifierOf = (request: LambdaRequest, record: FunctionRecord): string => {
    const { qualifier } = namedFunction(request);
    if (qualifier === undefined || qualifier === latestVersion) {
      throw invalidParameter(
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
      );
    }
    const isThere =
      findVersion(record, qualifier) !== undefined || record.aliases.some(({ name }) => name === qualifier);
    if (!isThere) throw functionNotFound(functionArn(record, qualifier));
    return qualifier;
  };
  const shown = (record: FunctionRecord, qualifier: string): AwsOutput => {
    const config = record.provisioned[qualifier];
    if (config === undefined) {
      const message = `No Provisioned Concurrency Config found for this function`;
      throw new AwsError("ProvisionedConcurrencyConfigNotFoundException", message, { status: 404 });
    }
    const { allocated, available, failure } = provisioning.state(record, qualifier);
    return {
      RequestedProvisionedConcurrentExecutions: config.requested,
      AvailableProvisionedConcurrentExecutions: available,
      AllocatedProvisionedConcurrentExecutions: allocated,
      Status: failure !== undefined ? "FAILED" : allocated >= config.requested ? "READY" : "IN_PROGRESS",
      ...(failure !== undefined && { StatusReason: failure }),
      LastModified: shownTime(config.modifiedAt),
    };
  };
  return {
    PutFunctionConcurrency(request) {
      onlyKnown(request.input, ["ReservedConcurrentExecutions"]);
      const record = find(request);
      const asked = within(
        "reservedConcurrentExecutions",
        optionalInteger(request.input, "ReservedConcurrentExecutions"),
        0,
        Number.MAX_SAFE_INTEGER,
      );
      if (asked === undefined) throw invalidParameter("ReservedConcurrentExecutions is required");
      const left = concurrency.unreserved(record) + (record.reservedConcurrency ?? 0) - asked;
      if (left < leastUnreserved) {
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${leastUnreserved}].`,
        );
      }
      keep({ ...record, reservedConcurrency: asked });
      return { output: { ReservedConcurrentExecutions: asked } };
    },

    GetFunctionConcurrency(request) {
      const { reservedConcurrency } = find(request);
      return { output: { ReservedConcurrentExecutions: reservedConcurrency } };
    },

    DeleteFunctionConcurrency(request) {
      const { reservedConcurrency: _, ...record } = find(request);
      keep(record);
      return { status: 204 };
    },

    PutProvisionedConcurrencyConfig(request) {
      onlyKnown(request.input, ["ProvisionedConcurrentExecutions"]);
      const record = find(request);
      const qualifier = qualifierOf(request, record);
      const requested = within(
        "provisionedConcurrentExecutions",
        optionalInteger(request.input, "ProvisionedConcurrentExecutions"),
        1,
        Number.MAX_SAFE_INTEGER,
      );
      if (requested === undefined) throw invalidParameter("ProvisionedConcurrentExecutions is required");
      const { reservedConcurrency } = record;
      if (reservedConcurrency !== undefined && requested > reservedConcurrency) {
        throw invalidParameter(
          "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
        );
      }
      if (requested > provisioning.most) {
        throw invalidParameter(
          `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${provisioning.most}].`,
        );
      }
      const config = { requested, modifiedAt: Date.now() };
      const kept = { ...record, provisioned: { ...record.provisioned, [qualifier]: config } };
      keep(kept);
      return { status: 202, output: shown(kept, qualifier) };
    },

    GetProvisionedConcurrencyConfig(request) {
      const record = find(request);
      return { output: shown(record, qualifierOf(request, record)) };
    },

    ListProvisionedConcurrencyConfigs(request) {
      const record = find(request);
      const configs = Object.keys(record.provisioned).map((qualifier) => ({
        FunctionArn: functionArn(record, qualifier),
        ...shown(record, qualifier),
      }));
      const { shown: some, next } = page(configs, request.query);
      return { output: { ProvisionedConcurrencyConfigs: some, ...next } };
    },

    DeleteProvisionedConcurrencyConfig(request) {
      const record = find(request);
      const { [qualifierOf(request, record)]: _, ...provisioned } = record.provisioned;
      keep({ ...record, provisioned });
      return { status: 204 };
    },

    GetAccountSettings({ call }) {
      const mine = functions.list(call.account, call.region);
      const TotalCodeSize = mine.reduce((sum, { latest, published }) => {
        return sum + [latest, ...published].reduce((size, { code }) => size + code.size, 0);
      }, 0);
      return {
        output: {
          AccountLimit: {
            ...{ TotalCodeSize: 80_530_636_800, CodeSizeUnzipped: 262_144_000, CodeSizeZipped: 52_428_800 },
            ConcurrentExecutions: accountConcurrency,
            UnreservedConcurrentExecutions: concurrency.unreserved(call),
          },
          AccountUsage: { TotalCodeSize, FunctionCount: mine.length },
        },
      };
    },
  };
}
