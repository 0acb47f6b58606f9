import type { AwsService } from "../front/aws-service.js";
import { changeSetOperations } from "./change-set-operations.js";
import { cloudFormationQueryShapes } from "./cloudformation-query-shapes.js";
import { describeOperations } from "./describe-operations.js";
import { OwnClients } from "./own-clients.js";
import { StackRunner } from "./run-stack.js";
import { stackOperations } from "./stack-operations.js";
import { Stacks } from "./stacks.js";
import { templateOperations } from "./template-operations.js";

/**
 * CloudFormation, whose resources are made through this emulator's own services, by AWS's SDK as anybody would.
 * @param url where the emulator listens; asked once the first stack needs it
 */
export function createCloudFormation(url: () => string): AwsService {
  const [stacks, own] = [new Stacks(), new OwnClients(url)];
  const runner = new StackRunner(stacks, own);
  const parts = { stacks, own, runner };
  return {
    name: "cloudformation",
    operations: {
      ...stackOperations(parts),
      ...describeOperations(stacks),
      ...changeSetOperations(parts),
      ...templateOperations(parts),
    },
    query: {
      version: "2010-05-15",
      namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
      shapes: cloudFormationQueryShapes,
    },
    durable: stacks,
    close: () => runner.close(),
  };
}
