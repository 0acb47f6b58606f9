import type { Routes } from "../chassis/api.js";
import { notFound } from "../chassis/problem.js";
import type { ItemProcessing } from "../domain/item-processing.js";

const basePath = "/api/v1/items";

/** The routes of contracts/openapi.json: the same work, asked for by HTTP. */
export function itemRoutes(processing: ItemProcessing): Routes {
  return {
    [`POST ${basePath}`]: async ({ body }) => {
      const { ItemId: id } = body as { readonly ItemId: string };
      // Without a delivery there is only the item itself to tell repetitions by.
      const { itemId } = await processing.process(`api#${id}`, id);
      return { status: 200, body: { success: true, itemId } };
    },
    [`GET ${basePath}/{id}`]: async ({ params: { id = "" } }) => {
      const processed = await processing.find(id);
      if (processed === undefined) throw notFound(`The item ${id} was not processed`);
      return { status: 200, body: processed };
    },
  };
}
