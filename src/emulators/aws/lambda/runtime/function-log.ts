import { randomBytes } from "node:crypto";
import type { LogLine, LogWriter } from "../../logs/log-writer.js";
import type { FunctionIdentity, FunctionVersion } from "../state/function-record.js";

/** How an invocation went, for its last line. */
export interface InvocationReport {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly peakMemoryMb: number;
  /** Of a cold start only. */
  readonly initMs?: number;
  readonly status: "success" | "error" | "timeout";
  readonly errorType?: string;
}

/** What `LogType: Tail` answers: the last 4 KB. */
const tailBytes = 4096;

/** The log stream of one environment, as Lambda writes it to CloudWatch Logs. */
export class FunctionLog {
  readonly stream: string;
  readonly #options: { readonly identity: FunctionIdentity; readonly version: FunctionVersion };
  readonly #writer: LogWriter;
  #pending: LogLine[] = [];
  #tail: string[] = [];
  #tailLength = 0;

  constructor(options: { identity: FunctionIdentity; version: FunctionVersion; writer: LogWriter }) {
    const { writer, ...rest } = options;
    this.#writer = writer;
    this.#options = rest;
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    this.stream = `${day}/[${rest.version.version}]${randomBytes(16).toString("hex")}`;
  }

  /** What the program writes. */
  message(text: string): void {
    this.#add(text.endsWith("\n") ? text : `${text}\n`);
  }

  initStart(): void {
    const { Runtime } = this.#options.version.settings;
    this.#platform(
      `INIT_START Runtime Version: ${Runtime}`,
      {
        type: "platform.initStart",
        record: { initializationType: "on-demand", phase: "init", runtimeVersion: Runtime },
      },
      "INFO",
    );
  }

  /** A start that was not finished. */
  initReport(durationMs: number, status: "timeout" | "error", errorType?: string): void {
    const type = errorType === undefined ? "" : `\tError Type: ${errorType}`;
    this.#platform(
      `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: init\tStatus: ${status}${type}`,
      {
        type: "platform.initReport",
        record: {
          initializationType: "on-demand",
          phase: "init",
          status,
          errorType,
          metrics: { durationMs },
        },
      },
      "INFO",
    );
  }

  start(requestId: string): void {
    this.#tail = [];
    this.#tailLength = 0;
    const { version } = this.#options.version;
    this.#platform(
      `START RequestId: ${requestId} Version: ${version}`,
      { type: "platform.start", record: { requestId, version } },
      "INFO",
    );
  }

  /** @returns the end of what was logged since the start */
  report(report: InvocationReport): Buffer {
    const { requestId, durationMs, memoryMb, peakMemoryMb, initMs, status, errorType } = report;
    if (this.#options.version.settings.logging.LogFormat === "Text")
      this.#add(`END RequestId: ${requestId}\n`);
    const billed = Math.ceil(durationMs + (initMs ?? 0));
    const parts = [
      ...[`REPORT RequestId: ${requestId}`, `Duration: ${durationMs.toFixed(2)} ms`],
      ...[`Billed Duration: ${billed} ms`, `Memory Size: ${memoryMb} MB`],
      `Max Memory Used: ${peakMemoryMb} MB`,
      ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      // What the handler threw itself is said by its own lines.
      ...(status === "timeout" ? ["Status: timeout"] : []),
      ...(errorType?.startsWith("Runtime.") ? ["Status: error", `Error Type: ${errorType}`] : []),
    ];
    const metrics = {
      ...{ durationMs: round(durationMs), billedDurationMs: billed, memorySizeMB: memoryMb },
      ...{ maxMemoryUsedMB: peakMemoryMb, ...(initMs !== undefined && { initDurationMs: round(initMs) }) },
    };
    this.#platform(
      `${parts.join("\t")}\t`,
      { type: "platform.report", record: { requestId, metrics, status, errorType } },
      status === "success" ? "INFO" : "WARN",
    );
    this.flush();
    const all = Buffer.from(this.#tail.join(""));
    return all.subarray(Math.max(0, all.length - tailBytes));
  }

  /** Gives on what is pending. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const { identity, version } = this.#options;
    const { account, region } = identity;
    const target = { account, region, group: version.settings.logging.LogGroup, stream: this.stream };
    this.#writer.append(target, this.#pending, true);
    this.#pending = [];
  }

  #platform(text: string, event: Readonly<Record<string, unknown>>, level: "INFO" | "WARN"): void {
    const { LogFormat, SystemLogLevel = "INFO" } = this.#options.version.settings.logging;
    if (LogFormat === "Text") return this.#add(`${text}\n`);
    if (SystemLogLevel === "WARN" && level !== "WARN") return;
    this.#add(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  }

  #add(message: string): void {
    if (this.#pending.length === 0) setImmediate(() => this.flush());
    this.#pending.push({ timestamp: Date.now(), message });
    this.#tail.push(message);
    this.#tailLength += message.length;
    // A message has at least as many bytes as characters.
    while (this.#tailLength - (this.#tail[0]?.length ?? 0) >= tailBytes) {
      this.#tailLength -= this.#tail.shift()?.length ?? 0;
    }
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
