import { Args, Flags } from "@oclif/core";
import { decide } from "../actions/decide.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { renderDecide } from "../cli/render-decide.js";

export default class Decide extends MsxCommand {
  static override summary = help("command.decide.summary");
  static override description = help("command.decide.description");
  static override examples = [
    "<%= config.bin %> decide",
    "<%= config.bin %> decide order-service --lang es",
    "<%= config.bin %> decide --answers order-service.yaml",
    "<%= config.bin %> decide --answers order-service.yaml --dry-run --json",
  ];

  static override args = { name: Args.string({ description: help("arg.decide.name") }) };

  static override flags = {
    answers: Flags.string({ summary: help("flag.decide.answers"), helpValue: "FILE" }),
    "dry-run": Flags.boolean({ summary: help("flag.decide.dry-run"), default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Decide);
    const options = {
      ...(args.name !== undefined && { name: args.name }),
      ...(flags.answers !== undefined && { answers: flags.answers }),
      lang: this.lang(),
      dryRun: flags["dry-run"],
    };
    await this.perform(flags, (context) => decide(options, context), { render: renderDecide });
  }
}
