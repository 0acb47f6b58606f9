import contract from "../../contracts/openapi.json" with { type: "json" };
import { usersIn } from "../adapters/service.js";
import { userRoutes } from "../adapters/user-routes.js";
import { apiHandler } from "../chassis/api.js";
import { serviceTable } from "../chassis/dynamodb.js";

/** The API behind API Gateway. */
export const handler = apiHandler({ contract, routes: userRoutes(usersIn(serviceTable())) });
