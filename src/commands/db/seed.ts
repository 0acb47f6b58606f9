import { Args, Flags } from "@oclif/core";
import { dbSeed } from "../../actions/db-seed.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderSeed } from "../../cli/render-database.js";

export default class DbSeed extends MsxCommand {
  static override summary = help("command.db.seed.summary");
  static override description = help("command.db.seed.description");
  static override examples = [
    "<%= config.bin %> db seed order-service",
    "<%= config.bin %> db seed order-service --dry-run",
  ];

  static override args = {
    service: Args.string({ description: help("arg.db.seed.service"), required: true }),
  };

  static override flags = {
    "dry-run": Flags.boolean({ summary: help("flag.dry-run") }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DbSeed);
    const options = { service: args.service, dryRun: flags["dry-run"] };
    await this.perform(flags, (context) => dbSeed(options, context), { render: renderSeed });
  }
}
