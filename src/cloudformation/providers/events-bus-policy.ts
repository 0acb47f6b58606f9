import type { JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ProviderContext, ResourceProvider } from "./provider.js";
import { fixed, json, required, text } from "./shape.js";

/** One statement of a bus's policy. */
export const eventBusPolicy: ResourceProvider = {
  type: "AWS::Events::EventBusPolicy",
  properties: { EventBusName: fixed(text), StatementId: required(fixed(text)), Statement: required(json) },
  attributes: [],
  async create(properties, context) {
    await putStatement(properties, context);
    const { EventBusName: bus = "default", StatementId: id } = properties;
    return { physicalId: `${String(bus)}|${String(id)}` };
  },
  async update(existing, properties, context) {
    await putStatement(properties, context);
    return existing;
  },
  async delete({ properties }, { clients }) {
    const { EventBusName, StatementId } = properties as Record<string, string>;
    const bus = EventBusName === undefined ? {} : { EventBusName };
    await deleted((await clients.eventBridge()).removePermission({ StatementId, ...bus }));
  },
};

/** The API takes whole policies: the bus's other statements are given back as they are. */
async function putStatement(properties: JsonObject, { clients }: ProviderContext): Promise<void> {
  const events = await clients.eventBridge();
  const { EventBusName: bus = "default", StatementId: Sid = "", Statement: statement } = properties;
  const { Policy: known } = await events.describeEventBus({ Name: String(bus) });
  const { Statement: others = [] } = JSON.parse(known ?? "{}") as { Statement?: JsonObject[] };
  const Statement = [...others.filter((one) => one.Sid !== Sid), { ...(statement as JsonObject), Sid }];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await events.putPermission({ EventBusName: String(bus), Policy });
}
