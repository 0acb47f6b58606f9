import type { AwsService } from "../front/aws-service.js";
import { structure, text, timestamp } from "../front/query-shape.js";
import { assumeRole } from "./assume-role.js";

/** AWS Security Token Service: who one is. Roles are not looked at, so everybody is their account's root. */
export function createSts(): AwsService {
  return {
    name: "sts",
    operations: {
      GetCallerIdentity: (_input, { account }) => ({
        ...{ UserId: account, Account: account },
        Arn: `arn:aws:iam::${account}:root`,
      }),
      AssumeRole: (input) => assumeRole(input, Date.now()),
    },
    query: {
      version: "2011-06-15",
      namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      shapes: {
        GetCallerIdentity: { output: { UserId: text, Account: text, Arn: text } },
        AssumeRole: {
          input: {
            ...{ RoleArn: text, RoleSessionName: text, DurationSeconds: { kind: "integer" } },
            ...{ Policy: text, ExternalId: text, SourceIdentity: text },
          },
          output: {
            Credentials: structure({
              ...{ AccessKeyId: text, SecretAccessKey: text, SessionToken: text, Expiration: timestamp },
            }),
            AssumedRoleUser: structure({ AssumedRoleId: text, Arn: text }),
            SourceIdentity: text,
          },
        },
      },
    },
  };
}
