import type { VirtualHost } from "../broker/vhost.js";
import type { Queue } from "../queue/queue.js";
import type { Exchange } from "../routing/exchange.js";
import { notFound } from "./management-error.js";
import type { ManagementRequest } from "./request.js";

/** The default exchange has no name, and goes by this one in a path. */
export const defaultExchangeName = "amq.default";

/** @throws ManagementError 404 also for a virtual host that is not the account's */
export function findVhost({ vhosts }: ManagementRequest, name: string | undefined): VirtualHost {
  const vhost = vhosts.find((one) => one.name === name);
  if (vhost === undefined) throw notFound();
  return vhost;
}

/** The virtual host and the queue that a path begins with. @throws ManagementError 404 */
export function findQueue(request: ManagementRequest): { vhost: VirtualHost; queue: Queue } {
  const vhost = findVhost(request, request.params[0]);
  const queue = vhost.queue(request.params[1] ?? "");
  if (queue === undefined) throw notFound();
  return { vhost, queue };
}

/** The same for an exchange; the default one is the empty text. @throws ManagementError 404 */
export function findExchange(request: ManagementRequest): { vhost: VirtualHost; exchange: Exchange | "" } {
  const vhost = findVhost(request, request.params[0]);
  const name = request.params[1] ?? "";
  const exchange = name === defaultExchangeName ? "" : vhost.exchange(name);
  if (exchange === undefined) throw notFound();
  return { vhost, exchange };
}
