import { randomUUID } from "node:crypto";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { type Zippable, zipSync } from "fflate";
import { type AwsUnderTest, clientOptions } from "./aws-under-test.js";

const executable = 0o755;
const unix = 3;

/** What came of an invocation. */
export interface Invoked {
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly version: string | undefined;
  readonly log: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the handler gave back
  readonly payload: any;
}

/** A deployment package. @param files what they hold; `bootstrap` can be executed */
export function packageOf(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(files)) {
    const mode = name === "bootstrap" ? executable : 0o644;
    entries[name] = [Buffer.from(content), { os: unix, attrs: mode << 16, mtime: "2020-01-01" }];
  }
  return zipSync(entries);
}

/** The SDK's own client, and what most tests do with it first. */
export class Lambda {
  readonly client: LambdaClient;

  constructor(aws: Pick<AwsUnderTest, "url">) {
    this.client = new LambdaClient(clientOptions(aws));
  }

  /** A new function of one file, `index.js`, whose handler is `handler`. @returns its name */
  async function(code: string, settings: Partial<CreateFunctionCommandInput> = {}): Promise<string> {
    return this.functionOf({ "index.js": code }, settings);
  }

  async functionOf(
    files: Readonly<Record<string, string | Uint8Array>>,
    settings: Partial<CreateFunctionCommandInput> = {},
  ): Promise<string> {
    const FunctionName = `f-${randomUUID()}`;
    await this.client.send(
      new CreateFunctionCommand({
        ...{ FunctionName, Runtime: "nodejs22.x", Handler: "index.handler" },
        ...{ Role: "arn:aws:iam::000000000000:role/r", Code: { ZipFile: packageOf(files) }, ...settings },
      }),
    );
    return FunctionName;
  }

  async invoke(
    FunctionName: string,
    event: unknown = {},
    how: Partial<InvokeCommandInput> = {},
  ): Promise<Invoked> {
    const answer = await this.client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: "Tail", ...how }),
    );
    const text = Buffer.from(answer.Payload ?? []).toString("utf8");
    return {
      ...{ status: answer.StatusCode, error: answer.FunctionError, version: answer.ExecutedVersion },
      log: Buffer.from(answer.LogResult ?? "", "base64").toString("utf8"),
      payload: text === "" ? undefined : JSON.parse(text),
    };
  }
}
