import type { AwsInput } from "../../front/aws-service.js";
import { optionalInteger, optionalRecord, optionalText, textList, textMap } from "../../front/read-input.js";
import { checkDestination } from "../invoke/destinations.js";
import { invalidParameter, notApplied, validation } from "../lambda-error.js";
import { dotnetRuntime } from "../runtime/dotnet-runtime.js";
import { nodeRuntime } from "../runtime/environment-program.js";
import type { FunctionSettings, LoggingSettings } from "../state/function-record.js";
import { within } from "./request.js";

/** Members of the settings, in Create and in UpdateFunctionConfiguration. */
export const settingsMembers = [
  ...["Role", "Handler", "Description", "Timeout", "MemorySize", "VpcConfig", "Environment", "Runtime"],
  ...["DeadLetterConfig", "KMSKeyArn", "TracingConfig", "EphemeralStorage", "LoggingConfig"],
  // Only what changes nothing is taken of these.
  ...["Layers", "FileSystemConfigs", "SnapStart", "ImageConfig"],
];

/** Lambda's own: nobody sets them (Lambda environment variables, reserved ones). */
const reservedVariables = new Set([
  ...["_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV"],
  ...["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"],
  ...["AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"],
  ...["AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  ...["AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"],
]);
const maxVariablesBytes = 4096;

/** @param before what the function has; without it defaults hold. @throws AwsError */
export function readSettings(input: AwsInput, name: string, before?: FunctionSettings): FunctionSettings {
  refuseWhatIsNotThere(input);
  const Runtime = optionalText(input, "Runtime") ?? before?.Runtime;
  const Role = optionalText(input, "Role") ?? before?.Role;
  const Handler = optionalText(input, "Handler") ?? before?.Handler;
  if (Runtime === undefined)
    throw invalidParameter("Runtime is mandatory for functions created with deployment packages.");
  if (Role === undefined || !/^arn:aws[\w-]*:iam::\d{12}:role\/?[\w+=,.@/-]+$/.test(Role)) {
    throw validation(
      "role",
      Role ?? null,
      "Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
    );
  }
  if (Handler === undefined && (nodeRuntime.test(Runtime) || dotnetRuntime.test(Runtime))) {
    throw invalidParameter("Handler is mandatory for functions created with deployment packages.");
  }
  if (Handler !== undefined && !/^\S{1,128}$/.test(Handler)) {
    throw validation("handler", Handler, "Member must satisfy regular expression pattern: [^\\s]+");
  }
  const Variables = readVariables(input) ?? before?.Variables;
  const deadLetters = optionalRecord(input, "DeadLetterConfig");
  const deadLetterTarget =
    deadLetters === undefined
      ? before?.deadLetterTarget
      : optionalText(deadLetters, "TargetArn") || undefined;
  if (deadLetterTarget !== undefined) checkDestination(deadLetterTarget, ["sqs", "sns"]);
  const KMSKeyArn = optionalText(input, "KMSKeyArn") ?? before?.KMSKeyArn;
  const vpc = readVpc(input) ?? before?.vpc;
  return {
    ...{ Runtime, Role, ...(Handler !== undefined && { Handler }) },
    Description: optionalText(input, "Description") ?? before?.Description ?? "",
    Timeout: within("Timeout", optionalInteger(input, "Timeout"), 1, 900) ?? before?.Timeout ?? 3,
    MemorySize:
      within("MemorySize", optionalInteger(input, "MemorySize"), 128, 10_240) ?? before?.MemorySize ?? 128,
    ...(Variables !== undefined && { Variables }),
    ...(deadLetterTarget !== undefined && { deadLetterTarget }),
    tracing: readTracing(input) ?? before?.tracing ?? "PassThrough",
    Architectures: before?.Architectures ?? ["x86_64"],
    ephemeralSize: readEphemeral(input) ?? before?.ephemeralSize ?? 512,
    ...(KMSKeyArn !== undefined && { KMSKeyArn }),
    ...(vpc !== undefined && { vpc }),
    logging: readLogging(input, name, before?.logging),
  };
}

export function readArchitectures(input: AwsInput): readonly string[] {
  const given = textList(input, "Architectures");
  const [one = "x86_64", ...more] = given;
  if (more.length > 0 || !["x86_64", "arm64"].includes(one)) {
    throw validation("architectures", given, "Member must satisfy enum value set: [x86_64, arm64]");
  }
  return [one];
}

function refuseWhatIsNotThere(input: AwsInput): void {
  if (textListOrRecords(input, "Layers") > 0) throw notApplied("A layer");
  if (textListOrRecords(input, "FileSystemConfigs") > 0) throw notApplied("A file system");
  const snapStart = optionalRecord(input, "SnapStart");
  if (snapStart !== undefined && (optionalText(snapStart, "ApplyOn") ?? "None") !== "None") {
    throw notApplied("SnapStart");
  }
  if (optionalRecord(input, "ImageConfig") !== undefined) throw notApplied("A function from an image");
}

function textListOrRecords(input: AwsInput, name: string): number {
  const value = input[name] ?? [];
  if (!Array.isArray(value)) throw invalidParameter(`${name} must be a list`);
  return value.length;
}

function readVariables(input: AwsInput): Readonly<Record<string, string>> | undefined {
  const environment = optionalRecord(input, "Environment");
  if (environment === undefined) return undefined;
  const variables = textMap(environment, "Variables");
  const names = Object.keys(variables);
  const reserved = names.filter((one) => reservedVariables.has(one));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const wrong = names.find((one) => !/^[a-zA-Z]\w+$/.test(one));
  if (wrong !== undefined) {
    throw validation(
      "environment.variables",
      wrong,
      "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > maxVariablesBytes + 2) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(variables)}`,
    );
  }
  return variables;
}

function readVpc(input: AwsInput): FunctionSettings["vpc"] {
  const vpc = optionalRecord(input, "VpcConfig");
  if (vpc === undefined) return undefined;
  return { SubnetIds: textList(vpc, "SubnetIds"), SecurityGroupIds: textList(vpc, "SecurityGroupIds") };
}

function readTracing(input: AwsInput): FunctionSettings["tracing"] | undefined {
  const tracing = optionalRecord(input, "TracingConfig");
  const mode = tracing === undefined ? undefined : optionalText(tracing, "Mode");
  if (mode === undefined || mode === "Active" || mode === "PassThrough") return mode;
  throw validation("tracingConfig.mode", mode, "Member must satisfy enum value set: [Active, PassThrough]");
}

function readEphemeral(input: AwsInput): number | undefined {
  const storage = optionalRecord(input, "EphemeralStorage");
  return storage === undefined
    ? undefined
    : within("ephemeralStorage.size", optionalInteger(storage, "Size"), 512, 10_240);
}

function readLogging(input: AwsInput, name: string, before: LoggingSettings | undefined): LoggingSettings {
  const given = optionalRecord(input, "LoggingConfig");
  if (given === undefined) return before ?? { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` };
  const LogFormat = optionalText(given, "LogFormat") ?? before?.LogFormat ?? "Text";
  if (LogFormat !== "Text" && LogFormat !== "JSON") {
    throw validation(
      "loggingConfig.logFormat",
      LogFormat,
      "Member must satisfy enum value set: [JSON, Text]",
    );
  }
  const LogGroup = optionalText(given, "LogGroup") ?? before?.LogGroup ?? `/aws/lambda/${name}`;
  const levels = {
    app: optionalText(given, "ApplicationLogLevel"),
    system: optionalText(given, "SystemLogLevel"),
  };
  if (LogFormat === "Text") {
    if (levels.app !== undefined || levels.system !== undefined) {
      throw invalidParameter(
        "ApplicationLogLevel and SystemLogLevel can only be set when LogFormat is JSON.",
      );
    }
    return { LogFormat, LogGroup };
  }
  const [app, system] = [levels.app ?? before?.ApplicationLogLevel, levels.system ?? before?.SystemLogLevel];
  checkLevel("applicationLogLevel", app, ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]);
  checkLevel("systemLogLevel", system, ["DEBUG", "INFO", "WARN"]);
  return { LogFormat, ApplicationLogLevel: app ?? "INFO", SystemLogLevel: system ?? "INFO", LogGroup };
}

function checkLevel(member: string, level: string | undefined, allowed: readonly string[]): void {
  if (level === undefined || allowed.includes(level)) return;
  throw validation(
    `loggingConfig.${member}`,
    level,
    `Member must satisfy enum value set: [${allowed.join(", ")}]`,
  );
}
