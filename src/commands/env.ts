import { Args, Flags } from "@oclif/core";
import { env } from "../actions/env.js";
import { envFormats, formatEnv } from "../cli/env-format.js";
import { help, MsxCommand } from "../cli/msx-command.js";

export default class Env extends MsxCommand {
  static override summary = help("command.env.summary");
  static override description = help("command.env.description");
  static override examples = [
    "<%= config.bin %> env order-service > .env",
    'eval "$(<%= config.bin %> env order-service --format shell)"',
    "<%= config.bin %> env --format json",
  ];

  static override args = { service: Args.string({ description: help("arg.env.service") }) };

  static override flags = {
    format: Flags.option({ options: envFormats, default: "dotenv", summary: help("flag.env.format") })(),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Env);
    const options = args.service === undefined ? {} : { service: args.service };
    await this.perform(flags, (context) => env(options, context), {
      render: (variables, page) => page.line(formatEnv(variables, flags.format)),
    });
  }
}
