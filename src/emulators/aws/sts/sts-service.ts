import type { AwsService } from "../front/aws-service.js";
import { text } from "../front/query-shape.js";

/** AWS Security Token Service: who one is. There are no users and roles here, so everybody is their account's root. */
export function createSts(): AwsService {
  return {
    name: "sts",
    operations: {
      GetCallerIdentity: (_input, { account }) => ({
        ...{ UserId: account, Account: account },
        Arn: `arn:aws:iam::${account}:root`,
      }),
    },
    query: {
      version: "2011-06-15",
      namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      shapes: { GetCallerIdentity: { output: { UserId: text, Account: text, Arn: text } } },
    },
  };
}
