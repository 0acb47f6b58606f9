import { status } from "../actions/status.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { renderPlatform } from "../cli/render-platform.js";

export default class Status extends MsxCommand {
  static override summary = help("command.status.summary");
  static override description = help("command.status.description");
  static override examples = ["<%= config.bin %> status", "<%= config.bin %> status --json"];

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    await this.perform(flags, status, { render: renderPlatform });
  }
}
