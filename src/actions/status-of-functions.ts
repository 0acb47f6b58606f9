import { clientsAt } from "../deploy/targets/lambda/clients-at.js";
import { functionsOf, reportFunctions } from "../deploy/targets/lambda/deployed-functions.js";
import { hasRecords } from "../deploy/targets/lambda/record.js";
import { connections } from "../platform/connections.js";
import type { Instance } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";
import type { ServiceReport } from "../platform/report.js";
import { gatewayPath } from "../workspace/gateway-path.js";
import type { ActionContext } from "./context.js";
import { recordsAt } from "./deploy-targets.js";
import { functionPlace } from "./function-place.js";

/** The services that were deployed as functions to the platform's own AWS, where that runs. */
export async function statusOfFunctions(
  platform: Platform,
  instances: readonly Instance[],
  context: ActionContext,
): Promise<readonly ServiceReport[]> {
  const { workspace } = platform;
  const variables = connections(platform, instances, "host");
  if (!hasRecords(workspace.folder) || variables.AWS_ENDPOINT_URL === undefined) return [];
  const place = await functionPlace({}, platform, instances, context);
  const clients = clientsAt(place);
  try {
    const deployed = recordsAt(platform, place)
      .all()
      .filter((record) => functionsOf(record).length > 0);
    return await Promise.all(
      deployed.map(async (record): Promise<ServiceReport> => {
        const functions = await reportFunctions(clients, functionsOf(record));
        const { service: name, serving, fromSource } = record;
        const worst = (["failed", "stopped", "starting"] as const).find((state) =>
          functions.some((one) => one.state === state),
        );
        const state = serving === undefined ? "failed" : (worst ?? "ready");
        const service = workspace.allServices.find((one) => one.name === name);
        const at = service && gatewayPath(workspace, service);
        const url = at === undefined || !variables.GATEWAY_URL ? null : `${variables.GATEWAY_URL}${at}`;
        const replicas = state === "ready" ? 1 : 0;
        return {
          name,
          state,
          version: fromSource ? "dev" : (serving?.version ?? null),
          replicas,
          canary: null,
          url,
          outbox: null,
          functions,
        };
      }),
    );
  } finally {
    clients.close();
  }
}
