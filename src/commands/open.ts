import { Args, Flags } from "@oclif/core";
import { open } from "../actions/open.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { renderOpen } from "../cli/render-open.js";

export default class Open extends MsxCommand {
  static override summary = help("command.open.summary");
  static override description = help("command.open.description");
  static override examples = [
    "<%= config.bin %> open",
    "<%= config.bin %> open rabbitmq",
    "<%= config.bin %> open order-service --print",
  ];

  static override args = { name: Args.string({ description: help("arg.open.name") }) };

  static override flags = { print: Flags.boolean({ summary: help("flag.open.print") }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Open);
    // Where nobody sits in front of the machine, a browser would open for nobody.
    const launch = !flags.print && !flags.json && process.stdout.isTTY === true && !process.env.CI;
    const options = { launch, ...(args.name !== undefined && { name: args.name }) };
    await this.perform(flags, (context) => open(options, context), { render: renderOpen });
  }
}
