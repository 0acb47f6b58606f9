import type { AwsOutput } from "../../front/aws-service.js";
import {
  type Alias,
  type FunctionIdentity,
  type FunctionVersion,
  functionArn,
  latestVersion,
} from "../state/function-record.js";

/** As Lambda writes times: `2026-11-26T10:00:00.000+0000`. */
export function shownTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+0000");
}

/**
 * A version's configuration, as Get and List show it.
 * @param qualifier as it was asked for; the ARN ends with it
 */
export function shownVersion(
  identity: FunctionIdentity,
  { version, code, settings, modifiedAt, revisionId }: FunctionVersion,
  qualifier: string | undefined = version === latestVersion ? undefined : version,
): AwsOutput {
  const { Runtime, Role, Handler, Description, Timeout, MemorySize, KMSKeyArn, vpc, logging } = settings;
  return {
    ...{ FunctionName: identity.name, FunctionArn: functionArn(identity, qualifier) },
    ...{ Runtime, Role, Handler, CodeSize: code.size, Description, Timeout, MemorySize },
    ...{ LastModified: shownTime(modifiedAt), CodeSha256: code.sha256, Version: version },
    ...(vpc !== undefined && { VpcConfig: { ...vpc, VpcId: "", Ipv6AllowedForDualStack: false } }),
    ...(settings.deadLetterTarget !== undefined && {
      DeadLetterConfig: { TargetArn: settings.deadLetterTarget },
    }),
    ...(settings.Variables !== undefined && { Environment: { Variables: settings.Variables } }),
    ...{ KMSKeyArn, TracingConfig: { Mode: settings.tracing }, RevisionId: revisionId },
    ...{ State: "Active", LastUpdateStatus: "Successful", PackageType: "Zip" },
    Architectures: settings.Architectures,
    EphemeralStorage: { Size: settings.ephemeralSize },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: logging,
  };
}

export function shownAlias(identity: FunctionIdentity, alias: Alias): AwsOutput {
  const { name, version, description, weights, revisionId } = alias;
  return {
    ...{ AliasArn: functionArn(identity, name), Name: name, FunctionVersion: version },
    ...{ Description: description, RevisionId: revisionId },
    ...(weights !== undefined &&
      Object.keys(weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: weights } }),
  };
}
