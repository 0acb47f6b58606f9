import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../chassis/dynamodb.js";
import type { FileRecords, FileReference, ProcessedFile } from "../domain/item-file.js";

/** What was processed, in the service's table; by bucket in the index `owner`. */
export class DynamoDbFileRecords implements FileRecords {
  constructor(private readonly table: Table) {}

  async keepOnce(file: ProcessedFile): Promise<boolean> {
    try {
      await this.table.client.send(
        new PutCommand({
          TableName: this.table.name,
          Item: {
            ...keyOf(file),
            kind: "file",
            state: file,
            ownerPk: `bucket#${file.bucket}`,
            ownerSk: `${file.processedAt}#${file.key}`,
          },
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async find(file: FileReference): Promise<ProcessedFile | undefined> {
    const { Item } = await this.table.client.send(
      new GetCommand({ TableName: this.table.name, Key: keyOf(file), ConsistentRead: true }),
    );
    return Item?.state as ProcessedFile | undefined;
  }
}

function keyOf({ bucket, key, revision }: FileReference) {
  return { pk: `file#${bucket}/${key}`, sk: `revision#${revision}` };
}
