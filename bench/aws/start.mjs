// Starts the AWS emulator by the library in a Node that has loaded nothing of it yet. Prints when it began, in ms since the epoch, and
// what it listens on: `node bench/aws/start.mjs FOLDER`.
import { startEmulator } from "../../dist/emulators/emulator.js";

const startedAt = performance.timeOrigin + performance.now();
const emulator = await startEmulator("aws", { dataDir: process.argv[2] });
console.log(JSON.stringify({ startedAt, url: emulator.url }));
process.once("SIGTERM", () => emulator.close());
