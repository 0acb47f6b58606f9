import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { type AwsClientOptions, createAwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { phrase, reasonOf } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";

/** Where the user wants functions to go. */
export interface PlaceOptions {
  /** AWS's API elsewhere than at AWS: a local provider. */
  readonly endpoint?: string | undefined;
  /** Of AWS's own configuration files. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** An account and region, on AWS or on something that speaks its API. */
export interface AwsPlace {
  /** Undefined on AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly accountId: string;
  /** Whether it is the AWS of the workspace's own platform. */
  readonly isPlatform: boolean;
  /** Whether it is on this machine. */
  readonly isLoopback: boolean;
  readonly client: AwsClientOptions;
  /** For people. */
  readonly description: string;
  /** The same for the same place, and nothing but letters and digits. */
  readonly key: string;
}

/**
 * Finds out where functions go: to the endpoint that is named, else to AWS when a profile is named, else to the platform's own.
 * @param platform the connection variables of the platform's `aws`, empty when it does not run
 * @throws MsxError PLATFORM_DOWN, USAGE, AWS_UNREACHABLE
 */
export async function openPlace(
  { endpoint, profile, region }: PlaceOptions,
  platform: { readonly workspace: string; readonly variables: Readonly<Record<string, string>> },
  env: NodeJS.ProcessEnv,
): Promise<AwsPlace> {
  if (endpoint !== undefined && !/^https?:\/\/[^/]+\/?$/.test(endpoint)) {
    throw new MsxError("USAGE", {
      detail: phrase("not-a-server", { given: `--endpoint ${endpoint}` }),
      command: "deploy",
    });
  }
  const own = platform.variables.AWS_ENDPOINT_URL;
  const isElsewhere = endpoint !== undefined || profile !== undefined;
  if (!isElsewhere && own === undefined) {
    throw new MsxError("PLATFORM_DOWN", { workspace: platform.workspace, missing: "aws" });
  }
  const url = (endpoint ?? (profile === undefined ? own : undefined))?.replace(/\/$/, "");
  const isPlatform = url !== undefined && url === own;
  const usual = env.AWS_REGION || env.AWS_DEFAULT_REGION || "us-east-1";
  const where = region ?? (isPlatform ? (platform.variables.AWS_REGION ?? usual) : usual);
  const isLoopback = url !== undefined && isLoopbackUrl(url);
  const client: AwsClientOptions = {
    region: where,
    ...(url !== undefined && { endpoint: url }),
    ...(profile !== undefined && { profile }),
    ...(profile === undefined &&
      isLoopback && { credentials: localCredentials(isPlatform, platform.variables, env) }),
  };
  const accountId = await accountOf(client, url ?? "AWS");
  const description = `${url ?? "AWS"} (${accountId}, ${where})`;
  const key = createHash("sha256")
    .update([url ?? "aws", accountId, where].join("\0"))
    .digest("hex")
    .slice(0, 16);
  return { endpoint: url, region: where, accountId, isPlatform, isLoopback, client, description, key };
}

function localCredentials(
  isPlatform: boolean,
  variables: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  const given = isPlatform ? variables : env;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "test", AWS_SECRET_ACCESS_KEY: secretAccessKey = "test" } = given;
  return { accessKeyId, secretAccessKey };
}

async function accountOf(client: AwsClientOptions, where: string): Promise<string> {
  const clients = createAwsClients(client);
  try {
    const { Account: account = "" } = await (await clients.sts()).getCallerIdentity({});
    return account;
  } catch (cause) {
    throw new MsxError("AWS_UNREACHABLE", { where, detail: reasonOf(cause) }, { cause });
  } finally {
    clients.close();
  }
}

/** `localhost`, 127.0.0.0/8 and ::1 (RFC 6890). */
export function isLoopbackUrl(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || host.endsWith(".localhost") || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}
