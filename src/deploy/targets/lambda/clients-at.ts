import { type AwsClients, createAwsClients } from "../../../cloudformation/providers/aws-clients.js";
import type { AwsPlace } from "./place.js";

/** AWS's clients for a place. To be closed. */
export function clientsAt({ client }: Pick<AwsPlace, "client">): AwsClients {
  return createAwsClients(client);
}
