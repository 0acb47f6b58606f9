import type { AwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { isGone } from "../../../cloudformation/providers/gone.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { DeploymentRecord } from "./record.js";

/** A function that was deployed. */
export interface DeployedFunction {
  /** In the template. */
  readonly logicalId: string;
  /** At AWS. */
  readonly name: string;
  /** Behind which it serves; undefined until a version has. */
  readonly alias: string | undefined;
}

export interface FunctionReport {
  readonly name: string;
  readonly alias: string | null;
  /** What the alias leads to. */
  readonly version: string | null;
  readonly state: "ready" | "starting" | "failed" | "stopped";
}

/** In the template's order. */
export function functionsOf({ stack, serving }: DeploymentRecord): readonly DeployedFunction[] {
  const all = Object.values(stack.resources);
  return all
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map(({ logicalId, physicalId: name }) => {
      const alias = all.find(
        (one) =>
          one.type === "AWS::Lambda::Alias" &&
          one.properties.FunctionName === name &&
          serving?.aliases[one.logicalId] !== undefined,
      );
      return { logicalId, name, alias: alias === undefined ? undefined : String(alias.properties.Name) };
    });
}

/**
 * The function that is meant: by its name at AWS, its logical id or the end of either; without one, the only one there is.
 * @throws MsxError FUNCTION_UNKNOWN
 */
export function chooseFunction(
  service: string,
  functions: readonly DeployedFunction[],
  wanted: string | undefined,
): DeployedFunction {
  const fits = ({ logicalId, name }: DeployedFunction): boolean =>
    wanted === undefined ||
    [logicalId, name, logicalId.replace(/Function$/, "")].some(
      (one) => one.toLowerCase() === wanted.toLowerCase(),
    ) ||
    name.endsWith(`-${wanted}`);
  const [found, ...others] = functions.filter(fits);
  if (found && others.length === 0) return found;
  const known = functions.map(({ name }) => name).join(", ") || "-";
  throw new MsxError("FUNCTION_UNKNOWN", { service, name: wanted ?? "-", known });
}

/** Each function as AWS has it now. */
export async function reportFunctions(
  clients: AwsClients,
  functions: readonly DeployedFunction[],
): Promise<readonly FunctionReport[]> {
  const lambda = await clients.lambda();
  return Promise.all(
    functions.map(async ({ name, alias }): Promise<FunctionReport> => {
      try {
        const { Version: version = null, State: state } = await lambda.getFunctionConfiguration({
          FunctionName: name,
          ...(alias !== undefined && { Qualifier: alias }),
        });
        const serves = alias === undefined ? ("stopped" as const) : ("ready" as const);
        const now = state === "Pending" ? "starting" : state === "Failed" ? "failed" : serves;
        return { name, alias: alias ?? null, version, state: now };
      } catch (error) {
        if (!isGone(error)) throw error;
        return { name, alias: alias ?? null, version: null, state: "stopped" };
      }
    }),
  );
}
