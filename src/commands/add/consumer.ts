import { Args, Flags } from "@oclif/core";
import { addConsumer } from "../../actions/add-consumer.js";
import { addFlags, addOptions } from "../../cli/add-flags.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderAdd } from "../../cli/render-add.js";

export default class AddConsumer extends MsxCommand {
  static override summary = help("command.add.consumer.summary");
  static override description = help("command.add.consumer.description");
  static override examples = [
    "<%= config.bin %> add consumer UserCreated --from user-service --service item-service",
    "<%= config.bin %> add consumer PaymentRefunded --from payment-service --dry-run",
  ];

  static override args = { event: Args.string({ description: help("arg.add.consumer.event") }) };

  static override flags = {
    from: Flags.string({ summary: help("flag.add.consumer.from"), helpValue: "SERVICE" }),
    ...addFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AddConsumer);
    const options = {
      ...addOptions(flags),
      ...(args.event !== undefined && { event: args.event }),
      ...(flags.from !== undefined && { from: flags.from }),
    };
    await this.perform(flags, (context) => addConsumer(options, context), { render: renderAdd });
  }
}
