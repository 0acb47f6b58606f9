import { Args, Flags } from "@oclif/core";
import { rollback } from "../actions/rollback.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { placeFlags, placeOf } from "../cli/place-flags.js";
import { renderDeploy } from "../cli/render-deploy.js";

export default class Rollback extends MsxCommand {
  static override summary = help("command.rollback.summary");
  static override description = help("command.rollback.description");
  static override examples = [
    "<%= config.bin %> rollback order-service",
    "<%= config.bin %> rollback order-service --dry-run",
    "<%= config.bin %> rollback order-service --json",
  ];

  static override args = {
    service: Args.string({ description: help("arg.rollback.service"), required: true }),
  };

  static override flags = {
    target: Flags.option({
      options: ["local", "lambda"] as const,
      summary: help("flag.rollback.target"),
    })(),
    timeout: Flags.string({ summary: help("flag.rollback.timeout"), default: "90s", helpValue: "90s" }),
    ...placeFlags,
    yes: Flags.boolean({ summary: help("flag.yes") }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run") }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Rollback);
    const { target, timeout, yes, "dry-run": dryRun } = flags;
    const options = { service: args.service, target, timeout, yes, dryRun, ...placeOf(flags) };
    await this.perform(flags, (context) => rollback(options, context), {
      render: renderDeploy,
      // 5: the version before did not come up; the present one still serves.
      exitCode: ({ services }) => (services.every(({ error }) => error === undefined) ? 0 : 5),
    });
  }
}
