import * as z from "zod";
import type { FunctionTarget } from "./gateway-config.js";

const functionArn = /^arn:aws[\w-]*:lambda:([\w-]+):(\d{12}):function:([\w-]{1,64})(?::([\w$-]{1,128}))?$/;
const functionName = /^([\w-]{1,64})(?::([\w$-]{1,128}))?$/;

/** Not Ocelot's: a route with these is answered by an AWS Lambda function, not by instances. Ocelot ignores keys it does not know. */
export const lambdaOptions = z.looseObject({
  FunctionName: z.string().refine((name) => functionArn.test(name) || functionName.test(name), {
    error: "must be a function's name or ARN, with a version or an alias after a colon where wanted",
  }),
  PayloadFormatVersion: z.enum(["1.0", "2.0"], { error: "must be 1.0 or 2.0" }).default("2.0"),
});

/** What a route's `LambdaOptions` say. */
export function toFunctionTarget({
  FunctionName,
  PayloadFormatVersion,
}: z.output<typeof lambdaOptions>): FunctionTarget {
  const payloadFormat = PayloadFormatVersion;
  const arn = functionArn.exec(FunctionName);
  if (arn) {
    const [, region, accountId, name = "", qualifier] = arn;
    const unqualified = qualifier === undefined ? FunctionName : FunctionName.slice(0, -qualifier.length - 1);
    return { name, id: unqualified, qualifier, region, accountId, payloadFormat };
  }
  const [, name = "", qualifier] = functionName.exec(FunctionName) ?? [];
  return { name, id: name, qualifier, region: undefined, accountId: undefined, payloadFormat };
}
