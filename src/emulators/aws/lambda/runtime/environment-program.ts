import path from "node:path";
import type { CodeStore } from "../code/code-store.js";
import { type FunctionIdentity, type FunctionVersion, functionArn } from "../state/function-record.js";
import { dotnetRuntime, executableAssembly } from "./dotnet-runtime.js";
import type { EnvironmentProgram } from "./environment.js";
import { nodeRuntimeProgram } from "./runtime-folder.js";

export interface ProgramOptions {
  readonly identity: FunctionIdentity;
  readonly version: FunctionVersion;
  readonly code: CodeStore;
  readonly logStream: string;
  readonly isProvisioned: boolean;
  /** A debugger is to be able to attach. */
  readonly isInspected: boolean;
  /** The emulator's own, for the functions' SDKs. */
  readonly endpoint: string;
}

/** Node runtimes share one client, which runs in the Node that the emulator runs in. */
export const nodeRuntime = /^nodejs(\d+)\.x$/;
/** What Lambda gives Node of the memory: AWS's own runtime does the same. */
const oldSpaceShare = 0.9;

/** What runs a version of a function: its own `bootstrap`, the Node runtime, or this machine's .NET. */
export async function environmentProgram(options: ProgramOptions): Promise<EnvironmentProgram> {
  const { version, code, isInspected } = options;
  const { settings } = version;
  const folder = await code.folder(version.code);
  const env = environmentVariables(options, folder);
  // What a debugger adds is not the function's.
  const memoryMb = isInspected ? Number.POSITIVE_INFINITY : settings.MemorySize;
  const shared = { cwd: folder, env, memoryMb };
  if (await code.hasBootstrap(version.code)) {
    return { ...shared, command: path.join(folder, "bootstrap"), args: [] };
  }
  const assembly = dotnetRuntime.test(settings.Runtime) && executableAssembly(settings.Handler ?? "");
  if (assembly) return { ...shared, command: "dotnet", args: ["exec", path.join(folder, assembly)] };
  if (!nodeRuntime.test(settings.Runtime))
    return { ...shared, command: path.join(folder, "bootstrap"), args: [] };
  const flags = isInspected
    ? // A port of its own for each process: the one before may still have to finish.
      ["--enable-source-maps", "--inspect=127.0.0.1:0"]
    : [`--max-old-space-size=${Math.floor(memoryMb * oldSpaceShare)}`];
  return { ...shared, command: process.execPath, args: [...flags, nodeRuntimeProgram()] };
}

/** As Lambda sets them; the function's own come last, but for those that are Lambda's. */
function environmentVariables(options: ProgramOptions, folder: string): Readonly<Record<string, string>> {
  const { identity, version, logStream, isProvisioned, endpoint } = options;
  const { settings } = version;
  const { logging } = settings;
  const { PATH = "", SystemRoot, DOTNET_ROOT } = process.env;
  const isManaged = nodeRuntime.test(settings.Runtime) || dotnetRuntime.test(settings.Runtime);
  return {
    ...{ PATH, LANG: "en_US.UTF-8", TZ: ":UTC", AWS_ENDPOINT_URL: endpoint },
    ...(SystemRoot !== undefined && { SystemRoot }),
    ...(dotnetRuntime.test(settings.Runtime) && DOTNET_ROOT !== undefined && { DOTNET_ROOT }),
    // The SDK would warn of this machine's Node in every function's log; on AWS it is the runtime's.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...settings.Variables,
    ...{ _HANDLER: settings.Handler ?? "", LAMBDA_TASK_ROOT: folder, LAMBDA_RUNTIME_DIR: folder },
    ...{ AWS_REGION: identity.region, AWS_DEFAULT_REGION: identity.region },
    // An access key of twelve digits is the account, so that a function finds what is its own account's.
    ...{ AWS_ACCESS_KEY_ID: identity.account, AWS_SECRET_ACCESS_KEY: "msx", AWS_SESSION_TOKEN: "msx" },
    ...{ AWS_LAMBDA_FUNCTION_NAME: identity.name, AWS_LAMBDA_FUNCTION_VERSION: version.version },
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.MemorySize),
    ...{ AWS_LAMBDA_LOG_GROUP_NAME: logging.LogGroup, AWS_LAMBDA_LOG_STREAM_NAME: logStream },
    AWS_LAMBDA_LOG_FORMAT: logging.LogFormat,
    ...(logging.LogFormat === "JSON" && { AWS_LAMBDA_LOG_LEVEL: logging.ApplicationLogLevel ?? "INFO" }),
    AWS_LAMBDA_INITIALIZATION_TYPE: isProvisioned ? "provisioned-concurrency" : "on-demand",
    ...(isManaged && { AWS_EXECUTION_ENV: `AWS_Lambda_${settings.Runtime}` }),
    ...(settings.tracing === "Active" && {
      ...{ AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR", AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000" },
    }),
  };
}

/** Names one version as it is now: another code or setting is another. */
export function versionKey(identity: FunctionIdentity, { version, revisionId }: FunctionVersion): string {
  return `${functionArn(identity, version)} ${revisionId}`;
}
