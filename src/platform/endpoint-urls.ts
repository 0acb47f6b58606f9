import type { Endpoint, PortWish } from "./resource.js";

/** The addresses of a resource for showing, by port name, without secrets: `{amqp: "amqp://127.0.0.1:5672"}`. */
export function endpointUrls(
  ports: readonly Pick<PortWish, "name" | "scheme">[],
  endpoint: Endpoint,
): Record<string, string> {
  return Object.fromEntries(
    ports.flatMap(({ name, scheme }) => {
      const port = endpoint.ports[name];
      return port === undefined ? [] : [[name, `${scheme}://${endpoint.host}:${port}`]];
    }),
  );
}
