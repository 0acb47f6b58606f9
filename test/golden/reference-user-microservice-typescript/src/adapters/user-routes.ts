import type { FastifyInstance } from "fastify";
import type { OpenApiDocument } from "../chassis/contract.js";
import type { PageRequest, StoredUserEvent } from "../domain/ports.js";
import type { User, UserDetails } from "../domain/user.js";
import type { Users } from "../domain/users.js";
import { answer } from "./problems.js";
import { requestSchema } from "./request-schema.js";

const collection = "/api/v1/users";

interface ById {
  readonly Params: { readonly id: string };
}

/** The HTTP side of the use cases, as `contracts/openapi.json` describes it. */
export function userRoutes(app: FastifyInstance, users: Users, contract: OpenApiDocument): void {
  const schemaOf = (path: string, method: string) => ({ schema: requestSchema(contract, path, method) });

  app.post<{ Body: UserDetails }>(
    "/api/v1/users",
    schemaOf("/api/v1/users", "post"),
    async (request, reply) => {
      const user = await answer(() => users.create(request.body));
      return reply.code(201).header("location", `${collection}/${user.id}`).send(toJson(user));
    },
  );

  app.get<{ Querystring: PageRequest }>(
    "/api/v1/users",
    schemaOf("/api/v1/users", "get"),
    async (request) => {
      const page = await answer(() => users.list(request.query));
      return { ...page, items: page.items.map(toJson) };
    },
  );

  app.get<ById>("/api/v1/users/:id", schemaOf("/api/v1/users/{id}", "get"), async (request) =>
    toJson(await answer(() => users.get(request.params.id))),
  );

  app.put<ById & { Body: UserDetails }>(
    "/api/v1/users/:id",
    schemaOf("/api/v1/users/{id}", "put"),
    async (request) => toJson(await answer(() => users.replace(request.params.id, request.body))),
  );

  app.delete<ById>("/api/v1/users/:id", schemaOf("/api/v1/users/{id}", "delete"), async (request, reply) => {
    await answer(() => users.remove(request.params.id));
    return reply.code(204).send();
  });

  app.get<ById>(
    "/api/v1/users/:id/events",
    schemaOf("/api/v1/users/{id}/events", "get"),
    async (request) => ({
      items: (await answer(() => users.history(request.params.id))).map(eventToJson),
    }),
  );
}

function toJson({ id, name, email, profile }: User) {
  return { id, name, email, ...(profile === undefined ? {} : { profile }) };
}

function eventToJson({ version, event }: StoredUserEvent) {
  return { version, type: event.type, timestamp: event.data.Timestamp, data: event.data };
}
