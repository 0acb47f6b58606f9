import { phrase, ReasonError } from "../../../errors/detail.js";
import { createSigner } from "../../../gateway/aws/sign-request.js";
import { httpExchange } from "../../http-exchange.js";

/** The credentials every local provider takes. */
export const testCredentials = { accessKeyId: "test", secretAccessKey: "test", region: "us-east-1" } as const;

/**
 * STS GetCallerIdentity, signed with Signature Version 4: the one call that every AWS provider answers.
 * @throws Error with the status and the beginning of the answer when it does not answer with an account
 */
export async function callerIdentity(
  endpoint: string,
  signal: AbortSignal,
  now = new Date(),
): Promise<string> {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const sign = createSigner(testCredentials, testCredentials.region, "sts");
  const body = "Action=GetCallerIdentity&Version=2011-06-15";
  const { ok, status, text } = await httpExchange(`${endpoint}/`, {
    method: "POST",
    body,
    headers: sign({ method: "POST", host: new URL(endpoint).host, path: "/", headers: form, body }, now),
    signal,
  });
  const account = /<Account>(\d+)<\/Account>/.exec(text)?.[1] ?? /"Account"\s*:\s*"(\d+)"/.exec(text)?.[1];
  if (!ok || account === undefined) {
    throw new ReasonError(
      phrase("sts-answered", { status, text: text.slice(0, 120).replaceAll(/\s+/g, " ") }),
    );
  }
  return account;
}
