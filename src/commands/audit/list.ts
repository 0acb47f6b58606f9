import { auditList } from "../../actions/audit-list.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderList } from "../../cli/render-rules.js";

export default class AuditList extends MsxCommand {
  static override summary = help("command.audit.list.summary");
  static override description = help("command.audit.list.description");
  static override examples = ["<%= config.bin %> audit list", "<%= config.bin %> audit list --json"];

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditList);
    await this.perform(flags, auditList, { render: renderList });
  }
}
