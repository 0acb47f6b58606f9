import contract from "../../contracts/openapi.json" with { type: "json" };
import { orderRoutes } from "../adapters/order-routes.js";
import { ordersIn } from "../adapters/service.js";
import { apiHandler } from "../chassis/api.js";
import { serviceTable } from "../chassis/dynamodb.js";

/** The API behind API Gateway. */
export const handler = apiHandler({ contract, routes: orderRoutes(ordersIn(serviceTable())) });
