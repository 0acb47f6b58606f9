import type { UpResult } from "../actions/up.js";
import type { Page } from "../ui/page.js";

type Report = Pick<UpResult, "resources" | "services">;
type State = Report["resources"][number]["state"];

/** The chassis' relay publishes within a second (OUTBOX_POLL_MS); what is older than this waits for something. */
const lateSeconds = 5;
const colours = { ready: "green", starting: "yellow", failed: "red", stopped: "dim" } as const;

/** What runs, as two tables. */
export function renderPlatform({ resources, services }: Report, page: Page): void {
  const head = (name: "resource" | "service"): string =>
    page.style("bold", page.text(`platform.table.${name}`));
  const state = (value: State): string => page.style(colours[value], page.text(`platform.state.${value}`));
  const column = (name: "state" | "version" | "replicas" | "outbox" | "where"): string =>
    page.text(`platform.table.${name}`);
  page.table([
    [head("resource"), column("state"), column("where")],
    ...resources.map((one) => [
      one.name,
      state(one.state),
      one.state === "ready"
        ? Object.values(one.endpoints).join("  ")
        : firstLine(one.reason === undefined ? "" : page.tell(one.reason)),
    ]),
  ]);
  if (services.length === 0) return;
  page.line();
  page.table([
    [
      head("service"),
      column("state"),
      column("version"),
      column("replicas"),
      column("outbox"),
      column("where"),
    ],
    ...services.map((one) => [
      one.name,
      state(one.state),
      one.version ?? "-",
      String(one.replicas),
      outboxCell(one.outbox, page),
      one.url ?? "-",
    ]),
  ]);
  for (const { name, canary } of services) {
    if (canary) page.line(page.text("deploy.canary", { service: name, ...canary }));
  }
}

/** Waiting events and the age of the oldest; yellow once something waits for longer than a relay's pause. */
function outboxCell(outbox: Report["services"][number]["outbox"], page: Page): string {
  if (outbox === null) return "-";
  const { pending, oldestSeconds } = outbox;
  if (oldestSeconds === null) return "0";
  const text = page.text("platform.outbox.waiting", { pending, seconds: oldestSeconds });
  return oldestSeconds > lateSeconds ? page.style("yellow", text) : text;
}

function firstLine(reason: string): string {
  return reason.split("\n")[0] ?? "";
}
