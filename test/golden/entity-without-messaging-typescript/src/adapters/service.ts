import { randomUUID } from "node:crypto";
import type { ServiceDefinition } from "../chassis/service.js";
import { Items } from "../domain/items.js";
import { itemRoutes } from "./http/item-routes.js";
import { migrations, type Schema } from "./postgres/item-schema.js";
import { PostgresItemRepository } from "./postgres/postgres-item-repository.js";

/** Wires the rooms together: the domain's use cases between HTTP and PostgreSQL. */
export const service: ServiceDefinition<Schema> = {
  migrations,
  build({ db }) {
    const repository = new PostgresItemRepository(db);
    const items = new Items(repository, () => new Date(), randomUUID);
    return {
      routes: (app) => {
        itemRoutes(app, items);
      },
    };
  },
};
