import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { addToJson } from "./edit-json.js";

const routes = z.looseObject({
  Routes: z.array(
    z.looseObject({ ServiceName: z.string().optional(), UpstreamHttpMethod: z.array(z.string()).optional() }),
  ),
});

/**
 * How the gateway's file lets a method through to a service: undefined when it does already, or has no route to it.
 * A route without a list of methods takes them all (Ocelot, "Routing").
 */
export function allowMethod(
  file: string,
  service: string,
  method: string,
): ((text: string) => string) | undefined {
  if (!existsSync(file)) return undefined;
  const indexes = closedRoutes(readFileSync(file, "utf8"), service, method);
  if (indexes.length === 0) return undefined;
  return (text) =>
    addToJson(
      text,
      indexes.map((index) => ({ into: ["Routes", index, "UpstreamHttpMethod"], value: method })),
    );
}

function closedRoutes(text: string, service: string, method: string): readonly number[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return []; // comments, or broken: the gateway says so where it reads it
  }
  const parsed = routes.safeParse(document);
  return (parsed.data?.Routes ?? []).flatMap((route, index) => {
    const list = route.UpstreamHttpMethod ?? [];
    const known = list.length === 0 || list.some((one) => one.toUpperCase() === method);
    return route.ServiceName === service && !known ? [index] : [];
  });
}
