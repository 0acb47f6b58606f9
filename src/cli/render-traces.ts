import type { ShownSpan, ShownTrace, TraceList, TracesResult } from "../actions/traces.js";
import type { Page } from "../ui/page.js";

const barCells = 24;
const longestName = 64;
/** What is deeper is drawn at this level. */
const deepestIndent = 24;

/** A list of traces, or one drawn as a tree. @param service what the list was asked for */
export function renderTraces(result: TracesResult, page: Page, service?: string): void {
  if ("traces" in result) renderList(result, page, service);
  else renderTree(result, page);
}

function renderList({ traces, services }: TraceList, page: Page, service?: string): void {
  if (traces.length === 0) {
    if (service !== undefined && services.length > 0) {
      page.say("traces.none-of-service", { service, services: services.map(printable).join(", ") });
    } else page.say("traces.none");
    return;
  }
  page.table(
    traces.map(({ time, traceId, durationMs, spanCount, services: of, name, errors }) => [
      time.replace("T", " ").slice(0, 23),
      traceId,
      duration(durationMs).padStart(9),
      page.text("traces.spans", { count: spanCount }),
      printable(name),
      of.map(printable).join(", "),
      errors > 0 ? page.style("red", page.text("traces.errors", { count: errors })) : "",
    ]),
  );
  page.say("traces.next");
}

function renderTree(trace: ShownTrace, page: Page): void {
  const { traceId, time, durationMs, services, errors, spans } = trace;
  page.say("traces.head", {
    ...{ traceId, time: time.replace("T", " ").slice(0, 23), duration: duration(durationMs) },
    ...{ spans: spans.length, services: services.length },
  });
  if (errors > 0) page.line(page.style("red", page.text("traces.errors", { count: errors })));
  page.line();
  const leading = branches(spans);
  page.table(
    spans.map((span, at) => [
      leading[at] + (span.parentMissing ? "… " : "") + shorten(printable(span.name)),
      printable(span.service),
      `+${duration(span.offsetMs)}`.padStart(10),
      duration(span.durationMs).padStart(9),
      bar(span, durationMs, page),
    ]),
  );
  if (spans.some(({ parentMissing }) => parentMissing)) page.say("traces.parent-missing");
}

/** For each span in turn, the lines that lead to it from its parent. */
function branches(spans: readonly ShownSpan[]): string[] {
  // By level: whether the line there goes on downwards.
  const goesOn: boolean[] = [];
  return spans.map(({ depth, followed }) => {
    goesOn.length = depth;
    goesOn.push(followed);
    if (depth === 0) return "";
    const above = goesOn.slice(Math.max(1, depth - deepestIndent), depth);
    const left = depth > deepestIndent ? "⋯ " : "";
    return `${left}${above.map((more) => (more ? "│  " : "   ")).join("")}${followed ? "├─ " : "└─ "}`;
  });
}

/** When it was at work within the trace; a failed one with what it said. */
function bar({ offsetMs, durationMs, status }: ShownSpan, totalMs: number, page: Page): string {
  const cell = (ms: number): number => (totalMs === 0 ? 0 : (ms / totalMs) * barCells);
  const from = Math.min(barCells - 1, Math.floor(cell(offsetMs)));
  const to = Math.min(barCells, Math.max(from + 1, Math.round(cell(offsetMs + durationMs))));
  const drawn = `${" ".repeat(from)}${"█".repeat(to - from)}${" ".repeat(barCells - to)}`;
  if (status.code !== "error") return page.style("cyan", drawn);
  const why = page.text("traces.failed", { message: shorten(printable(status.message ?? "")) });
  return page.style("red", `${drawn}  ${why.trimEnd()}`);
}

/** Three digits or so, with a unit: `0.42 ms`, `128.4 ms`, `1.28 s`. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
}

function shorten(text: string): string {
  const letters = [...text];
  return letters.length <= longestName ? text : `${letters.slice(0, longestName - 1).join("")}…`;
}

/** What a span is called comes from outside: nothing in it may move the cursor or colour the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "�");
}
