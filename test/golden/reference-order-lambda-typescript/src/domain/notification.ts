/** Word sent to a customer about their order. `sentAt` is ISO 8601 in UTC. */
export interface Notification {
  readonly id: string;
  readonly orderId: string;
  readonly userId: string;
  readonly message: string;
  readonly sentAt: string;
}

export function orderConfirmation(id: string, orderId: string, userId: string, now: Date): Notification {
  return { id, orderId, userId, message: `Your order ${orderId} is confirmed`, sentAt: now.toISOString() };
}
