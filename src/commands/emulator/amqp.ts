import { runEmulator } from "../../actions/run-emulator.js";
import { emulatorFlags, emulatorOptions } from "../../cli/emulator-flags.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderListening, renderNotice } from "../../cli/render-emulator.js";

export default class EmulatorAmqp extends MsxCommand {
  static override summary = help("command.emulator.amqp.summary");
  static override description = help("command.emulator.amqp.description");
  static override examples = [
    "<%= config.bin %> emulator amqp",
    "<%= config.bin %> emulator amqp --port 0 --data .broker",
    "<%= config.bin %> emulator amqp --json | jq -r 'select(.type == \"listening\").url'",
  ];

  static override flags = emulatorFlags(5672);

  protected override readonly printsLines = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(EmulatorAmqp);
    const onListening = renderListening(flags.json, this.lang());
    const onNotice = renderNotice(flags.json, this.lang());
    await this.perform(
      flags,
      (context) =>
        runEmulator({ name: "amqp", options: emulatorOptions(flags), onListening, onNotice }, context),
      { render: ({ name }, page) => page.say("emulator.stopped", { name }) },
    );
  }
}
