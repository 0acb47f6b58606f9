import type { AwsService } from "../front/aws-service.js";
import { iamQueryShapes } from "./iam-query-shapes.js";
import { IamStore } from "./iam-store.js";
import { policyOperations } from "./policy-operations.js";
import { roleOperations } from "./role-operations.js";
import { rolePolicyOperations } from "./role-policy-operations.js";

/** Identity and Access Management (API version 2010-05-08): roles and policies by account, kept and shown, not applied. */
export function createIam(now: () => number = Date.now): AwsService {
  const store = new IamStore();
  return {
    name: "iam",
    operations: {
      ...roleOperations(store, now),
      ...rolePolicyOperations(store),
      ...policyOperations(store, now),
    },
    query: {
      version: "2010-05-08",
      namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
      shapes: iamQueryShapes,
    },
    durable: store.state,
  };
}
