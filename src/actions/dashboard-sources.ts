import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Source } from "../dashboard/server/live-topic.js";
import { MsxError } from "../errors/msx-error.js";
import { tell } from "../messages/tell.js";
import type { Lang } from "../messages/text.js";
import { connections } from "../platform/connections.js";
import { withBroker } from "../platform/messaging/broker-session.js";
import { countMessages, peek } from "../platform/messaging/dead-letters.js";
import { openPlatform } from "../platform/platform.js";
import type { PlatformReport } from "../platform/report.js";
import { readAccessLine } from "../platform/traffic/access-line.js";
import { readGatewayRoutes } from "../platform/traffic/gateway-routes.js";
import { type RouteTraffic, RouteTrafficCounter } from "../platform/traffic/route-traffic.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { chooseDeadLetterQueues } from "./dead-letter-queues.js";
import type { DlqListResult } from "./dlq-list.js";
import { eventsTail, type SeenEvent } from "./events-tail.js";
import { logs } from "./logs.js";
import { status } from "./status.js";
import { type TraceList, traces } from "./traces.js";

/** Without the signal: each source has its own. */
export type SourceContext = Omit<ActionContext, "signal">;

/** A look at a broker or a database is a connection, which their logs tell of. */
const platformMs = 5_000;
const deadLettersMs = 3_000;
const routesMs = 2_000;
const tracesMs = 3_000;
const shownTraces = 100;
const shownLetters = 50;
/** Of the gateway's log, read before what is new. */
const earlierRequests = 5_000;

/** What runs of the workspace, looked at again and again: whatever starts or ends meanwhile is seen. */
export function platformSource(context: SourceContext, lang: Lang): Source<PlatformReport<string>> {
  return (publish, signal) =>
    again(platformMs, signal, async () => {
      const { resources, ...report } = await status({ ...context, signal });
      const told = resources.map(({ reason, ...one }) => ({
        ...one,
        ...(reason !== undefined && { reason: tell(reason, lang) }),
      }));
      publish({ ...report, resources: told });
    });
}

/** Events as they are published. */
export function eventSource(context: SourceContext): Source<SeenEvent> {
  return async (onEvent, signal) => {
    await eventsTail({ services: [], types: [], onEvent }, { ...context, signal });
  };
}

/**
 * What lies in the dead-letter queues. They are counted on one connection; the letters are looked at only where their number
 * has changed, since a look takes them out for a moment.
 */
export function deadLetterSource(context: SourceContext): Source<DlqListResult> {
  return async (publish, signal) => {
    const workspace = loadWorkspace(context.cwd);
    const chosen = chooseDeadLetterQueues(workspace, []);
    const platform = await openPlatform({ ...context, workspace, engine: "auto" });
    await withBroker(platform, signal, async (model) => {
      let known: DlqListResult["queues"] = [];
      await again(deadLettersMs, signal, async () => {
        const queues: DlqListResult["queues"][number][] = [];
        for (const { name, service } of chosen) {
          const messages = (await countMessages(model, name)) ?? null;
          const before = known.find((one) => one.name === name);
          const isSame = before !== undefined && before.messages === messages;
          const letters = isSame ? before.letters : messages ? await peek(model, name, shownLetters) : [];
          queues.push({ name, service, messages, letters });
        }
        known = queues;
        publish({ queues });
      });
    });
  };
}

/** The gateway's routes, with what its log says of the requests that went through them. */
export function routeSource(context: SourceContext): Source<readonly RouteTraffic[]> {
  return async (publish, signal) => {
    const counter = new RouteTrafficCounter();
    const workspace = loadWorkspace(context.cwd);
    const platform = await openPlatform({ ...context, workspace, engine: "auto" });
    const url = connections(platform, await platform.engine.observe(), "host").GATEWAY_URL;
    if (url === undefined) {
      throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing: "gateway" });
    }
    // First, so that the requests of the past find their routes.
    counter.setRoutes(await readGatewayRoutes(url, signal));
    const onLine = ({ text }: { readonly text: string }): void => {
      const request = readAccessLine(text);
      if (request) counter.add(request);
    };
    // The log ends with the gateway; then all begins anew.
    const ended = new AbortController();
    const within = AbortSignal.any([signal, ended.signal]);
    setMaxListeners(0, within);
    const following = logs(
      { names: ["gateway"], follow: true, tail: earlierRequests, onLine },
      { ...context, signal: within },
    ).finally(() => ended.abort());
    const reporting = again(routesMs, within, async () => {
      counter.setRoutes(await readGatewayRoutes(url, within));
      publish(counter.report(Date.now()));
    }).finally(() => ended.abort());
    await Promise.all([following, reporting]);
  };
}

/** The newest traces. */
export function traceSource(context: SourceContext): Source<TraceList> {
  return (publish, signal) =>
    again(tracesMs, signal, async () => {
      // Without an id it is always the list.
      publish((await traces({ limit: shownTraces }, { ...context, signal })) as TraceList);
    });
}

/** Does something until the signal, with a pause after each time. @throws what it throws */
async function again(pauseMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
