import { randomUUID } from "node:crypto";
import type { ServiceDefinition } from "../chassis/service.js";
import { Users } from "../domain/users.js";
import { migrations } from "./migrations.js";
import { PostgresUserStore } from "./postgres-user-store.js";
import type { UserSchema } from "./schema.js";
import { userRoutes } from "./user-routes.js";

/** This service: what it publishes on, how its database is made, and how its rooms are joined. */
export const service: ServiceDefinition<UserSchema> = {
  exchange: "user_events",
  migrations,
  build({ db, outbox, contract }) {
    const store = new PostgresUserStore(db, outbox);
    const users = new Users({ store, newId: randomUUID, clock: () => new Date() });
    return {
      routes: (app) => {
        userRoutes(app, users, contract);
      },
      consumers: [],
    };
  },
};
