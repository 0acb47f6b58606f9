import { Args, Flags } from "@oclif/core";
import { newMigration } from "../../actions/new-migration.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderNew } from "../../cli/render-new.js";

export default class NewMigration extends MsxCommand {
  static override summary = help("command.new.migration.summary");
  static override description = help("command.new.migration.description");
  static override examples = [
    "<%= config.bin %> new migration postgres-18 --owner team-platform",
    "<%= config.bin %> new migration orders-to-lambda --service order-service --lang es",
    "<%= config.bin %> new migration postgres-18 --owner team-platform --dry-run",
  ];

  static override args = { name: Args.string({ description: help("arg.new.migration.name") }) };

  static override flags = {
    service: Flags.string({
      ...{ summary: help("flag.new.migration.service"), helpValue: "NAME", multiple: true },
    }),
    owner: Flags.string({ summary: help("flag.new.migration.owner"), helpValue: "TEAM" }),
    yes: Flags.boolean({ summary: help("flag.yes"), default: false }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run"), default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(NewMigration);
    const options = {
      ...(args.name !== undefined && { name: args.name }),
      services: flags.service ?? [],
      ...(flags.owner !== undefined && { owner: flags.owner }),
      lang: this.lang(),
      dryRun: flags["dry-run"],
    };
    await this.perform(flags, (context) => newMigration(options, context), { render: renderNew });
  }
}
