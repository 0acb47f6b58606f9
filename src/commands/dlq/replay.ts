import { Args, Flags } from "@oclif/core";
import { dlqReplay } from "../../actions/dlq-replay.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderReplay } from "../../cli/render-messaging.js";

export default class DlqReplay extends MsxCommand {
  static override summary = help("command.dlq.replay.summary");
  static override description = help("command.dlq.replay.description");
  static override strict = false;
  static override examples = [
    "<%= config.bin %> dlq replay order-service",
    "<%= config.bin %> dlq replay --id 2f0c… --dry-run",
  ];

  static override args = { name: Args.string({ description: help("arg.dlq.replay.name") }) };

  static override flags = {
    id: Flags.string({
      summary: help("flag.dlq.replay.id"),
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "ID",
    }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run") }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(DlqReplay);
    const options = { names: argv as string[], ids: flags.id ?? [], dryRun: flags["dry-run"] };
    await this.perform(flags, (context) => dlqReplay(options, context), { render: renderReplay });
  }
}
