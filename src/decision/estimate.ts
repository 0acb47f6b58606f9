import { priceOfMillion } from "../deploy/targets/lambda/report/prices.js";
import type { DecisionAnswers } from "./answers.js";
import { hoursAMonth, priceOfReplica, replicaSize } from "./container-prices.js";
import type { Form } from "./questions.js";

/** The load of the busiest hour, in mean hours: replicas must carry it, functions are billed by the request. */
export const peakFactor = 2;
/** How busy the processors of a replica may be. */
export const targetUtilisation = 0.6;
/** Memory with which a function has one vCPU. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const mbOfOneVcpu = 1769;

export interface Estimate {
  /** US dollars a month, computing only, by form. */
  readonly monthlyUsd: Readonly<Record<Form, number>>;
  /** What the containers were counted with: as many as asked for, or as many as the load needs. */
  readonly replicas: number;
}

type Load = Pick<DecisionAnswers, "requests" | "meanMs" | "memoryMb" | "replicas" | "host">;

/**
 * What each form would cost a month. Functions: requests and duration. Containers: replicas that run all the time, at least as
 * many as were asked for; what a request takes of a processor is what a function of that memory and duration would have had at
 * most. A module of an application that runs anyway is counted as nothing; without such an application a monolith needs
 * containers as well.
 */
export function estimate(load: Load): Estimate {
  const replicas = Math.max(load.replicas, replicasFor(load));
  const containers = toCents(replicas * priceOfReplica());
  const { total } = priceOfMillion(load.meanMs, load.memoryMb, "arm64");
  const lambda = toCents((load.requests / 1_000_000) * total);
  const monolith = load.host === "yes" ? 0 : containers;
  return { monthlyUsd: { monolith, lambda, microservice: containers }, replicas };
}

function replicasFor({ requests, meanMs, memoryMb }: Load): number {
  const requestsASecond = requests / (hoursAMonth * 3600);
  const vcpu = peakFactor * requestsASecond * (meanMs / 1000) * (memoryMb / mbOfOneVcpu);
  return Math.ceil(vcpu / (replicaSize.vcpu * targetUtilisation));
}

function toCents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}
