import { Args, Flags } from "@oclif/core";
import { addEndpoint } from "../../actions/add-endpoint.js";
import { addFlags, addOptions } from "../../cli/add-flags.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderAdd } from "../../cli/render-add.js";

export default class AddEndpoint extends MsxCommand {
  static override summary = help("command.add.endpoint.summary");
  static override description = help("command.add.endpoint.description");
  static override examples = [
    '<%= config.bin %> add endpoint archiveItem --method POST --path "/items/{id}/archive" --field reason:string --service item-service',
    '<%= config.bin %> add endpoint itemStatistics --method GET --path /items/statistics --field "since:date?" --returns total:integer',
    '<%= config.bin %> add endpoint setAvatar --method PUT --path "/users/{id}/avatar" --field url:uri --dry-run',
  ];

  static override args = { name: Args.string({ description: help("arg.add.endpoint.name") }) };

  static override flags = {
    method: Flags.string({
      summary: help("flag.add.endpoint.method"),
      helpValue: "GET|POST|PUT|PATCH|DELETE",
    }),
    path: Flags.string({ summary: help("flag.add.endpoint.path"), helpValue: "PATH" }),
    field: Flags.string({
      summary: help("flag.add.endpoint.field"),
      helpValue: "NAME:TYPE",
      multiple: true,
      multipleNonGreedy: true,
    }),
    returns: Flags.string({
      summary: help("flag.add.endpoint.returns"),
      helpValue: "NAME:TYPE",
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...addFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AddEndpoint);
    const options = {
      ...addOptions(flags),
      ...(args.name !== undefined && { name: args.name }),
      ...(flags.method !== undefined && { method: flags.method }),
      ...(flags.path !== undefined && { path: flags.path }),
      fields: flags.field ?? [],
      returns: flags.returns ?? [],
    };
    await this.perform(flags, (context) => addEndpoint(options, context), { render: renderAdd });
  }
}
