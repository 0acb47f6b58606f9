import type { Routes } from "../chassis/api.js";
import { addMetric } from "../chassis/metrics.js";
import type { PageRequest, StoredUserEvent } from "../domain/ports.js";
import type { User, UserDetails } from "../domain/user.js";
import type { Users } from "../domain/users.js";
import { answer } from "./problems.js";

const collection = "/api/v1/users";

/** The HTTP side of the use cases, as `contracts/openapi.json` describes it. */
export function userRoutes(users: Users): Routes {
  return {
    "POST /api/v1/users": async ({ body }) => {
      const user = await answer(() => users.create(body as UserDetails));
      addMetric("UsersCreated", 1, "Count");
      return { status: 201, headers: { location: `${collection}/${user.id}` }, body: toJson(user) };
    },
    "GET /api/v1/users": async ({ query }) => {
      const page = await answer(() => users.list(query as unknown as PageRequest));
      return { status: 200, body: { ...page, items: page.items.map(toJson) } };
    },
    "GET /api/v1/users/{id}": async ({ params: { id = "" } }) => ({
      status: 200,
      body: toJson(await answer(() => users.get(id))),
    }),
    "PUT /api/v1/users/{id}": async ({ params: { id = "" }, body }) => ({
      status: 200,
      body: toJson(await answer(() => users.replace(id, body as UserDetails))),
    }),
    "DELETE /api/v1/users/{id}": async ({ params: { id = "" } }) => {
      await answer(() => users.remove(id));
      return { status: 204 };
    },
    "GET /api/v1/users/{id}/events": async ({ params: { id = "" } }) => ({
      status: 200,
      body: { items: (await answer(() => users.history(id))).map(eventToJson) },
    }),
  };
}

function toJson({ id, name, email, profile }: User) {
  return { id, name, email, ...(profile === undefined ? {} : { profile }) };
}

function eventToJson({ version, event }: StoredUserEvent) {
  return { version, type: event.type, timestamp: event.data.Timestamp, data: event.data };
}
