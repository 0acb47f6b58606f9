import { doctor } from "../actions/doctor.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { message } from "../messages/catalogue.js";

const marks = { ok: ["green", "✔"], warn: ["yellow", "!"], fail: ["red", "✖"] } as const;

export default class Doctor extends MsxCommand {
  static override summary = help("command.doctor.summary");
  static override description = help("command.doctor.description");
  static override examples = ["<%= config.bin %> doctor", "<%= config.bin %> doctor --json"];

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const lang = this.lang();
    await this.perform(
      flags,
      async (context) => {
        const { ok, findings } = await doctor(context);
        const checks = findings.map(({ check, state, finding, remedy }) => ({
          check,
          state,
          finding: message(finding.code, lang, finding.params),
          ...(remedy && { remedy: message(remedy.code, lang, remedy.params) }),
        }));
        return { ok, checks };
      },
      {
        render: ({ ok, checks }, page) => {
          for (const { check, state, finding, remedy } of checks) {
            const [colour, mark] = marks[state];
            page.line(`${page.style(colour, mark)} ${page.style("bold", check)}: ${finding}`);
            if (remedy) page.line(`  ${page.text("doctor.remedy", { remedy })}`);
          }
          const count = checks.filter(({ state }) => state === "fail").length;
          page.say(ok ? "doctor.summary.ok" : "doctor.summary.fail", { count });
        },
        exitCode: ({ ok }) => (ok ? 0 : 4),
      },
    );
  }
}
