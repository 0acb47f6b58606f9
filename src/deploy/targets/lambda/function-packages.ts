import { createHash } from "node:crypto";
import type { DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { Service } from "../../../workspace/workspace.js";
import type { TaskReport } from "../../task-report.js";
import { archiveOf } from "./archive.js";
import { buildFunctions } from "./build-functions.js";
import { dotnetProgramsOf } from "./dotnet-programs.js";
import type { CodeSource } from "./project.js";

/** A stack whose functions' code is at hand. */
export interface Packaged {
  readonly desired: DesiredStack;
  /** Archives by their digest, as the stack names them. */
  readonly artifacts: ReadonlyMap<string, Uint8Array>;
}

/** How many lines of a failed build are shown. */
const shownLines = 40;

/** Builds and packs services, one at a time: the first fills the dependencies that all share. */
export class FunctionPackages {
  readonly #workspaceFolder: string;
  /** The build before. */
  #building: Promise<unknown> = Promise.resolve();

  constructor(workspaceFolder: string) {
    this.#workspaceFolder = workspaceFolder;
  }

  /**
   * @param desiredOf the stack, given what each function's code is packed as
   * @throws MsxError BUILD_FAILED, with the end of what the build said; what `desiredOf` throws; the signal's reason
   */
  async make(
    service: Service,
    desiredOf: (digestOf: (code: CodeSource) => string) => DesiredStack,
    report: TaskReport,
    signal: AbortSignal,
  ): Promise<Packaged> {
    const lines: string[] = [];
    const artifacts = new Map<string, Uint8Array>();
    try {
      report.progress("deploy.step.queued");
      const onLine = (line: string): void => {
        lines.push(line);
        report.progress("deploy.step.build", { line });
      };
      const folder = await this.#inTurn(
        () => buildFunctions(service, this.#workspaceFolder, dotnetProgramsOf(desiredOf), onLine, signal),
        signal,
      );
      const desired = desiredOf((code) => {
        const archive = archiveOf(folder, code);
        const digest = createHash("sha256").update(archive).digest("hex");
        artifacts.set(digest, archive);
        return digest;
      });
      return { desired, artifacts };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof MsxError) throw cause;
      const logs = [...lines.slice(-shownLines), (cause as Error).message].join("\n");
      throw new MsxError("BUILD_FAILED", { service: service.name, logs }, { cause });
    }
  }

  #inTurn<Result>(build: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const turn = this.#building.then(() => {
      signal.throwIfAborted();
      return build();
    });
    this.#building = turn.catch(() => undefined);
    return turn;
  }
}
