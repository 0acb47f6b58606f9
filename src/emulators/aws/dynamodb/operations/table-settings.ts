import { AwsError } from "../../front/aws-error.js";
import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { tableNotFound, validation } from "../dynamodb-error.js";
import type { TableDefinition } from "../tables/table-definition.js";
import { InputReader } from "./input-reader.js";
import { readTags } from "./read-definition.js";
import { findNamedTable, readTableName, type Scope } from "./scope.js";

export function updateTimeToLive(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const name = readTableName(reader);
  const specification = reader.structure("TimeToLiveSpecification", { required: true });
  const enabled = specification?.boolean("Enabled") === true;
  const attribute = specification?.text("AttributeName", { required: true, min: 1, max: 255 }) ?? "";
  reader.check();
  const { definition } = findNamedTable(scope, name);
  const current = definition.ttlAttribute;
  if (enabled && current === attribute) throw validation("TimeToLive is already enabled");
  if (enabled && current !== undefined) {
    throw validation(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
    );
  }
  if (!enabled && current === undefined) throw validation("TimeToLive is already disabled");
  if (!enabled && current !== attribute) {
    throw validation(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
    );
  }
  const { ttlAttribute: _, ...rest } = definition;
  scope.database.define(enabled ? { ...rest, ttlAttribute: attribute } : rest, scope.nowMs);
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}

export function describeTimeToLive(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const name = readTableName(reader);
  reader.check();
  const { ttlAttribute } = findNamedTable(scope, name).definition;
  return {
    TimeToLiveDescription:
      ttlAttribute === undefined
        ? { TimeToLiveStatus: "DISABLED" }
        : { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute },
  };
}

export function tagResource(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const arn = reader.text("ResourceArn", { required: true, min: 1, max: 1283 }) ?? "";
  reader.list("Tags", { required: true });
  const tags = readTags(reader);
  reader.check();
  const definition = tagged(scope, arn);
  scope.database.define({ ...definition, tags: { ...definition.tags, ...tags } }, scope.nowMs);
  return {};
}

export function untagResource(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const arn = reader.text("ResourceArn", { required: true, min: 1, max: 1283 }) ?? "";
  const keys = reader.list("TagKeys", { required: true }) ?? [];
  reader.check();
  const definition = scope.database.tables.get(arn)?.definition;
  if (definition === undefined) throw tableNotFound();
  const tags = Object.fromEntries(Object.entries(definition.tags).filter(([key]) => !keys.includes(key)));
  scope.database.define({ ...definition, tags }, scope.nowMs);
  return {};
}

export function listTagsOfResource(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const arn = reader.text("ResourceArn", { required: true, min: 1, max: 1283 }) ?? "";
  reader.check();
  const { tags } = tagged(scope, arn);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

function tagged({ database }: Scope, arn: string): TableDefinition {
  const table = database.tables.get(arn);
  if (table !== undefined) return table.definition;
  // The missing letter is AWS's own.
  throw new AwsError(
    "ResourceNotFoundException",
    `Requested resource not found: ResourcArn: ${arn} not found`,
  );
}
