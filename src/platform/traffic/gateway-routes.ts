import * as z from "zod";
import { httpExchange } from "../http-exchange.js";

const route = z.object({
  path: z.string(),
  methods: z.array(z.string()),
  service: z.string().optional(),
  state: z.string(),
  instances: z.number(),
  breaker: z.string().optional(),
});

/** A route as the gateway's `GET /health` shows it. */
export type RouteState = z.output<typeof route>;

/** The gateway's routes as they are now, in the order in which they are tried. @throws Error when it does not answer so */
export async function readGatewayRoutes(url: string, signal: AbortSignal): Promise<readonly RouteState[]> {
  // 503 while it has no routes, or drains: it says so in the same words.
  const { text } = await httpExchange(`${url}/health`, { signal });
  return z.object({ routes: z.array(route) }).parse(JSON.parse(text)).routes;
}
