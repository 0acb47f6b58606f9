import { Args, Flags } from "@oclif/core";
import { addEvent } from "../../actions/add-event.js";
import { addFlags, addOptions } from "../../cli/add-flags.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderAdd } from "../../cli/render-add.js";

export default class AddEvent extends MsxCommand {
  static override summary = help("command.add.event.summary");
  static override description = help("command.add.event.description");
  static override examples = [
    "<%= config.bin %> add event ItemArchived --field reason:string --service item-service",
    '<%= config.bin %> add event OrderDelayed --field until:date-time --field "note:string?" --dry-run',
  ];

  static override args = { name: Args.string({ description: help("arg.add.event.name") }) };

  static override flags = {
    field: Flags.string({
      summary: help("flag.add.event.field"),
      helpValue: "NAME:TYPE",
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...addFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AddEvent);
    const options = {
      ...addOptions(flags),
      ...(args.name !== undefined && { name: args.name }),
      fields: flags.field ?? [],
    };
    await this.perform(flags, (context) => addEvent(options, context), { render: renderAdd });
  }
}
