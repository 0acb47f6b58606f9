import contract from "../../contracts/openapi.json" with { type: "json" };
import { paymentRoutes } from "../adapters/payment-routes.js";
import { paymentsIn } from "../adapters/service.js";
import { apiHandler } from "../chassis/api.js";
import { serviceTable } from "../chassis/dynamodb.js";

/** The API behind API Gateway. */
export const handler = apiHandler({ contract, routes: paymentRoutes(paymentsIn(serviceTable())) });
