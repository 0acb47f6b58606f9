import { Flags } from "@oclif/core";
import { type DashboardListening, dashboard } from "../actions/dashboard.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { message } from "../messages/catalogue.js";

export default class Dashboard extends MsxCommand {
  static override summary = help("command.dashboard.summary");
  static override description = help("command.dashboard.description");
  static override examples = [
    "<%= config.bin %> dashboard",
    "<%= config.bin %> dashboard --port 9000 --no-open",
    "<%= config.bin %> dashboard --json | jq -r 'select(.type == \"listening\").url'",
  ];

  static override flags = {
    port: Flags.integer({ summary: help("flag.dashboard.port"), min: 0, max: 65_535, helpValue: "N" }),
    open: Flags.boolean({ summary: help("flag.dashboard.open"), allowNo: true }),
  };

  protected override readonly printsLines = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(Dashboard);
    const lang = this.lang();
    // Where nobody sits in front of the machine, a browser would open for nobody.
    const launch = flags.open ?? (!flags.json && process.stdout.isTTY === true && !process.env.CI);
    const onListening = (event: DashboardListening): void => {
      const text = flags.json
        ? JSON.stringify(event)
        : message("dashboard.listening", lang, { url: event.url });
      process.stdout.write(`${text}\n`);
    };
    const options = { launch, lang, onListening, ...(flags.port !== undefined && { port: flags.port }) };
    await this.perform(flags, (context) => dashboard(options, context), {
      render: (_result, page) => page.say("dashboard.stopped"),
    });
  }
}
