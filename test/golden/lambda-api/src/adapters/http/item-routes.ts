import type { Answer, Routes } from "../../chassis/api.js";
import type { ApiRequest } from "../../chassis/api-request.js";
import { conflict, notFound, preconditionFailed } from "../../chassis/problem.js";
import type { Item, ItemInput } from "../../domain/item.js";
import { ItemChangedError, ItemNotFoundError, type Items } from "../../domain/items.js";
import { encodePosition, readPosition } from "./page-cursor.js";
import { entityTag, expectedVersion } from "./version-tag.js";

const basePath = "/api/v1/items";

/** The routes of contracts/openapi.json, by which requests are validated. */
export function itemRoutes(items: Items): Routes {
  return {
    [`POST ${basePath}`]: async ({ body }) => {
      const item = await items.create(body as ItemInput);
      return withItem(201, item, { location: `${basePath}/${item.id}` });
    },
    [`GET ${basePath}`]: async ({ query }) => {
      const { limit, cursor } = query as { limit: number; cursor?: string };
      const page = await items.list(limit, readPosition(cursor));
      const next = page.next && { nextCursor: encodePosition(page.next) };
      return { status: 200, body: { items: page.items, ...next } };
    },
    [`GET ${basePath}/{id}`]: (request) =>
      answering(request, async (id) => withItem(200, await items.get(id))),
    [`PUT ${basePath}/{id}`]: (request) =>
      answering(request, async (id, version) =>
        withItem(200, await items.update(id, request.body as ItemInput, version)),
      ),
    [`DELETE ${basePath}/{id}`]: (request) =>
      answering(request, async (id, version) => {
        await items.delete(id, version);
        return { status: 204 };
      }),
  };
}

function withItem(status: number, item: Item, headers: Record<string, string> = {}): Answer {
  return { status, headers: { ...headers, etag: entityTag(item.version) }, body: item };
}

/** Says the domain's errors in HTTP. */
async function answering(
  { params, headers }: ApiRequest,
  work: (id: string, expected: number | undefined) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work(params.id ?? "", expectedVersion(headers["if-match"]));
  } catch (error) {
    if (error instanceof ItemNotFoundError) throw notFound(error.message);
    if (error instanceof ItemChangedError) {
      throw headers["if-match"] ? preconditionFailed(error.message) : conflict(error.message);
    }
    throw error;
  }
}
