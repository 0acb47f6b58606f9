import { randomBytes } from "node:crypto";
import { AwsError } from "../front/aws-error.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalInteger, optionalText } from "../front/read-input.js";

/**
 * Credentials of the role's account: its number is the access key, by which the front knows whose requests they sign. Neither
 * the role nor who asks is verified, and they never expire. Throws AwsError.
 */
export function assumeRole(input: AwsInput, now: number): AwsOutput {
  const arn = optionalText(input, "RoleArn") ?? "";
  const session = optionalText(input, "RoleSessionName") ?? "";
  const duration = optionalInteger(input, "DurationSeconds") ?? 3600;
  const [, account, path] = /^arn:[\w-]+:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  if (account === undefined || path === undefined) throw validation(`${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) throw validation(`The RoleSessionName ${session} is invalid`);
  if (duration < 900 || duration > 43_200) {
    throw validation(`The requested DurationSeconds ${duration} is not between 900 and 43200`);
  }
  const name = path.slice(path.lastIndexOf("/") + 1);
  const SourceIdentity = optionalText(input, "SourceIdentity");
  return {
    Credentials: {
      ...{ AccessKeyId: account, SecretAccessKey: randomBytes(30).toString("base64") },
      ...{ SessionToken: randomBytes(90).toString("base64"), Expiration: Math.floor(now / 1000) + duration },
    },
    AssumedRoleUser: {
      AssumedRoleId: `AROA${randomBytes(9).toString("hex").slice(0, 17).toUpperCase()}:${session}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    },
    ...(SourceIdentity !== undefined && { SourceIdentity }),
  };
}

function validation(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
