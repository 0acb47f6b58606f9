import type { ServiceDefinition } from "../chassis/service.js";
import { Items } from "../domain/items.js";
import { builtInItems } from "./built-in-items.js";
import { itemRoutes } from "./http/item-routes.js";

/** Wires the rooms together: the domain's use cases between HTTP and where items come from. */
export const service: ServiceDefinition = {
  build() {
    const items = new Items(builtInItems);
    return {
      routes: (app) => {
        itemRoutes(app, items);
      },
    };
  },
};
