import { runEmulator } from "../../actions/run-emulator.js";
import { emulatorFlags, emulatorOptions } from "../../cli/emulator-flags.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderListening, renderNotice } from "../../cli/render-emulator.js";

export default class EmulatorAws extends MsxCommand {
  static override summary = help("command.emulator.aws.summary");
  static override description = help("command.emulator.aws.description");
  static override examples = [
    "<%= config.bin %> emulator aws",
    "<%= config.bin %> emulator aws --port 0 --data .aws",
    "AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws sqs create-queue --queue-name orders",
  ];

  static override flags = emulatorFlags(4566);

  protected override readonly printsLines = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(EmulatorAws);
    const onListening = renderListening(flags.json, this.lang());
    const onNotice = renderNotice(flags.json, this.lang());
    await this.perform(
      flags,
      (context) =>
        runEmulator({ name: "aws", options: emulatorOptions(flags), onListening, onNotice }, context),
      { render: ({ name }, page) => page.say("emulator.stopped", { name }) },
    );
  }
}
