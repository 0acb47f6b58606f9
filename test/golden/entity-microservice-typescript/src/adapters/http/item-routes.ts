import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { conflict, notFound, preconditionFailed } from "../../chassis/problem.js";
import type { Item, ItemInput } from "../../domain/item.js";
import { ItemChangedError, ItemNotFoundError, type Items } from "../../domain/items.js";
import { encodePosition, readPosition } from "./page-cursor.js";
import { entityTag, expectedVersion } from "./version-tag.js";

export const basePath = "/api/v1/items";

const body = { $ref: "openapi#/components/schemas/ItemInput" };
const querystring = { $ref: "openapi#/components/schemas/PageQuery" };

interface WithId {
  Params: { id: string };
}

/** The routes of contracts/openapi.json, whose schemas validate the requests. */
export function itemRoutes(app: FastifyInstance, items: Items): void {
  app.post<{ Body: ItemInput }>(basePath, { schema: { body } }, async (request, reply) => {
    const item = await items.create(request.body);
    reply.code(201).header("location", `${basePath}/${item.id}`);
    return send(reply, item);
  });

  app.get<{ Querystring: { limit: number; cursor?: string } }>(
    basePath,
    { schema: { querystring } },
    async (request) => {
      const { limit, cursor } = request.query;
      const page = await items.list(limit, readPosition(cursor));
      return { items: page.items, ...(page.next && { nextCursor: encodePosition(page.next) }) };
    },
  );

  app.get<WithId>(`${basePath}/:id`, async (request, reply) => {
    return send(reply, await answering(request, (id) => items.get(id)));
  });

  app.put<WithId & { Body: ItemInput }>(`${basePath}/:id`, { schema: { body } }, async (request, reply) => {
    const version = expectedVersion(request.headers["if-match"]);
    return send(reply, await answering(request, (id) => items.update(id, request.body, version)));
  });

  app.delete<WithId>(`${basePath}/:id`, async (request, reply) => {
    const version = expectedVersion(request.headers["if-match"]);
    await answering(request, (id) => items.delete(id, version));
    return reply.code(204).send();
  });
}

function send(reply: FastifyReply, item: Item): FastifyReply {
  return reply.header("etag", entityTag(item.version)).send(item);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Says the domain's errors in HTTP. */
async function answering<T>(request: FastifyRequest<WithId>, work: (id: string) => Promise<T>): Promise<T> {
  const { id } = request.params;
  try {
    // The database would refuse any other text as an id.
    if (!uuid.test(id)) throw new ItemNotFoundError(id);
    return await work(id);
  } catch (error) {
    if (error instanceof ItemNotFoundError) throw notFound(error.message);
    if (error instanceof ItemChangedError) {
      throw request.headers["if-match"] ? preconditionFailed(error.message) : conflict(error.message);
    }
    throw error;
  }
}
