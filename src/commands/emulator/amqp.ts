import { Flags } from "@oclif/core";
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
    "<%= config.bin %> emulator amqp --management-port 15672",
    "<%= config.bin %> emulator amqp --json | jq -r 'select(.type == \"listening\").url'",
  ];

  static override flags = {
    ...emulatorFlags(5672),
    "management-port": Flags.integer({
      summary: help("flag.management-port"),
      min: 0,
      max: 65_535,
      helpValue: "N",
    }),
  };

  protected override readonly printsLines = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(EmulatorAmqp);
    const onListening = renderListening(flags.json, this.lang());
    const onNotice = renderNotice(flags.json, this.lang());
    const port = flags["management-port"];
    const options = { ...emulatorOptions(flags), ...(port !== undefined && { management: { port } }) };
    await this.perform(
      flags,
      (context) => runEmulator({ name: "amqp", options, onListening, onNotice }, context),
      { render: ({ name }, page) => page.say("emulator.stopped", { name }) },
    );
  }
}
