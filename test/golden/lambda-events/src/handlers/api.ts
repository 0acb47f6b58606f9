import contract from "../../contracts/openapi.json" with { type: "json" };
import { itemRoutes } from "../adapters/item-routes.js";
import { processingIn } from "../adapters/service.js";
import { apiHandler } from "../chassis/api.js";
import { serviceTable } from "../chassis/dynamodb.js";

/** The API behind API Gateway. */
export const handler = apiHandler({ contract, routes: itemRoutes(processingIn(serviceTable())) });
