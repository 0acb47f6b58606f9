import { randomUUID } from "node:crypto";
import type { AwsInput } from "../../front/aws-service.js";
import { optionalRecord, optionalText } from "../../front/read-input.js";
import { findVersion } from "../invoke/resolve-function.js";
import {
  conflict,
  functionNotFound,
  invalidParameter,
  notFound,
  preconditionFailed,
  validation,
} from "../lambda-error.js";
import { type Alias, type FunctionRecord, functionArn, latestVersion } from "../state/function-record.js";
import type { FunctionParts } from "./function-operations.js";
import { type LambdaOperation, type LambdaRequest, namedFunction, onlyKnown, page } from "./request.js";
import { shownAlias } from "./show.js";

export function aliasOperations({
  functions,
  changed,
}: FunctionParts): Readonly<Record<string, LambdaOperation>> {
  const find = (request: LambdaRequest): FunctionRecord => {
    const named = namedFunction(request);
    const record = functions.get(named);
    if (record === undefined) throw functionNotFound(functionArn(named));
    return record;
  };
  const findAlias = (record: FunctionRecord, name: string): Alias => {
    const alias = record.aliases.find((one) => one.name === name);
    if (alias === undefined) throw notFound(`Cannot find alias arn: ${functionArn(record, name)}`);
    return alias;
  };
  const keep = (record: FunctionRecord, aliases: readonly Alias[]): void => {
    const kept = { ...record, aliases };
    functions.change({ type: "function", record: kept });
    changed(kept);
  };
  return {
    CreateAlias(request) {
      const { input } = request;
      onlyKnown(input, ["Name", "FunctionVersion", "Description", "RoutingConfig"]);
      const record = find(request);
      const name = optionalText(input, "Name") ?? "";
      if (!/^(?!^\d+$)[\w-]{1,128}$/.test(name)) {
        throw validation(
          "name",
          name,
          "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
        );
      }
      if (record.aliases.some((one) => one.name === name)) {
        throw conflict(`Alias already exists: ${functionArn(record, name)}`);
      }
      const alias = readAlias(record, input, { name, description: "", version: "", revisionId: "" });
      keep(record, [...record.aliases, alias]);
      return { status: 201, output: shownAlias(record, alias) };
    },

    UpdateAlias(request) {
      const { input } = request;
      onlyKnown(input, ["FunctionVersion", "Description", "RoutingConfig", "RevisionId"]);
      const record = find(request);
      const before = findAlias(record, request.path.alias ?? "");
      const revision = optionalText(input, "RevisionId");
      if (revision !== undefined && revision !== before.revisionId) throw preconditionFailed();
      const alias = readAlias(record, input, before);
      keep(
        record,
        record.aliases.map((one) => (one === before ? alias : one)),
      );
      return { output: shownAlias(record, alias) };
    },

    GetAlias(request) {
      const record = find(request);
      return { output: shownAlias(record, findAlias(record, request.path.alias ?? "")) };
    },

    ListAliases(request) {
      const record = find(request);
      const version = request.query.get("FunctionVersion");
      const aliases = record.aliases
        .filter((one) => version === null || one.version === version)
        .sort((one, other) => (one.name < other.name ? -1 : 1));
      const { shown, next } = page(aliases, request.query);
      return { output: { Aliases: shown.map((one) => shownAlias(record, one)), ...next } };
    },

    /** An alias that is not there is no error. */
    DeleteAlias(request) {
      const record = find(request);
      const name = request.path.alias ?? "";
      const { [name]: _, ...provisioned } = record.provisioned;
      keep(
        { ...record, provisioned },
        record.aliases.filter((one) => one.name !== name),
      );
      return { status: 204 };
    },
  };
}

function readAlias(record: FunctionRecord, input: AwsInput, before: Alias): Alias {
  const version = optionalText(input, "FunctionVersion") ?? before.version;
  if (findVersion(record, version) === undefined) throw functionNotFound(functionArn(record, version));
  const routing = optionalRecord(input, "RoutingConfig");
  const weights = routing === undefined ? before.weights : readWeights(record, version, routing);
  return {
    ...{ name: before.name, version, description: optionalText(input, "Description") ?? before.description },
    ...{ revisionId: randomUUID(), ...(weights !== undefined && { weights }) },
  };
}

function readWeights(record: FunctionRecord, version: string, routing: AwsInput): Record<string, number> {
  const given = Object.entries(optionalRecord(routing, "AdditionalVersionWeights") ?? {});
  if (given.length > 0 && version === latestVersion) {
    throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
  }
  if (given.length > 1) {
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  for (const [other, weight] of given) {
    if (typeof weight !== "number" || !(weight >= 0 && weight <= 1)) {
      throw validation(
        "routingConfig.additionalVersionWeights",
        { [other]: weight },
        "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0]",
      );
    }
    if (other === version) {
      throw invalidParameter(
        `Invalid function version ${other}. Function version ${other} is already included in routing configuration.`,
      );
    }
    if (other === latestVersion) {
      throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
    }
    if (findVersion(record, other) === undefined) throw functionNotFound(functionArn(record, other));
  }
  return Object.fromEntries(given) as Record<string, number>;
}
