import { createHash, randomUUID } from "node:crypto";
import type { Message } from "./message.js";
import type { MessageAttributes } from "./message-attributes.js";

/** A message before a queue has it. */
export type NewMessage = Omit<Message, "state" | "visibleAt" | "sequenceNumber">;

/** A message that is sent now. @param senderId the account */
export function newMessage(body: string, attributes: MessageAttributes, senderId: string): NewMessage {
  const md5 = createHash("md5").update(body).digest("hex");
  return { id: randomUUID(), body, md5, attributes, senderId, sentAt: Date.now(), receiveCount: 0 };
}
