import type { FastifyInstance } from "fastify";
import { notFound } from "../../chassis/problem.js";
import { ItemNotFoundError, type Items } from "../../domain/items.js";

export const basePath = "/api/v1/items";

const querystring = { $ref: "openapi#/components/schemas/ItemQuery" };

/** The routes of contracts/openapi.json, whose schemas validate the requests. */
export function itemRoutes(app: FastifyInstance, items: Items): void {
  app.get<{ Querystring: { name?: string } }>(basePath, { schema: { querystring } }, async (request) => ({
    items: await items.list(request.query.name),
  }));

  app.get<{ Params: { id: string } }>(`${basePath}/:id`, async (request) => {
    try {
      return await items.get(request.params.id);
    } catch (error) {
      if (error instanceof ItemNotFoundError) throw notFound(error.message);
      throw error;
    }
  });
}
