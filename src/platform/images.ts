import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { awsProviders } from "../workspace/schema.js";
import type { Workspace } from "../workspace/workspace.js";
import type { ImageKey } from "./resource.js";

export type AwsProvider = Workspace["platform"]["aws"]["provider"];
/** Those that run as a container. */
export type ContainedAwsProvider = Exclude<AwsProvider, "embedded">;

/** The pinned images: never `latest`, so that two machines run the same. One table, one mirror prefix, overrides. */
const pinned: Readonly<Record<Exclude<ImageKey, "aws" | "lambda-node">, string>> = {
  postgres: "postgres:17.11",
  rabbitmq: "rabbitmq:4.3.6-management",
  consul: "hashicorp/consul:1.22.5",
  tracing: "jaegertracing/jaeger:2.14.0",
  node: "node:24.19.0-slim",
  "dotnet-sdk": "mcr.microsoft.com/dotnet/sdk:10.0.401",
  "dotnet-aspnet": "mcr.microsoft.com/dotnet/aspnet:10.0.12",
};

/**
 * localstack 4.14.0 (2026-02-26) is the last that runs without a token: from 2026.03.0 on it exits 55 without one,
 * and the community repository is frozen since 2026-03-23.
 */
const pinnedAws: Readonly<Record<ContainedAwsProvider, string>> = {
  localstack: "localstack/localstack:4.14.0",
  floci: "floci/floci:1.5.33",
  moto: "motoserver/moto:5.2.3",
};

/**
 * What a provider runs Node functions from. moto hands handler and event over as arguments and reads the answer off the output,
 * which AWS's own image does not know; its default would be a tag that does not exist (`24.x`).
 */
const pinnedLambdaNode: Readonly<Record<ContainedAwsProvider, string>> = {
  localstack: "public.ecr.aws/lambda/nodejs:24",
  floci: "public.ecr.aws/lambda/nodejs:24",
  moto: "ghcr.io/shogo82148/lambda-nodejs:24",
};

export interface ResolvedImage {
  readonly reference: string;
  /** The environment variable that overrides it. */
  readonly variable: string;
  /** Named by the user rather than by the table. */
  readonly overridden: boolean;
}

/** `MSX_IMAGE_POSTGRES` for `postgres`. */
export function imageVariable(key: ImageKey): string {
  return `MSX_IMAGE_${key.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * The provider behind the resource aws: `MSX_AWS_PROVIDER`, else msx.yaml's.
 * @throws MsxError USAGE when the variable names one that msx does not know
 */
export function awsProvider(workspace: Pick<Workspace, "platform">, env: NodeJS.ProcessEnv): AwsProvider {
  const wanted = env.MSX_AWS_PROVIDER;
  if (!wanted) return workspace.platform.aws.provider;
  if (isAwsProvider(wanted)) return wanted;
  const detail = phrase("provider-unknown", { given: wanted, known: awsProviders.join(", ") });
  throw new MsxError("USAGE", { detail, command: "up" });
}

function isAwsProvider(name: string): name is AwsProvider {
  return awsProviders.some((known) => known === name);
}

/**
 * The provider that runs as a container.
 * @throws MsxError USAGE for `embedded`, which is the embedded engine's
 */
export function containedAwsProvider(
  workspace: Pick<Workspace, "platform">,
  env: NodeJS.ProcessEnv,
): ContainedAwsProvider {
  const provider = awsProvider(workspace, env);
  if (provider !== "embedded") return provider;
  const detail = phrase("provider-embedded", { known: Object.keys(pinnedAws).join(", ") });
  throw new MsxError("USAGE", { detail, command: "up" });
}

/** Which image stands behind a key: the environment's override, msx.yaml's, or the pinned one behind the mirror. */
export function resolveImage(
  key: ImageKey,
  workspace: Pick<Workspace, "platform">,
  env: NodeJS.ProcessEnv,
): ResolvedImage {
  const variable = imageVariable(key);
  const override = env[variable] || workspace.platform.images[key];
  if (override) return { reference: override, variable, overridden: true };
  const pin = pinOf(key, workspace, env);
  const { mirror } = workspace.platform;
  const reference = mirror ? `${mirror.replace(/\/+$/, "")}/${pin}` : pin;
  return { reference, variable, overridden: false };
}

function pinOf(key: ImageKey, workspace: Pick<Workspace, "platform">, env: NodeJS.ProcessEnv): string {
  if (key === "aws") return pinnedAws[containedAwsProvider(workspace, env)];
  if (key === "lambda-node") return pinnedLambdaNode[containedAwsProvider(workspace, env)];
  return pinned[key];
}
