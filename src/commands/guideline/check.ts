import { Args } from "@oclif/core";
import { guidelineCheck, hasFindings } from "../../actions/guideline-check.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderGuideline } from "../../cli/render-guideline.js";

export default class GuidelineCheck extends MsxCommand {
  static override summary = help("command.guideline.check.summary");
  static override description = help("command.guideline.check.description");
  static override examples = [
    "<%= config.bin %> guideline check",
    "<%= config.bin %> guideline check docs/guideline.md --json",
  ];

  static override args = { file: Args.string({ description: help("arg.guideline.check.file") }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(GuidelineCheck);
    const options = { ...(args.file !== undefined && { file: args.file }) };
    await this.perform(flags, (context) => guidelineCheck(options, context), {
      render: renderGuideline,
      exitCode: (report) => (hasFindings(report) ? 3 : 0),
    });
  }
}
