import type { VirtualHost } from "../broker/vhost.js";
import type { Queue } from "../queue/queue.js";
import { findQueue } from "./find.js";
import { badRequest } from "./management-error.js";
import type { Endpoint } from "./request.js";

/** `if-empty` and `if-unused` in the query hold it back. */
export const deleteQueue: Endpoint = async (request) => {
  const { vhost, queue } = findQueue(request);
  refuseLocked(vhost, queue);
  const what = `queue '${queue.name}' in vhost '${vhost.name}'`;
  const asks = (name: string): boolean => request.query.get(name) === "true";
  if (asks("if-unused") && queue.consumerCount > 0) throw badRequest(`${what} in use`);
  if (asks("if-empty") && queue.ready.length > 0) throw badRequest(`${what} not empty`);
  vhost.removeQueue(queue);
  await request.settled();
};

export const purgeQueue: Endpoint = async (request) => {
  const { vhost, queue } = findQueue(request);
  refuseLocked(vhost, queue);
  queue.purge();
  await request.settled();
};

/** @throws ManagementError 400 for a queue that belongs to a connection */
export function refuseLocked({ name: vhost }: VirtualHost, queue: Queue, code = ""): void {
  if (queue.owner === undefined) return;
  throw badRequest(
    `${code}cannot obtain exclusive access to locked queue '${queue.name}' in vhost '${vhost}'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.`,
  );
}
