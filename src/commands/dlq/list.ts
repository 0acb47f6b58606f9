import { Args, Flags } from "@oclif/core";
import { dlqList } from "../../actions/dlq-list.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderDeadLetters } from "../../cli/render-messaging.js";

export default class DlqList extends MsxCommand {
  static override summary = help("command.dlq.list.summary");
  static override description = help("command.dlq.list.description");
  static override strict = false;
  static override examples = [
    "<%= config.bin %> dlq list",
    "<%= config.bin %> dlq list order-service",
    "<%= config.bin %> dlq list order-service.saga --limit 500 --json",
  ];

  static override args = { name: Args.string({ description: help("arg.dlq.list.name") }) };

  static override flags = {
    limit: Flags.integer({ summary: help("flag.dlq.list.limit"), default: 20, min: 0, helpValue: "N" }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(DlqList);
    await this.perform(
      flags,
      (context) => dlqList({ names: argv as string[], limit: flags.limit }, context),
      {
        render: renderDeadLetters,
      },
    );
  }
}
