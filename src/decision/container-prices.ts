/**
 * AWS's list prices of Fargate in US dollars: us-east-1, Linux on ARM, on demand, without Spot or savings plans. Source:
 * https://aws.amazon.com/fargate/pricing/, as of the date below; check it there before a decision.
 */
export const containerPrices = {
  asOf: "2026-03-31",
  source: "https://aws.amazon.com/fargate/pricing/",
  region: "us-east-1",
  perVcpuHour: 0.03238,
  perGbHour: 0.00356,
} as const;

/**
 * What a replica is given: what the guideline's Kubernetes example asks for, rounded up to the smallest task that Fargate has.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
export const replicaSize = { vcpu: 0.25, memoryGb: 0.5 } as const;

/** A year's hours over twelve: what AWS's calculator counts as a month. */
export const hoursAMonth = 730;

/** US dollars a month for one replica that runs all the time. */
export function priceOfReplica(): number {
  const { perVcpuHour, perGbHour } = containerPrices;
  return hoursAMonth * (replicaSize.vcpu * perVcpuHour + replicaSize.memoryGb * perGbHour);
}
