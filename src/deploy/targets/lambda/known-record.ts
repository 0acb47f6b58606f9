import type { ResourceRecord, StackRecord } from "../../../cloudformation/engine/stack-record.js";
import type { AwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { isThere } from "./foreign.js";
import type { DeploymentRecord, DeploymentRecords } from "./record.js";

/**
 * What was made of a service, as far as it is still there: a provider that keeps everything in memory may have been started
 * anew. A record of nothing when nothing is.
 */
export async function knownRecord(
  records: DeploymentRecords,
  clients: AwsClients,
  service: string,
  stackName: string,
): Promise<DeploymentRecord> {
  const record = records.read(service);
  if (record === undefined) return records.begin(service, stackName);
  const retained = await presentOf(clients, record.retained);
  const functions = Object.values(record.stack.resources).filter(
    ({ type }) => type === "AWS::Lambda::Function",
  );
  if (functions.length === 0) return { ...record, retained };
  const present = await presentOf(clients, functions);
  return present.length > 0 ? { ...record, retained } : records.begin(service, stackName);
}

/** What the template before wanted kept is there still. */
export function withRetained({ stack, retained }: DeploymentRecord): StackRecord {
  const kept = Object.fromEntries(retained.map((record) => [record.logicalId, record]));
  return { ...stack, resources: { ...kept, ...stack.resources } };
}

async function presentOf(
  clients: AwsClients,
  resources: readonly ResourceRecord[],
): Promise<readonly ResourceRecord[]> {
  const found = await Promise.all(resources.map(async (one) => ((await isThere(clients, one)) ? [one] : [])));
  return found.flat();
}
