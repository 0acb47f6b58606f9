import { Flags } from "@oclif/core";
import { exec } from "../actions/exec.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { ownWords } from "../cli/own-words.js";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { processConsole } from "../ui/process-console.js";

export default class Exec extends MsxCommand {
  static override summary = help("command.exec.summary");
  static override description = help("command.exec.description");
  static override examples = [
    "<%= config.bin %> exec -- npm run test:integration",
    "<%= config.bin %> exec --deploy -- npx playwright test",
    "<%= config.bin %> exec --service order-service --timeout 10m -- npm test",
    "<%= config.bin %> exec --engine embedded --only postgres -- npm test",
  ];

  static override strict = false;
  static override usage = "exec [FLAGS] -- COMMAND [ARGUMENT…]";

  static override flags = {
    engine: Flags.option({
      options: ["auto", "docker", "embedded"] as const,
      default: "auto",
      summary: help("flag.exec.engine"),
    })(),
    only: Flags.string({ summary: help("flag.exec.only"), helpValue: "NAME,…" }),
    deploy: Flags.boolean({ summary: help("flag.exec.deploy") }),
    service: Flags.string({ summary: help("flag.exec.service"), helpValue: "NAME" }),
    "start-timeout": Flags.string({
      summary: help("flag.exec.start-timeout"),
      default: "120s",
      helpValue: "TIME",
    }),
    timeout: Flags.string({ summary: help("flag.exec.timeout"), helpValue: "TIME" }),
    volumes: Flags.boolean({ summary: help("flag.exec.volumes") }),
  };

  async run(): Promise<void> {
    // oclif would take flags of the command for its own where the command has a `--` too.
    const own = [...ownWords(this.argv)];
    const command = this.argv.slice(own.length + 1);
    const { argv, flags } = await this.parse(Exec, own);
    if (command.length === 0 || argv.length > 0) {
      throw new MsxError("USAGE", {
        detail: phrase("command-after-dashes"),
        command: "exec",
      });
    }
    const console = processConsole({ input: true });
    const options = {
      command,
      engine: flags.engine,
      only: (flags.only ?? "").split(",").flatMap((name) => name.trim() || []),
      deploy: flags.deploy,
      service: flags.service,
      startTimeout: flags["start-timeout"],
      timeout: flags.timeout,
      volumes: flags.volumes,
      // With --json stdout is for the one document.
      console: flags.json ? { ...console, output: console.errors } : console,
    };
    await this.perform(flags, (context) => exec(options, context), {
      // The command has said everything by itself.
      render: () => undefined,
      exitCode: ({ exitCode }) => exitCode,
    });
  }
}
