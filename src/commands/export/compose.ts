import { Flags } from "@oclif/core";
import { exportCompose } from "../../actions/export-compose.js";
import { help, MsxCommand } from "../../cli/msx-command.js";

export default class ExportCompose extends MsxCommand {
  static override summary = help("command.export.compose.summary");
  static override description = help("command.export.compose.description");
  static override examples = [
    "<%= config.bin %> export compose",
    "<%= config.bin %> export compose --out ../handover --json",
  ];

  static override flags = {
    out: Flags.string({ summary: help("flag.export.compose.out"), default: "compose", helpValue: "FOLDER" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ExportCompose);
    await this.perform(flags, (context) => exportCompose({ out: flags.out }, context), {
      render: ({ path, services }, page) => {
        page.say("export.compose.done", { path, services: services.join(", ") });
        page.say("export.compose.next", { path });
      },
    });
  }
}
