import { runEmulator } from "../../actions/run-emulator.js";
import { emulatorFlags, emulatorOptions } from "../../cli/emulator-flags.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderListening } from "../../cli/render-emulator.js";

export default class EmulatorOtlp extends MsxCommand {
  static override summary = help("command.emulator.otlp.summary");
  static override description = help("command.emulator.otlp.description");
  static override examples = [
    "<%= config.bin %> emulator otlp",
    "<%= config.bin %> emulator otlp --port 0 --data .traces",
    "<%= config.bin %> emulator otlp --json | jq -r 'select(.type == \"listening\").url'",
  ];

  static override flags = emulatorFlags(4318);

  protected override readonly printsLines = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(EmulatorOtlp);
    const listening = renderListening(flags.json, this.lang());
    await this.perform(
      flags,
      (context) =>
        runEmulator({ name: "otlp", options: emulatorOptions(flags), onListening: listening }, context),
      { render: ({ name }, page) => page.say("emulator.stopped", { name }) },
    );
  }
}
