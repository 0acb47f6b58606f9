import type { AwsInput } from "../../front/aws-service.js";
import { optionalText } from "../../front/read-input.js";
import type { CodeStore, FunctionCode } from "../code/code-store.js";
import { invalidParameter, notApplied, requestTooLarge } from "../lambda-error.js";
import { dotnetRefusal, dotnetRuntime } from "../runtime/dotnet-runtime.js";
import { nodeRuntime } from "../runtime/environment-program.js";
import type { FunctionSettings } from "../state/function-record.js";

/** How functions' code is had from buckets: by whoever keeps them. */
export interface ObjectReader {
  /** @returns the object, undefined where there is none */
  read(bucket: string, key: string, versionId?: string): Promise<Buffer | undefined>;
}

/** Of a zip that comes with the request: 50 MB (Lambda quotas). */
const maxUploadBytes = 52_428_800;

/** Where a request has its code from, `Code` of Create or the members of UpdateFunctionCode. @throws AwsError */
export async function readCode(
  input: AwsInput,
  { store, objects }: { store: CodeStore; objects: ObjectReader | undefined },
): Promise<FunctionCode> {
  if (optionalText(input, "ImageUri") !== undefined) throw notApplied("A function from an image");
  const zip = optionalText(input, "ZipFile");
  const [bucket, key] = [optionalText(input, "S3Bucket"), optionalText(input, "S3Key")];
  if (zip !== undefined) {
    if (bucket !== undefined || key !== undefined) {
      throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
    }
    const bytes = Buffer.from(zip, "base64");
    if (bytes.length > maxUploadBytes) {
      throw requestTooLarge("Request must be smaller than 69905067 bytes for the CreateFunction operation");
    }
    return store.keep(bytes);
  }
  if (bucket === undefined || key === undefined) {
    throw invalidParameter("Please provide a source for function code.");
  }
  if (objects === undefined) throw notApplied("Code from S3");
  const found = await objects.read(bucket, key, optionalText(input, "S3ObjectVersion"));
  if (found === undefined) {
    const told = "S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.";
    throw invalidParameter(`Error occurred while GetObject. ${told}`);
  }
  return store.keep(found);
}

/**
 * Whatever has a `bootstrap` runs; Node has its runtime here, programs for .NET have this machine's; others have none.
 * @throws AwsError
 */
export async function checkRunnable(
  { Runtime, Handler = "" }: Pick<FunctionSettings, "Runtime" | "Handler">,
  code: FunctionCode,
  store: CodeStore,
): Promise<void> {
  if (nodeRuntime.test(Runtime) || Runtime.startsWith("provided")) return;
  if (await store.hasBootstrap(code)) return;
  if (!dotnetRuntime.test(Runtime)) {
    throw invalidParameter(
      `The runtime ${Runtime} is not part of msx: it runs nodejs and dotnet runtimes, and any package with an executable bootstrap`,
    );
  }
  const refusal = await dotnetRefusal(Runtime, Handler, await store.folder(code));
  if (refusal !== undefined) throw invalidParameter(refusal);
}
