import { Args, Flags } from "@oclif/core";
import { dbReset } from "../../actions/db-reset.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderReset } from "../../cli/render-database.js";

export default class DbReset extends MsxCommand {
  static override summary = help("command.db.reset.summary");
  static override description = help("command.db.reset.description");
  static override examples = [
    "<%= config.bin %> db reset order-service",
    "<%= config.bin %> db reset order-service --seed --yes",
    "<%= config.bin %> db reset order-service --dry-run",
  ];

  static override args = {
    service: Args.string({ description: help("arg.db.reset.service"), required: true }),
  };

  static override flags = {
    seed: Flags.boolean({ summary: help("flag.db.reset.seed") }),
    timeout: Flags.string({ summary: help("flag.db.reset.timeout"), default: "90s", helpValue: "90s" }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run") }),
    yes: Flags.boolean({ summary: help("flag.yes") }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DbReset);
    const { seed, timeout, yes, "dry-run": dryRun } = flags;
    const options = { service: args.service, seed, timeout, yes, dryRun };
    await this.perform(flags, (context) => dbReset(options, context), { render: renderReset });
  }
}
