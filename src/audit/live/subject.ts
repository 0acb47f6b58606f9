import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Service } from "../../workspace/workspace.js";
import { parseFile } from "../evidence/parsed-document.js";
import { Contract } from "./contract/operations.js";
import type { PlannedRequest } from "./http/plan.js";

/** What a service's calls to others are configured to: its service.yaml's, else the chassis's (the guideline's numbers). */
export interface CallSettings {
  readonly timeoutMs: number;
  /** Failures in a row that open the breaker. */
  readonly failures: number;
  readonly resetMs: number;
}

/** A request that was seen to succeed, made anew each time: what it creates is another thing. */
export type WorkingRequest = () => PlannedRequest;

/** A deployed service, as experiments look at it. */
export interface Subject {
  readonly service: Service;
  /** Relative to the service's folder; undefined without one. */
  readonly contractFile?: string;
  readonly contract?: Contract;
  readonly calls: CallSettings;
  /** Changes something; undefined when no request of its contract does so with success. */
  write?: WorkingRequest;
  /** Reads something, likewise. */
  read?: WorkingRequest;
}

const contractFiles = [
  "contracts/openapi.json",
  "contracts/openapi.yaml",
  "contracts/openapi.yml",
  "openapi.json",
  "openapi.yaml",
  "openapi.yml",
];

export function openSubject(service: Service): Subject {
  const contractFile = contractFiles.find((file) => existsSync(path.join(service.folder, file)));
  const calls = {
    timeoutMs: numberIn(service, "HTTP_CLIENT_TIMEOUT_MS") ?? 2000,
    failures: numberIn(service, "BREAKER_FAILURES") ?? 3,
    resetMs: numberIn(service, "BREAKER_RESET_MS") ?? 30_000,
  };
  if (contractFile === undefined) return { service, calls };
  const text = readFileSync(path.join(service.folder, contractFile), "utf8");
  const document = parseFile(contractFile, text).documents[0]?.data;
  return { service, contractFile, contract: new Contract(document), calls };
}

function numberIn({ env }: Service, name: string): number | undefined {
  const value = Number(env[name]);
  return env[name] !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
}
