import { Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput } from "listr2";
import type { IoEvent, TaskTitle } from "../io/io.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import { PlainRenderer } from "./plain-renderer.js";
import type { Renderer } from "./renderer.js";

type Wrapper = ListrTaskWrapper<unknown, never, never>;

interface Row {
  readonly title: string;
  wrapper?: Wrapper;
  /** The step it is at: it may be told before the row is drawn. */
  step?: string;
  settle?: () => void;
  outcome?: Extract<IoEvent, { type: "task" }>;
}

/** A live list of the plan's tasks in a terminal. What is said between plans is written as plain lines. */
export class TerminalRenderer implements Renderer {
  readonly #rows = new Map<string, Row>();
  readonly #plain: PlainRenderer;
  readonly #lang: Lang;
  #running: Promise<unknown> = Promise.resolve();
  #held: IoEvent[] = [];
  #open = 0;

  constructor(options: { lang: Lang; write: (text: string) => void }) {
    this.#lang = options.lang;
    this.#plain = new PlainRenderer(options);
  }

  show(event: IoEvent): void {
    if (event.type === "plan") this.#start(event.tasks);
    else if (event.type === "task") this.#update(event);
    else if (this.#open > 0) this.#held.push(event);
    else this.#plain.show(event);
  }

  /** Ends the list; a task that never ended is shown as failed. */
  async end(): Promise<void> {
    for (const [id, row] of this.#rows) if (!row.outcome) this.#update({ type: "task", id, state: "failed" });
    await this.#running;
    this.#release();
  }

  #start(tasks: readonly TaskTitle[]): void {
    const fresh = tasks.map((task): [string, Row] => [
      task.id,
      { title: message(task.code, this.#lang, task.params) },
    ]);
    for (const [id, row] of fresh) this.#rows.set(id, row);
    this.#open += fresh.length;
    this.#running = this.#running.then(() => this.#draw(fresh.map(([, row]) => row)));
  }

  async #draw(rows: readonly Row[]): Promise<void> {
    const list = new Listr<unknown>(
      rows.map((row) => ({
        title: row.title,
        task: (_: unknown, wrapper: unknown) =>
          new Promise<void>((resolve, reject) => {
            row.wrapper = wrapper as Wrapper;
            if (row.step !== undefined) row.wrapper.output = row.step;
            row.settle = () => {
              if (row.outcome?.state === "failed") reject(new Error(this.#detail(row)));
              else {
                if (row.outcome?.state === "skipped") row.wrapper?.skip(this.#detail(row));
                else if (row.wrapper) row.wrapper.title = this.#detail(row);
                resolve();
              }
            };
            if (row.outcome) row.settle();
          }),
      })),
      {
        concurrent: true,
        exitOnError: false,
        rendererOptions: { collapseErrors: false, collapseSkips: false, logger: stderrLogger() },
        fallbackRendererCondition: false,
        registerSignalListeners: false,
      },
    );
    await list.run().catch(() => undefined);
    this.#release();
  }

  #update(event: Extract<IoEvent, { type: "task" }>): void {
    const row = this.#rows.get(event.id);
    if (!row || row.outcome) return;
    if (event.state === "started") return;
    if (event.state === "progress") {
      if (!event.code) return;
      row.step = message(event.code, this.#lang, event.params);
      if (row.wrapper) row.wrapper.output = row.step;
      return;
    }
    row.outcome = event;
    this.#open -= 1;
    row.settle?.();
  }

  #detail(row: Row): string {
    const said = row.outcome?.code && message(row.outcome.code, this.#lang, row.outcome.params);
    return said ? `${row.title}: ${said}` : row.title;
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const event of held) this.#plain.show(event);
  }
}

/** listr2 draws on stdout, which is for data here: give it stderr as both streams. */
function stderrLogger(): ListrLogger {
  return new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
}
