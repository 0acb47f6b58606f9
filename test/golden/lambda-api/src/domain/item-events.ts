import type { DomainEvent } from "./domain-event.js";
import type { Item } from "./item.js";

export function itemCreated(item: Item): DomainEvent {
  return stateEvent("ItemCreatedEvent", item);
}

export function itemUpdated(item: Item): DomainEvent {
  return stateEvent("ItemUpdatedEvent", item);
}

export function itemDeleted(item: Item, now: Date): DomainEvent {
  return {
    type: "ItemDeletedEvent",
    subject: item.id,
    data: { ItemId: item.id, Version: item.version + 1, Timestamp: now.toISOString() },
  };
}

/** Carries the whole state, so that a consumer keeps its copy without asking back. */
function stateEvent(type: string, item: Item): DomainEvent {
  const { id, name, description, version, updatedAt } = item;
  return {
    type,
    subject: id,
    data: {
      ItemId: id,
      Name: name,
      ...(description !== undefined && { Description: description }),
      Version: version,
      Timestamp: updatedAt.toISOString(),
    },
  };
}
