import path from "node:path";
import type { LogLine, Topic } from "../dashboard/data.js";
import { type Listenable, StateTopic, StreamTopic } from "../dashboard/server/live-topic.js";
import { type Answer, type Follow, startDashboard } from "../dashboard/server/start-dashboard.js";
import { MsxError } from "../errors/msx-error.js";
import { packageFolder } from "../io/package-files.js";
import { silentIo } from "../io/silent-io.js";
import { describeError } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import { launchBrowser } from "../platform/browser.js";
import { loadWorkspace } from "../workspace/workspace.js";
import { auditChecklist } from "./audit-checklist.js";
import type { ActionContext } from "./context.js";
import {
  deadLetterSource,
  eventSource,
  platformSource,
  routeSource,
  type SourceContext,
  traceSource,
} from "./dashboard-sources.js";
import { logs } from "./logs.js";
import { traces } from "./traces.js";

/** The first one that is tried, and how many above it are. */
const wantedPort = 7575;
const reach = 20;

export interface DashboardOptions {
  /** The port; 0 takes any that is free. Without it, 7575 or the next free one. */
  readonly port?: number;
  /** Whether a browser is to be started. */
  readonly launch: boolean;
  /** The language of the page. */
  readonly lang: Lang;
  onListening(event: DashboardListening): void;
}

/** Said once the page can be opened. */
export interface DashboardListening {
  readonly type: "listening";
  /** The page's address, with the token in its fragment: that part is never sent. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
}

export interface DashboardResult {
  readonly type: "stopped";
}

/**
 * Serves the workspace's page until the context's signal is aborted.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, LISTEN_FAILED
 */
export async function dashboard(options: DashboardOptions, context: ActionContext): Promise<DashboardResult> {
  const { port, launch, lang, onListening } = options;
  const { cwd, env, io, signal } = context;
  loadWorkspace(cwd);
  const background: SourceContext = { cwd, env, io: silentIo };
  const topics = makeTopics(background, lang);
  const server = await startDashboard({
    pageFolder: path.join(packageFolder(), "dist", "dashboard"),
    lang,
    ports: port === undefined ? Array.from({ length: reach }, (_, above) => wantedPort + above) : [port],
    topics,
    answers: { audit: auditAnswer(background, lang), trace: traceAnswer(background) },
    follows: { logs: logFollow(background) },
    describe: (error) => ({ status: error instanceof MsxError ? 409 : 500, body: told(error, lang) }),
  });
  try {
    // Events of the past cannot be asked for: they are kept from now on.
    topics.events.keepRunning();
    const { token } = server.access;
    onListening({ type: "listening", url: `${server.url}#token=${token}`, port: server.port, token });
    if (launch) {
      const failure = await launchBrowser(`${server.url}#code=${server.access.makeCode()}`, env);
      if (failure !== undefined) {
        io.emit({ type: "note", level: "warn", code: "open.failed", params: { detail: failure } });
      }
    }
    await aborted(signal);
  } finally {
    await server.close();
  }
  return { type: "stopped" };
}

function makeTopics(context: SourceContext, lang: Lang): Record<Topic, Listenable> {
  const describe = (error: unknown) => told(error, lang);
  return {
    platform: new StateTopic({ source: platformSource(context, lang), describe }),
    events: new StreamTopic({ source: eventSource(context), describe }),
    "dead-letters": new StateTopic({ source: deadLetterSource(context), describe }),
    routes: new StateTopic({ source: routeSource(context), describe }),
    traces: new StateTopic({ source: traceSource(context), describe }),
  };
}

/** `audit?`: every item of every service's checklists, decided now. */
function auditAnswer(context: SourceContext, lang: Lang): Answer {
  return (_query, signal) => {
    const { folder } = loadWorkspace(context.cwd);
    return auditChecklist({ path: folder, lang }, { ...context, signal });
  };
}

/** `trace?id=…`: one trace, parents before children. */
function traceAnswer(context: SourceContext): Answer {
  return (query, signal) => traces({ trace: query.get("id") ?? "", limit: 1 }, { ...context, signal });
}

/** `logs?name=…&tail=…`: the last lines of a resource or service (all of them without a name), then new ones. */
function logFollow(context: SourceContext): Follow {
  return async (query, send, signal) => {
    const tail = Math.min(2_000, Math.max(1, Number(query.get("tail")) || 200));
    let lines: LogLine[] = [];
    let timer: NodeJS.Timeout | undefined;
    const flush = (): void => {
      clearTimeout(timer);
      timer = undefined;
      if (lines.length > 0) send("lines", lines);
      lines = [];
    };
    const onLine = (line: LogLine): void => {
      lines.push(line);
      if (lines.length >= 500) flush();
      // Several at once: a page draws a hundred lines as quickly as one.
      else timer ??= setTimeout(flush, 50);
    };
    try {
      await logs({ names: query.getAll("name"), follow: true, tail, onLine }, { ...context, signal });
    } finally {
      flush();
    }
  };
}

function told(error: unknown, lang: Lang) {
  const known = error instanceof MsxError ? error : new MsxError("BUG", { detail: messageOf(error) });
  return { error: describeError(known, lang) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
