import { Command, Flags, type Interfaces } from "@oclif/core";
import type { ActionContext } from "../actions/context.js";
import { findMessage } from "../messages/catalogue.js";
import { toJson } from "../messages/tell.js";
import type { Lang } from "../messages/text.js";
import { Page } from "../ui/page.js";
import { TerminalIo } from "../ui/terminal-io.js";
import { chooseLang } from "./lang.js";
import { chooseRenderer } from "./renderers.js";
import { showFailure } from "./show-failure.js";
import { watchSignals } from "./watch-signals.js";

export interface CommonFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  /** Only on the commands that have it. */
  readonly yes?: boolean;
}

export interface Rendering<Result> {
  /** Writes the result for a person; with `--json` the result itself is printed instead. */
  render(result: Result, page: Page): void;
  /** The exit code of a finished command; 0 unless told otherwise. */
  exitCode?(result: Result): number;
}

/** The English text of a help message; `Help` shows the other language by the same code. */
export function help(code: string): string {
  return findMessage(code, "en") ?? code;
}

/** What every command does alike: common flags, io, signals, result to stdout, errors to text and exit code. */
export abstract class MsxCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ summary: help("flag.json"), helpGroup: "GLOBAL" }),
    quiet: Flags.boolean({ summary: help("flag.quiet"), helpGroup: "GLOBAL" }),
    debug: Flags.boolean({ summary: help("flag.debug"), helpGroup: "GLOBAL" }),
    lang: Flags.option({ options: ["en", "es"] as const, summary: help("flag.lang"), helpGroup: "GLOBAL" })(),
  };

  /** With `--json` the command prints one object a line as things happen; its result or failure is the last of them. */
  protected readonly printsLines: boolean = false;

  /** Set before `perform` where a program takes the terminal's keys: what Ctrl-C means is for it to say. */
  protected keysAreThePrograms = false;

  /**
   * Runs one action and shows its outcome.
   * @param flags the parsed flags of the command
   * @param action the use case, given its context
   */
  protected async perform<Result>(
    flags: CommonFlags,
    action: (context: ActionContext) => Promise<Result>,
    rendering: Rendering<Result>,
  ): Promise<void> {
    const lang = this.lang();
    const renderer = await chooseRenderer(flags, lang);
    const interactive =
      process.stdin.isTTY === true &&
      process.stderr.isTTY === true &&
      !process.env.CI &&
      !flags.json &&
      flags.yes !== true;
    const io = new TerminalIo({ renderer, lang, interactive });
    const signals = watchSignals(this.keysAreThePrograms);
    try {
      const result = await action({ cwd: process.cwd(), env: process.env, io, signal: signals.signal });
      await renderer?.end();
      if (flags.json) process.stdout.write(`${toJson(result, lang, this.printsLines ? 0 : 2)}\n`);
      else rendering.render(result, page(lang));
      process.exitCode = rendering.exitCode?.(result) ?? 0;
    } catch (error) {
      await renderer?.end();
      throw error;
    } finally {
      signals.stop();
    }
  }

  /** Arguments are those of the command line: oclif would take a missing one from standard input, which is for answers. */
  protected override parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    for (const arg of Object.values<{ ignoreStdin?: boolean }>(options?.args ?? {})) arg.ignoreStdin = true;
    return super.parse(options, argv);
  }

  protected lang(): Lang {
    return chooseLang(this.argv, process.env);
  }

  /** Every failure of a command, its own parsing's included, ends here. */
  protected override catch(error: Error): Promise<void> {
    showFailure(error, this.argv, this.id, this.printsLines ? 0 : 2);
    return Promise.resolve();
  }
}

function page(lang: Lang): Page {
  const isTerminal = process.stdout.isTTY === true;
  return new Page({
    lang,
    colour: isTerminal && (process.stdout.hasColors?.() ?? false),
    ...(isTerminal && process.stdout.columns > 0 && { columns: process.stdout.columns }),
    write: (text) => process.stdout.write(text),
  });
}
