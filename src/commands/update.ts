import { Args, Flags } from "@oclif/core";
import { update } from "../actions/update.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { renderUpdate, updateExitCode } from "../cli/render-update.js";

export default class Update extends MsxCommand {
  static override summary = help("command.update.summary");
  static override description = help("command.update.description");
  static override strict = false;
  static override examples = [
    "<%= config.bin %> update --check",
    "<%= config.bin %> update --dry-run",
    "<%= config.bin %> update",
    "<%= config.bin %> update order-service",
  ];

  static override args = { services: Args.string({ description: help("arg.update.services") }) };

  static override flags = {
    check: Flags.boolean({
      summary: help("flag.update.check"),
      default: false,
      exclusive: ["dry-run", "force"],
    }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run"), default: false }),
    force: Flags.boolean({ summary: help("flag.update.force"), default: false }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Update);
    const options = {
      services: argv.map(String),
      check: flags.check,
      dryRun: flags["dry-run"],
      force: flags.force,
    };
    await this.perform(flags, (context) => update(options, context), {
      render: renderUpdate,
      exitCode: updateExitCode,
    });
  }
}
