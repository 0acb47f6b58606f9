import { isObject } from "../json.js";
import { addResource, checkKeys, picked, type SamContext, type SamResource, tagsOf } from "./sam-context.js";

const types: Readonly<Record<string, string>> = { String: "S", Number: "N", Binary: "B" };

/** A table with nothing but a partition key, `id` unless it is named. @throws TemplateError */
export function addSimpleTable(context: SamContext, { id, properties, source, path }: SamResource): void {
  const known = [
    "PointInTimeRecoverySpecification",
    "PrimaryKey",
    "ProvisionedThroughput",
    "TableName",
    "Tags",
  ];
  checkKeys(properties, known, "AWS::Serverless::SimpleTable", path);
  const key = isObject(properties.PrimaryKey) ? properties.PrimaryKey : {};
  const { Name: AttributeName = "id", Type: type = "String" } = key;
  const throughput = properties.ProvisionedThroughput;
  const { Type: _, Properties: __, ...attributes } = source;
  addResource(context, id, {
    ...{ ...attributes, Type: "AWS::DynamoDB::Table" },
    Properties: {
      AttributeDefinitions: [{ AttributeName, AttributeType: types[String(type)] ?? type }],
      KeySchema: [{ AttributeName, KeyType: "HASH" }],
      ...(throughput === undefined
        ? { BillingMode: "PAY_PER_REQUEST" }
        : { ProvisionedThroughput: throughput }),
      ...picked(properties, ["PointInTimeRecoverySpecification", "TableName"]),
      ...(properties.Tags !== undefined && { Tags: tagsOf(properties) }),
    },
  });
}
